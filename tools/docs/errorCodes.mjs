// @ts-check
import { table as markdownTable } from "./table.mjs";

/**
 * @typedef {string | { readonly otherwise: string, readonly [action: string]: string }} NextStep
 * @typedef {Readonly<Record<string, Readonly<Record<string, NextStep>>>>} CodeTable by kind, then by code
 * @typedef {{ kinds: Record<string, string>, nextSteps: Record<string, string>, words: { code: string, next: string, otherwise: string, kind: string } }} Chinese
 *   what each kind means, and each next step, by its English sentence
 */

const ENGLISH = { code: "code", next: "next step", otherwise: "otherwise", kind: "Kind" };

/**
 * Every error code, by kind, with what to do next.
 * @param {CodeTable} codes
 * @param {Record<string, string>} meanings of the kinds
 * @param {Chinese} [chinese] the same in Chinese
 */
export function errorCodes(codes, meanings, chinese) {
  const words = chinese?.words ?? ENGLISH;
  return Object.entries(codes)
    .map(([kind, steps]) => {
      const meaning = chinese ? translated(chinese.kinds, kind) : (meanings[kind] ?? "");
      const rows = Object.entries(steps).map(([code, step]) => [
        `\`${code}\``,
        nextWords(step, words, chinese),
      ]);
      return `### ${words.kind} \`${kind}\`\n\n${meaning}\n\n${markdownTable([words.code, words.next], rows)}`;
    })
    .join("\n\n");
}

/**
 * Actions with the same step share a line.
 * @param {NextStep} step
 * @param {{ otherwise: string }} words
 * @param {Chinese | undefined} chinese
 */
function nextWords(step, words, chinese) {
  const say = (/** @type {string} */ next) => (chinese ? translated(chinese.nextSteps, next) : next);
  if (typeof step === "string") return say(step);
  const { otherwise, ...byAction } = step;
  const steps = [...new Set(Object.values(byAction))];
  const actionsWith = (/** @type {string} */ next) =>
    Object.keys(byAction)
      .filter((action) => byAction[action] === next)
      .map((action) => `\`${action}\``);
  return [
    ...steps.map((next) => `${actionsWith(next).join(", ")}: ${say(next)}`),
    `${words.otherwise}: ${say(otherwise)}`,
  ].join("<br>");
}

/**
 * @param {Record<string, string>} translations
 * @param {string} key
 */
function translated(translations, key) {
  const found = translations[key];
  if (!found) throw new Error(`tools/docs/errorCodes.zh-CN.json has no Chinese for ${JSON.stringify(key)}`);
  return found;
}
