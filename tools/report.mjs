// @ts-check

/**
 * Tells a person who waits what is being done, for how long, and how it ended.
 * @typedef {object} Step
 * @property {(text: string) => void} detail what is happening right now; shown at the next beat
 * @property {(text?: string) => void} done
 * @property {(text: string) => void} failed
 *
 * @typedef {object} Reporter
 * @property {(line: string) => void} say
 * @property {(title: string) => Step} step
 *
 * @typedef {{ write(text: string): unknown, isTTY?: boolean }} Screen
 */

const TERMINAL_BEAT = 1_000;
const LOG_BEAT = 15_000;

/**
 * Reports go to standard error: standard output belongs to the command itself (`pulumi stack export`).
 * A terminal sees one line that is written over; a log sees a line every now and then.
 * @param {{ screen?: Screen, now?: () => number }} [options]
 * @returns {Reporter}
 */
export function createReporter({ screen = process.stderr, now = Date.now } = {}) {
  const live = screen.isTTY === true;
  return {
    say: (line) => void screen.write(`${line}\n`),
    step: (title) => startStep({ title, live, screen, now }),
  };
}

/** @type {Reporter} */
export const silentReporter = {
  say: () => undefined,
  step: () => ({ detail: () => undefined, done: () => undefined, failed: () => undefined }),
};

/**
 * @param {{ title: string, live: boolean, screen: Screen, now: () => number }} context
 * @returns {Step}
 */
function startStep({ title, live, screen, now }) {
  const startedAt = now();
  let detail = "";
  const line = (/** @type {string} */ text) =>
    `${title}: ${[elapsed(now() - startedAt), text].filter(Boolean).join(", ")}`;
  const beat = () => screen.write(live ? `\r\u001b[2K${line(detail)}` : `${line(detail)}\n`);
  const timer = setInterval(beat, live ? TERMINAL_BEAT : LOG_BEAT);
  timer.unref();

  const end = (/** @type {string} */ text) => {
    clearInterval(timer);
    screen.write(`${live ? "\r\u001b[2K" : ""}${text}\n`);
  };
  if (live) screen.write(`${title} …`);
  return {
    detail: (text) => void (detail = text),
    done: (text = "") => end(line(text)),
    failed: (text) => end(`${title}: failed after ${elapsed(now() - startedAt)}: ${text}`),
  };
}

/**
 * @param {number} milliseconds
 * @returns {string} such as "0.4 s", "12 s", "2 m 40 s"
 */
export function elapsed(milliseconds) {
  if (milliseconds < 10_000) return `${(milliseconds / 1000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} m ${seconds % 60} s`;
}
