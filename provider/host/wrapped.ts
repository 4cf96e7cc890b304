/** A lasting message, set so that the engine's diagnostics keep to 80 columns. Words, such as ids, stay whole. */
export function wrapped(severity: "INFO" | "WARNING", words: string): string {
  return words
    .split("\n")
    .map((line, index) => wrappedLine(line, index === 0 ? firstWords[severity].length : 0))
    .join("\n");
}

/** A line that is too long goes on below, set in a little further. */
function wrappedLine(line: string, taken: number): string {
  if (taken + line.length <= columns) return line;
  const indentation = /^ */.exec(line)?.[0] ?? "";
  const hanging = `${indentation}  `;
  const [first = "", ...others] = line.trim().split(/ +/);
  const lines = [`${indentation}${first}`];
  for (const word of others) {
    const last = lines.at(-1) ?? "";
    const used = lines.length === 1 ? taken : 0;
    const fits = used + last.length + 1 + word.length <= columns;
    if (fits) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`${hanging}${word}`);
  }
  return lines.join("\n");
}

/** The engine sets diagnostics in by four. */
const columns = 80 - 4;

/** What the engine writes before a message's first line. */
const firstWords = { INFO: "", WARNING: "warning: " } as const;
