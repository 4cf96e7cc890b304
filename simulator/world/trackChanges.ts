import type { World } from "./world";

/** Tells that something in this row of this table was set, added or taken away. */
export type Touched = (table: keyof World, id: string) => void;

/**
 * The same world, seen through a view that notices every change, whatever code makes it: so the state file can
 * write down what a call has changed and nothing else.
 */
export function trackChanges(world: World, touched: Touched): World {
  const views = new WeakMap<object, object>();
  const originals = new WeakMap<object, object>();

  const view = <Target extends object>(target: Target, handler: ProxyHandler<Target>): Target => {
    const known = views.get(target);
    if (known !== undefined) return known as Target;
    const made = new Proxy(target, handler);
    views.set(target, made);
    originals.set(made, target);
    return made;
  };

  /** What is stored must not be a view itself, nor hold one. */
  const original = (value: unknown): unknown => {
    if (!isObject(value)) return value;
    const known = originals.get(value);
    if (known !== undefined) return known;
    for (const [key, item] of Object.entries(value)) if (isObject(item)) value[key] = original(item);
    return value;
  };

  const row = (value: unknown, table: keyof World, id: string): unknown =>
    isObject(value)
      ? view(value, {
          get: (target, key) => row(Reflect.get(target, key), table, id),
          set: (target, key, next) => {
            touched(table, id);
            return Reflect.set(target, key, original(next));
          },
          deleteProperty: (target, key) => {
            touched(table, id);
            return Reflect.deleteProperty(target, key);
          },
        })
      : value;

  const tableView = (rows: Record<string, unknown>, table: keyof World) =>
    view(rows, {
      get: (target, key) =>
        typeof key === "symbol" ? Reflect.get(target, key) : row(Reflect.get(target, key), table, key),
      set: (target, key, next) => {
        touched(table, String(key));
        return Reflect.set(target, key, original(next));
      },
      deleteProperty: (target, key) => {
        touched(table, String(key));
        return Reflect.deleteProperty(target, key);
      },
    });

  return view(world, {
    get: (target, key) => {
      const name = key as keyof World;
      return name === "account" ? row(target.account, "account", "") : tableView(target[name], name);
    },
    set: (target, key, next) => {
      if (key !== "account") throw new Error(`a whole table cannot be replaced: ${String(key)}`);
      touched("account", "");
      return Reflect.set(target, key, original(next));
    },
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
