// @ts-check

const WIDTH = 80;
/** As wide as what stands before a check. */
const MARGIN = " ".repeat(10);
/** In a narrower terminal the engine's table has no room for what a resource is doing. */
const TABLE_WIDTH = 140;

/** @typedef {ReturnType<typeof createScreen>} Screen */

/**
 * Tells the story: what is about to happen, the command as one would type it, and what was found afterwards.
 * @param {{ write(text: string): unknown, isTTY?: boolean, columns?: number }} [out]
 * @param {NodeJS.ProcessEnv} [environment]
 */
export function createScreen(out = process.stdout, environment = process.env) {
  const colorful = out.isTTY === true && !environment.NO_COLOR;
  const paint = (/** @type {number} */ code, /** @type {string} */ text) =>
    colorful ? `\u001b[${code}m${text}\u001b[0m` : text;
  const line = (text = "") => void out.write(`${text}\n`);
  // Checks stand apart from words. What the engine prints is not seen here, and ends in an empty line.
  /** @type {"words" | "checks" | "engine" | "nothing"} */
  let last = "nothing";
  const follow = (/** @type {"words" | "checks"} */ next) => {
    if (last !== next && last !== "engine" && last !== "nothing") line();
    last = next;
  };
  const verdict = (/** @type {number} */ color, /** @type {string} */ word, /** @type {string} */ text) => {
    follow("checks");
    line(`  ${paint(color, word)}  ${text}`);
  };
  return {
    isNarrow: out.isTTY === true && (out.columns ?? WIDTH) < TABLE_WIDTH,
    /** @param {string} title */
    chapter(title) {
      last = "nothing";
      line();
      line(paint(1, `── ${title} ${"─".repeat(Math.max(3, WIDTH - title.length - 4))}`));
    },
    /** @param {string} text wrapped to the width of a page */
    say(text) {
      follow("words");
      for (const part of wrap(text, WIDTH)) line(part);
    },
    /** @param {string} text */
    command(text) {
      last = "engine";
      line();
      line(paint(36, `$ ${text}`));
    },
    /** @param {string} text as it is */
    output(text) {
      line(text.trimEnd());
    },
    /** What the engine printed last did not end in an empty line. */
    gap: () => line(),
    /** @param {string} text wrapped as words are; one that failed stays as it is */
    good: (text) => verdict(32, "ok    ", wrap(text, WIDTH - MARGIN.length).join(`\n${MARGIN}`)),
    /** @param {string} text */
    bad: (text) => verdict(31, "FAILED", text),
  };
}

/**
 * @param {string} text
 * @param {number} width
 * @returns {string[]}
 */
function wrap(text, width) {
  /** @type {string[]} */
  const lines = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
