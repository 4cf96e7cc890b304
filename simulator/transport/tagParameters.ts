import { z } from "zod";

/** `Tag.N.Key` and `Tag.N.Value`; the lower-case spelling is deprecated and still read. */
export interface TagCodes {
  readonly key: string;
  readonly value: string;
  readonly duplicate: string;
  readonly tooMany: string;
}

const pair = z
  .object({ Key: z.string(), key: z.string(), Value: z.string(), value: z.string() })
  .partial()
  .transform((tag) => ({ key: tag.Key ?? tag.key ?? "", value: tag.Value ?? tag.value }));

export type TagFilter = z.output<typeof pair>;

/** Tags to set: 1 to 20, keys without `acs:` or `aliyun` in front, none twice. */
export function tagParameters(codes: TagCodes, longest = 128) {
  return z
    .array(pair)
    .refine((tags) => tags.length <= 20, codes.tooMany)
    .refine((tags) => tags.every(({ key }) => isTagKey(key, longest)), codes.key)
    .refine((tags) => tags.every(({ value }) => isTagValue(value ?? "", longest)), codes.value)
    .refine((tags) => new Set(tags.map(({ key }) => key)).size === tags.length, codes.duplicate)
    .transform((tags) => Object.fromEntries(tags.map(({ key, value }) => [key, value ?? ""])));
}

/** Tags to look for: a key alone matches every value. */
export const tagFilter = z.array(pair);

export function hasTags(tags: Readonly<Record<string, string>>, wanted: readonly TagFilter[]): boolean {
  return wanted.every(
    ({ key, value }) => Object.hasOwn(tags, key) && (value === undefined || tags[key] === value),
  );
}

function isTagKey(key: string, longest: number): boolean {
  return key.length >= 1 && key.length <= longest && !/^(acs:|aliyun)/i.test(key) && !hasAddress(key);
}

function isTagValue(value: string, longest: number): boolean {
  return value.length <= longest && !/^acs:/i.test(value) && !hasAddress(value);
}

function hasAddress(text: string): boolean {
  return /https?:\/\//i.test(text);
}
