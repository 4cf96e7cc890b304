// @ts-check
import { spawn } from "node:child_process";

/**
 * @typedef {object} Ended
 * @property {number} code
 * @property {string} stdout empty if it was shown
 * @property {string} stderr empty if it was shown
 * @property {number} seconds
 */

/**
 * Runs the engine to its end, and passes a signal on to it: it then finishes what it has begun and ends its
 * provider. Its output is shown as it comes, live in a terminal, or kept.
 * @param {object} options
 * @param {string} options.path
 * @param {readonly string[]} options.args
 * @param {string} options.folder
 * @param {NodeJS.ProcessEnv} options.environment
 * @param {boolean} options.shown
 * @param {import("./interruption.mjs").Interruption} options.interruption
 * @returns {Promise<Ended>}
 */
export async function runEngine({ path, args, folder, environment, shown, interruption }) {
  interruption.throwIfInterrupted();
  // In a terminal the engine stands in the foreground group and gets Ctrl-C from there; elsewhere it gets a group
  // of its own, and signals come only through us. Two of them would make it drop what it is doing.
  const inTerminal = process.stdin.isTTY === true || process.platform === "win32";
  const stdin = inTerminal && shown ? "inherit" : "ignore";
  const startedAt = performance.now();
  const child = spawn(path, args, {
    cwd: folder,
    env: environment,
    stdio: shown ? [stdin, "inherit", "inherit"] : [stdin, "pipe", "pipe"],
    detached: !inTerminal,
  });
  const seen = { stdout: "", stderr: "" };
  child.stdout?.setEncoding("utf8").on("data", (chunk) => (seen.stdout += chunk));
  child.stderr?.setEncoding("utf8").on("data", (chunk) => (seen.stderr += chunk));
  const forget = interruption.onSignal((signal) => {
    if (!inTerminal) child.kill("SIGINT");
    else if (signal !== "SIGINT") child.kill("SIGTERM");
  });
  try {
    const code = await new Promise((resolve, reject) => {
      child.on("error", (error) => reject(new Error(`${path} could not be started: ${error.message}`)));
      child.on("close", (ended) => resolve(ended ?? 255));
    });
    interruption.throwIfInterrupted();
    return { code, ...seen, seconds: (performance.now() - startedAt) / 1000 };
  } finally {
    forget();
  }
}
