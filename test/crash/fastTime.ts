import { resolve } from "node:path";

/** How much faster than the machine's clock the simulated cloud and the provider processes run. */
const speed = 20;
const epoch = Date.now();

/** The one time of all simulators and provider processes of a test run. */
export const fastNow = (): number => Math.round(epoch + (Date.now() - epoch) * speed);

/** What makes a process run on it. */
export const fastEnvironment: Readonly<Record<string, string>> = {
  NODE_OPTIONS: `--import ${resolve("test/crash/hasten.mjs")}`,
  CRASH_SPEED: String(speed),
  CRASH_EPOCH: String(epoch),
};
