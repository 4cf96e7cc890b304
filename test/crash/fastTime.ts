import { resolve } from "node:path";

/** How much faster than the machine's clock the simulated clouds and the provider processes run. */
const speed = 20;
const epoch = Date.now();

/** The time of a test run; a cloud that is looked at later, and the processes that work with it, add to it. */
export const fastNow = (laterMs = 0): number => Math.round(epoch + laterMs + (Date.now() - epoch) * speed);

const preload = ["hasten.mjs", "lighten.mjs"].map((file) => `--import ${resolve("test/crash", file)}`);

/** What makes a process run on it. */
export const fastEnvironment = (laterMs: number): Readonly<Record<string, string>> => ({
  NODE_OPTIONS: preload.join(" "),
  CRASH_SPEED: String(speed),
  CRASH_EPOCH: String(epoch),
  CRASH_LATER: String(laterMs),
});
