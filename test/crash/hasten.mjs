// Loaded before a provider process: its clock runs CRASH_SPEED times as fast, from CRASH_EPOCH on, so that a
// wait of ten seconds costs half a second; CRASH_LATER milliseconds on. Only what reads the time and the provider's own pauses are changed.
import timers from "node:timers/promises";

const speed = Number(process.env.CRASH_SPEED);
const epoch = Number(process.env.CRASH_EPOCH);
const realNow = Date.now;
const later = Number(process.env.CRASH_LATER);
const fastNow = () => Math.round(epoch + later + (realNow() - epoch) * speed);

globalThis.Date = class extends Date {
  /** @param {unknown[]} given */
  constructor(...given) {
    if (given.length === 0) super(fastNow());
    // @ts-expect-error TypeScript cannot spread into the overloads of Date
    else super(...given);
  }
  static now() {
    return fastNow();
  }
};

const pause = timers.setTimeout;
timers.setTimeout = (milliseconds, value, options) => pause((milliseconds ?? 0) / speed, value, options);

// The helper that starts the process does not tell its id.
process.stderr.write(`process ${process.pid}\n`);
