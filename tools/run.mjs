// @ts-check
import { spawn } from "node:child_process";

/**
 * @typedef {object} Outcome
 * @property {number} code 0 only when the command ended well
 * @property {string} output standard output and standard error as they came
 * @property {string | undefined} stopped why the command was ended before its time
 */

/**
 * Runs a command to its end and keeps what it printed. A command that stays silent for longer than
 * `silenceLimit` is ended: a download that hangs must not hang its caller.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, environment?: NodeJS.ProcessEnv, silenceLimit?: number, onLine?: (line: string) => void }} [options]
 * @returns {Promise<Outcome>}
 */
export function run(command, args, { cwd, environment = process.env, silenceLimit, onLine } = {}) {
  return new Promise((resolve) => {
    // A group of its own, so that grandchildren (a shell script's download) end with it.
    const child = spawn(command, args, {
      cwd,
      env: environment,
      stdio: ["ignore", "pipe", "pipe"],
      detached: hasGroups,
    });
    let output = "";
    /** @type {string | undefined} */
    let stopped;
    /** @type {NodeJS.Timeout | undefined} */
    let silence;
    const end = () => killGroup(child.pid);
    const listen = () => {
      if (silenceLimit === undefined) return;
      clearTimeout(silence);
      silence = setTimeout(() => {
        stopped = `no sign of life for ${silenceLimit / 1000} s`;
        end();
      }, silenceLimit);
    };
    const hear = (/** @type {Buffer} */ chunk) => {
      listen();
      output += chunk.toString();
      if (onLine)
        chunk
          .toString()
          .split(/[\r\n]+/)
          .filter(Boolean)
          .forEach(onLine);
    };
    const forget = endWithThisProcess(end);
    const finish = (/** @type {number} */ code) => {
      clearTimeout(silence);
      forget();
      resolve({ code, output, stopped });
    };

    listen();
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.on("error", (error) => {
      output += error.message;
      finish(127);
    });
    child.on("close", (code) => finish(code ?? 1));
  });
}

/**
 * @param {string} output
 * @param {number} [count]
 * @returns {string} the last lines, which is where the reason of a failure stands
 */
export function lastLines(output, count = 40) {
  return output.trimEnd().split("\n").slice(-count).join("\n");
}

const hasGroups = process.platform !== "win32";

/** @param {number | undefined} pid */
function killGroup(pid) {
  if (pid === undefined) return;
  try {
    process.kill(hasGroups ? -pid : pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

/**
 * The terminal's Ctrl-C does not reach a group of its own: it is handed on.
 * @param {() => void} end
 * @returns {() => void} stops listening
 */
function endWithThisProcess(end) {
  const signals = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);
  const onSignal = (/** @type {NodeJS.Signals} */ signal) => {
    end();
    forget();
    process.kill(process.pid, signal);
  };
  const forget = () => {
    for (const signal of signals) process.removeListener(signal, onSignal);
    process.removeListener("exit", end);
  };
  for (const signal of signals) process.on(signal, onSignal);
  process.on("exit", end);
  return forget;
}
