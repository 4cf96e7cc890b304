import { createHash } from "node:crypto";

/** JSON with sorted keys and without absent values: equal meaning, equal text. */
export function canonical(value: unknown): string {
  return JSON.stringify(sorted(value)) ?? "null";
}

export const sameValue = (one: unknown, other: unknown): boolean => canonical(one) === canonical(other);

/** The first `length` hexadecimal digits of the SHA-256 of a value's canonical text. */
export function digest(value: unknown, length: number): string {
  return createHash("sha256").update(canonical(value)).digest("hex").slice(0, length);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  entries.sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
