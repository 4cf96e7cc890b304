/** Equal data is kept once, so that states are small and are compared by numbers. */
const byText = new Map<string, object>();
let ids = new WeakMap<object, number>();
let last = 0;

/** The one object that stands for all that are equal to it. */
export function interned<Data extends object>(data: Data): Data {
  if (ids.has(data)) return data;
  const text = JSON.stringify(data);
  const found = byText.get(text);
  if (found) return found as Data;
  byText.set(text, data);
  ids.set(data, (last += 1));
  return data;
}

/** Equal for equal data, and for nothing else. */
export const idOf = (data: object | undefined): number =>
  data === undefined ? 0 : (ids.get(interned(data)) ?? 0);

export function forgetAll(): void {
  byText.clear();
  ids = new WeakMap();
}
