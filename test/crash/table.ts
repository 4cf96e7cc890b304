import type { Cell } from "./matrix";

/** One line for each kill: what became of it, in all the ways that were gone on from there. */
export function tableOf(cells: readonly Cell[]): string {
  const kills = new Map<string, Cell[]>();
  for (const cell of cells) {
    const kill = `${cell.subject} ${cell.action} ${cell.nth} ${cell.moment}`;
    kills.set(kill, [...(kills.get(kill) ?? []), cell]);
  }
  const header = [
    "service",
    "call",
    "killed when",
    "outcome of the retries",
    "resets",
    "destroyed",
    "host",
    "",
  ];
  const rows = [header, ...[...kills.values()].map(lineOf)];
  const widths = header.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

const moments = {
  unsent: "not yet sent",
  acted: "acted, no answer",
  unheard: "answered",
  interrupted: "interrupted",
} as const;

function lineOf(cells: readonly Cell[]): string[] {
  const [{ subject, nth, action, moment }] = cells as [Cell];
  const results = cells.map(({ result }) => result);
  const broken = results.filter((result) => result.broken.length).length;
  return [
    subject,
    nth > 1 ? `${action} (${nth})` : action,
    moments[moment],
    counted(results.map(({ outcome, answered }) => (answered ? `${outcome}, ${answered}` : outcome))),
    String(Math.max(...results.map(({ resets }) => resets))),
    String(Math.max(...results.map(({ destroyed }) => destroyed))),
    counted(results.map(({ host }) => host)),
    broken ? `BROKEN ${broken}` : "",
  ];
}

/** "done ×6, asked, retry ×3" */
function counted(words: readonly string[]): string {
  return [...new Set(words)]
    .map((word) => {
      const count = words.filter((one) => one === word).length;
      return count > 1 ? `${word} ×${count}` : word;
    })
    .join("; ");
}

/** The cells in which a promise was broken, with all that was said. */
export const brokenWords = (cells: readonly Cell[]): string[] =>
  cells.filter(({ result }) => result.broken.length).map(inWords);

const inWords = ({ subject, nth, action, moment, retry, meanwhile, result }: Cell): string =>
  [
    `${subject}: killed at ${action} ${nth} (${moment}); meanwhile ${meanwhile}; ${retry}: ${result.outcome}`,
    ...result.broken,
    ...result.words.split("\n").map((line) => `    ${line}`),
  ].join("\n  ");
