import { z } from "zod";

/** Times that have four digits for the year, whatever their offset. */
const earliest = Date.UTC(1970, 0, 1);
const latest = Date.UTC(9999, 11, 31);

/** A moment: ISO text in JSON, milliseconds since the epoch inside. */
export const instant = z.codec(
  z.iso.datetime({ offset: true }),
  z.number().min(earliest, "a time is at least 1970").max(latest, "a time is at most 9999-12-31"),
  { decode: (text) => Date.parse(text), encode: (milliseconds) => new Date(milliseconds).toISOString() },
);

const unitMilliseconds = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

export const day = unitMilliseconds.d;

/** A length of time: "250ms", "10s", "2m", "24h", "7d" in JSON, whole milliseconds inside. */
export function durationUpTo(most: number, words: string) {
  return z.codec(
    z
      .string()
      .regex(/^\d+(\.\d+)?(ms|s|m|h|d)$/, 'a duration looks like "250ms", "10s", "2m", "24h" or "7d"'),
    z.number().max(most, `a duration is at most ${words}`),
    {
      decode: (text) => {
        const [, amount, unit] = /^([\d.]+)([a-z]+)$/.exec(text)!;
        const milliseconds = Number(amount) * unitMilliseconds[unit as keyof typeof unitMilliseconds];
        return Math.min(Number.MAX_SAFE_INTEGER, Math.round(milliseconds));
      },
      encode: (milliseconds) => `${milliseconds}ms`,
    },
  );
}

export const duration = durationUpTo(3_650 * day, "3650d");

/** `yyyy-MM-ddTHH:mm:ssZ`, how the cloud writes most times. */
export function toSeconds(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d{3}Z$/, "Z");
}

/** `yyyy-MM-ddTHH:mmZ`, how ECS writes an instance's times and every ExpiredTime. */
export function toMinutes(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/:\d{2}\.\d{3}Z$/, "Z");
}
