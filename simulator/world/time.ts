import { z } from "zod";

/** A moment: ISO text in JSON, milliseconds since the epoch inside. */
export const instant = z.codec(z.iso.datetime({ offset: true }), z.number(), {
  decode: (text) => Date.parse(text),
  encode: (milliseconds) => new Date(milliseconds).toISOString(),
});

const unitMilliseconds = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A length of time: "250ms", "10s", "2m", "24h", "7d" in JSON, milliseconds inside. */
export const duration = z.codec(
  z.string().regex(/^\d+(\.\d+)?(ms|s|m|h|d)$/, 'a duration looks like "250ms", "10s", "2m", "24h" or "7d"'),
  z.number(),
  {
    decode: (text) => {
      const [, amount, unit] = /^([\d.]+)([a-z]+)$/.exec(text)!;
      return Number(amount) * unitMilliseconds[unit as keyof typeof unitMilliseconds];
    },
    encode: (milliseconds) => `${milliseconds}ms`,
  },
);

export const day = unitMilliseconds.d;

/** `yyyy-MM-ddTHH:mm:ssZ`, how the cloud writes most times. */
export function toSeconds(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d{3}Z$/, "Z");
}

/** `yyyy-MM-ddTHH:mmZ`, how ECS writes an instance's times and every ExpiredTime. */
export function toMinutes(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/:\d{2}\.\d{3}Z$/, "Z");
}
