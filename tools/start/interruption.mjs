// @ts-check
import { constants } from "node:os";

/** npm hands on a signal that the terminal, or a signal to the whole group, has brought us already. */
const SAME_SIGNAL = 1_000;

const SIGNALS = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);

/** @typedef {ReturnType<typeof watchInterruption>} Interruption */

export class Interrupted extends Error {
  /** @param {NodeJS.Signals} signal */
  constructor(signal) {
    super(`Interrupted (${signal})`);
    this.exitCode = 128 + constants.signals[signal];
  }
}

/**
 * Ctrl-C and its like do not end this process at once: what runs is told, and what was set up is put away.
 * A second one is passed on too; the engine then drops what it is doing.
 */
export function watchInterruption() {
  /** @type {NodeJS.Signals | undefined} */
  let first;
  let last = -Infinity;
  /** @type {Set<(signal: NodeJS.Signals) => void>} */
  const listeners = new Set();
  const hear = (/** @type {NodeJS.Signals} */ signal) => {
    const isEcho = performance.now() - last < SAME_SIGNAL;
    last = performance.now();
    first ??= signal;
    if (!isEcho) for (const listener of listeners) listener(signal);
  };
  for (const signal of SIGNALS) process.on(signal, hear);
  const watch = watchNpm(() => hear("SIGTERM"));

  return {
    throwIfInterrupted() {
      if (first) throw new Interrupted(first);
    },
    /**
     * @param {(signal: NodeJS.Signals) => void} listener
     * @returns {() => void} stops listening
     */
    onSignal(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    stop() {
      clearInterval(watch);
      for (const signal of SIGNALS) process.removeListener(signal, hear);
    },
  };
}

/**
 * A signal to npm alone ends npm's shell, and does not reach us: seen by having another parent.
 * @param {() => void} gone
 */
function watchNpm(gone) {
  if (!process.env.npm_lifecycle_event) return undefined;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    gone();
  }, SAME_SIGNAL);
  timer.unref();
  return timer;
}
