import { z } from "zod";
import type { CloudRequest, Product } from "../client";

/** How the requests of one product are made: reads and writes that leave the same behind however often sent. */
export function requestsOf(product: Product) {
  return {
    read: <Answer>(
      regionId: string,
      action: string,
      target: string,
      answer: z.ZodType<Answer>,
      parameters: Parameters,
    ): CloudRequest<Answer> => ({
      product,
      regionId,
      action,
      target,
      effect: "read",
      parameters: { RegionId: regionId, ...parameters },
      answer,
    }),

    write: <Answer>(
      regionId: string,
      action: string,
      target: string,
      answer: z.ZodType<Answer>,
      parameters: Parameters,
    ): CloudRequest<Answer> => ({
      product,
      regionId,
      action,
      target,
      effect: "repeatable",
      parameters,
      answer,
    }),
  };
}

type Parameters = CloudRequest<unknown>["parameters"];

/** An answer of which nothing but its coming counts. */
export const done = z.unknown();

export const requestId = z
  .object({ RequestId: z.string() })
  .transform(({ RequestId }) => ({ requestId: RequestId }));

/** "system", "System" and "SYSTEM" are one. */
export const diskType = z
  .string()
  .transform((word) => word.toLowerCase())
  .pipe(z.enum(["system", "data"]));

/** "accomplished", "Accomplished" and "ACCOMPLISHED" are one. */
export const snapshotStatus = z
  .string()
  .transform((word) => word.toLowerCase())
  .pipe(z.enum(["progressing", "accomplished", "failed"]));

/** "40%" → 40; nothing → 0. */
export const percent = z
  .string()
  .optional()
  .transform((text) => {
    const number = Number.parseFloat(text ?? "");
    return Number.isFinite(number) ? Math.min(100, Math.max(0, number)) : 0;
  });

/** Seconds, or -1 while the cloud is still computing them → milliseconds. */
export const remaining = z
  .number()
  .optional()
  .transform((seconds) => (seconds !== undefined && seconds >= 0 ? seconds * 1_000 : undefined));

/** The cloud sends an empty text where there is nothing. */
export const textOrNothing = z
  .string()
  .optional()
  .transform((text) => text || undefined);

export const tagParameters = (tags: Readonly<Record<string, string>>) =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

/** ECS writes TagKey and TagValue, or Key and Value, depending on the action; SWAS writes Key and Value. */
export const tagItems = z
  .array(
    z.object({
      TagKey: z.string().optional(),
      TagValue: z.string().optional(),
      Key: z.string().optional(),
      Value: z.string().optional(),
    }),
  )
  .transform((items) =>
    Object.fromEntries(
      items.map((item) => [item.TagKey ?? item.Key ?? "", item.TagValue ?? item.Value ?? ""]),
    ),
  );
