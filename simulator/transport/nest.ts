import type { RawParameters } from "./signature";

/** What flat wire parameters mean: `Tag.1.Key=a` is `{ Tag: [{ Key: "a" }] }`. */
export interface Nested {
  [name: string]: NestedValue;
}
export type NestedValue = string | NestedValue[] | Nested;

export function nest(parameters: RawParameters): Nested {
  const root: Branch = new Map();
  for (const [name, value] of parameters) place(root, name.split("."), value);
  return Object.fromEntries([...root].map(([name, branch]) => [name, toValue(branch)]));
}

type Branch = Map<string, Branch | string>;

function place(branch: Branch, [head = "", ...rest]: string[], value: string): void {
  if (rest.length === 0) {
    branch.set(head, value);
    return;
  }
  const child = branch.get(head);
  const next: Branch = child instanceof Map ? child : new Map();
  branch.set(head, next);
  place(next, rest, value);
}

/** Keys that are all numbers are positions, counted from 1; gaps close. */
function toValue(branch: Branch | string): NestedValue {
  if (typeof branch === "string") return branch;
  const entries = [...branch].map(([key, child]) => [key, toValue(child)] as const);
  if (!entries.every(([key]) => /^\d+$/.test(key))) return Object.fromEntries(entries);
  return entries.sort(([a], [b]) => Number(a) - Number(b)).map(([, value]) => value);
}
