const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
type Unit = keyof typeof unitMs;

/** What a duration looks like: a whole number and a unit, such as "90s", "60m", "24h" or "14d". */
export const durationPattern = /^([1-9]\d{0,5})(s|m|h|d)$/;

export function durationMs(text: string): number {
  const match = durationPattern.exec(text);
  if (!match) throw new RangeError(`not a duration: ${text}`);
  return Number(match[1]) * unitMs[match[2] as Unit];
}

/** A length of time in at most two units, as a tired person reads it: "45 s", "6 h 12 m", "3 d 4 h". */
export function durationWords(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  const parts: [number, string][] = [
    [Math.floor(seconds / 86_400), "d"],
    [Math.floor(seconds / 3_600) % 24, "h"],
    [Math.floor(seconds / 60) % 60, "m"],
    [seconds % 60, "s"],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  if (first === -1) return "0 s";
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(" ");
}

/** A moment in UTC to the minute: "2026-11-20 18:40 UTC". */
export function momentWords(iso: string): string {
  const time = new Date(iso).toISOString();
  return `${time.slice(0, 10)} ${time.slice(11, 16)} UTC`;
}
