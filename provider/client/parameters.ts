import type { CloudRequest } from "./request";

/** Leaves out what is undefined; pop-core would send the word. */
export function plainParameters(parameters: CloudRequest<unknown>["parameters"]): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(parameters)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, Array.isArray(value) ? value.map(plainItem) : value]),
  );
}

function plainItem(item: unknown): unknown {
  if (typeof item !== "object" || item === null) return item;
  return Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined));
}
