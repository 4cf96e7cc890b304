import { z } from "zod";

/** `2026-01-02T03:04Z` and `2026-01-02T03:04:05Z`, as the world has times. Empty: none. */
export const wireTime = z.string().transform((text, context) => {
  if (text === "") return undefined;
  const time = Date.parse(text);
  if (!Number.isNaN(time)) return new Date(time).toISOString();
  context.addIssue({ code: "custom", message: `not a time: ${text}` });
  return z.NEVER;
});

/** A time that is always there. */
export const givenTime = wireTime.transform((time) => time ?? new Date(0).toISOString());

/** Far in the future stands for never. */
export const expiry = wireTime.transform((time) => (time === undefined || time > "2090" ? undefined : time));

export const text = z.string().default("");

export const ecsTags = z
  .object({ Tag: z.array(z.object({ TagKey: z.string(), TagValue: text })) })
  .default({ Tag: [] })
  .transform(({ Tag }) => Object.fromEntries(Tag.map(({ TagKey, TagValue }) => [TagKey, TagValue])));

export const keyValueTags = z
  .array(z.object({ Key: z.string(), Value: text }))
  .default([])
  .transform((tags) => Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value])));

/** What the world does not know itself: shown again as it came. */
export function otherFields(wire: object, known: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(wire).filter(([name]) => !known.includes(name)));
}

/** The content of a real disk is not in an answer: a name stands for it. */
export const contentOfDisk = (diskId: string) => `initial content of ${diskId}`;
export const contentOfSnapshot = (snapshotId: string) => `content of ${snapshotId}`;

/** Settled, as a describe shows it: what was on its way is there. */
export function power(stopped: boolean, createdAt: string) {
  return { target: stopped ? "Stopped" : "Running", changedAt: createdAt, settlesAt: createdAt };
}
