// @ts-check
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { resolve } from "node:path";
import { chooseBackend, givenFolder } from "./chooseBackend.mjs";
import { engineEnvironment } from "./engine/engineEnvironment.mjs";
import { findEngine } from "./engine/findEngine.mjs";
import { findLanguageHost, isBuiltLanguage } from "./engine/findLanguageHost.mjs";
import { nearestProjectFile, runtimeOf } from "./projectFile.mjs";
import { createReporter } from "./report.mjs";
import { ROOT } from "./repository.mjs";

/** npm hands on a signal that the terminal, or a signal to the whole group, has brought us already. */
const SAME_SIGNAL = 1_000;

const log = createReporter();
const args = process.argv.slice(2);
const folder = usersFolder();
try {
  const engine = await findEngine({ log });
  const language = runtimeOf((await nearestProjectFile(resolve(folder, givenFolder(args) ?? "."))) ?? "");
  const bin = isBuiltLanguage(language) ? await findLanguageHost({ language, engine, log }) : undefined;
  const environment = {
    ...process.env,
    ...(await chooseBackend({ args, folder, environment: process.env, log })),
  };
  const found = engineEnvironment(engine, environment);
  runEngine(engine.path, bin === undefined ? found : engineEnvironment({ bin }, found));
} catch (error) {
  log.say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

/** `npm run` changes to the package's root and leaves where the user stood in INIT_CWD. */
function usersFolder() {
  return process.cwd() === ROOT ? (process.env.INIT_CWD ?? ROOT) : process.cwd();
}

/**
 * A second interrupt makes the engine drop what it is doing: each must reach it exactly once. In a terminal the
 * engine stands in the foreground group and gets Ctrl-C from there; elsewhere it gets a group of its own, and
 * signals come only through us.
 * @param {string} path
 * @param {NodeJS.ProcessEnv} environment
 */
function runEngine(path, environment) {
  const inTerminal = process.stdin.isTTY === true || process.platform === "win32";
  const child = spawn(path, args, { cwd: folder, env: environment, stdio: "inherit", detached: !inTerminal });

  let lastInterrupt = -Infinity;
  process.on("SIGINT", () => {
    const isEcho = performance.now() - lastInterrupt < SAME_SIGNAL;
    lastInterrupt = performance.now();
    if (!inTerminal && !isEcho) child.kill("SIGINT");
  });
  process.on("SIGTERM", () => child.kill("SIGTERM"));

  child.on("error", (error) => {
    log.say(`${path} could not be started: ${error.message}`);
    process.exitCode = 1;
  });
  child.on("exit", (code, signal) => process.exit(code ?? 128 + (signal ? constants.signals[signal] : 0)));
}
