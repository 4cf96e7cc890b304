// @ts-check

/**
 * A document in which the part between its two marks is replaced.
 * @param {string} document
 * @param {string} part the name in the marks
 * @param {string} text
 */
export function withPart(document, part, text) {
  const [begin, end] = [`<!-- begin generated: ${part} -->`, `<!-- end generated: ${part} -->`];
  const from = document.indexOf(begin);
  const to = document.indexOf(end);
  if (from < 0 || to < from)
    throw new Error(`There is no place for the generated part "${part}": ${begin} … ${end}`);
  return `${document.slice(0, from)}${begin}\n\n${text.trim()}\n\n${document.slice(to)}`;
}
