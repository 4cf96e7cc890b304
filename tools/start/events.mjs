// @ts-check
import { readFile } from "node:fs/promises";

/**
 * What the engine told about one run, beside the text that people see.
 * @typedef {object} Told
 * @property {Record<string, number>} changes how many resources were to be created, updated, left the same …
 * @property {string} messages all that it said to people, in plain words
 */

/**
 * @param {string} file written by `--event-log`
 * @returns {Promise<Told>}
 */
export async function readEvents(file) {
  const text = await readFile(file, "utf8").catch(() => "");
  const events = text
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  const summary = events.findLast((event) => event.summaryEvent)?.summaryEvent;
  const said = events.flatMap((event) => event.diagnosticEvent ?? []);
  const messages = said.filter(({ severity }) => severity !== "debug").map(({ message }) => message);
  return { changes: summary?.resourceChanges ?? {}, messages: withoutColors(messages.join("\n")) };
}

/**
 * The engine marks colours as `<{%fg 1%}>`.
 * @param {string} text
 */
const withoutColors = (text) => text.replace(/<\{%.*?%\}>/g, "");
