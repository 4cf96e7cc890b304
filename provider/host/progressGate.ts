export interface Shown {
  readonly words: string;
  readonly at: number;
}

/**
 * Whether progress is worth another line: another phase at once, a good step in per cent, or a sign of life
 * after a while. Where the output is not a terminal every message is a line of the log.
 */
export function isWorthShowing(
  words: string,
  last: Shown | undefined,
  now: number,
  patience: { readonly ms: number; readonly percent: number },
): boolean {
  if (!last || phase(words) !== phase(last.words)) return true;
  return now - last.at >= patience.ms || percent(words) - percent(last.words) >= patience.percent;
}

/** The words without what counts up: per cent and times. */
const phase = (words: string) =>
  words
    .replace(noNews, "")
    .replace(/\d+(\.\d+)? ?(%|s|m|h|d)\b|\d+ ?%/g, "")
    .replace(/[\s,]+/g, " ")
    .trim();
/** A sign of life repeats what was said last: see withSignsOfLife. */
const noNews = / \(no news for [^)]*\)$/;
const percent = (words: string) => Number(/(\d+(?:\.\d+)?) ?%/.exec(words)?.[1] ?? 0);
