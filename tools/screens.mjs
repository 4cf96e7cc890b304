// @ts-check
import { spawn } from "node:child_process";
import { ROOT } from "./repository.mjs";

/** @typedef {{ write(text: string): unknown }} Screen */

/**
 * Keeps what is written to it until it is released; from then on it shows everything at once.
 * @param {Screen} screen
 * @returns {Screen & { release(): void }}
 */
export function heldScreen(screen) {
  /** @type {string[] | undefined} */
  let held = [];
  return {
    write: (text) => (held ? held.push(text) : screen.write(text)),
    release() {
      for (const text of held ?? []) screen.write(text);
      held = undefined;
    },
  };
}

/**
 * Runs a program of Node's in the repository, and shows what it says as it says it.
 * @param {readonly string[]} args
 * @param {Screen} screen
 * @returns {Promise<number>} its exit code
 */
export function stream(args, screen) {
  const direct = screen === process.stdout;
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: ROOT,
      stdio: ["ignore", direct ? "inherit" : "pipe", direct ? "inherit" : "pipe"],
    });
    for (const output of [child.stdout, child.stderr])
      output?.setEncoding("utf8").on("data", (text) => void screen.write(text));
    child.on("error", () => resolve(1));
    child.on("close", (code) => resolve(code ?? 1));
  });
}
