import { z } from "zod";
import { tagParameters } from "../transport/tagParameters";
import { isRegion } from "../world/regions";

export function region(code: string) {
  return z.string().min(1).refine(isRegion, code);
}

/** CreateSnapshot: 2 to 128, a letter first, then letters, digits and `: _ . -`; `auto` is for automatic ones. */
export function snapshotName(code: string) {
  return z
    .string()
    .refine((name) => /^\p{L}[\p{L}\p{N}:_.-]{1,127}$/u.test(name), code)
    .refine((name) => !name.startsWith("auto"), code)
    .refine((name) => !isAddress(name), code);
}

export function description(code: string, least = 2) {
  return z.string().refine((text) => text.length >= least && text.length <= 256 && !isAddress(text), code);
}

export const tags = tagParameters({
  key: "InvalidTagKey.Malformed",
  value: "InvalidTagValue.Malformed",
  duplicate: "Duplicate.TagKey",
  tooMany: "NumberExceed.Tags",
});

function isAddress(text: string): boolean {
  return /^https?:\/\//i.test(text);
}
