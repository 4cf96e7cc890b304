// Loaded before a provider process: what the SDK loads only to turn a program's functions into text (half of its
// start) is left until somebody asks for it, which no provider process does.
import Module from "node:module";

const put = new Set(["typescript", "@npmcli/arborist"]);
const load = Module["_load"];

/** @this {unknown} @param {string} request @param {unknown[]} others */
Module["_load"] = function (request, ...others) {
  if (!put.has(request)) return load.call(this, request, ...others);
  /** @type {Record<PropertyKey, unknown> | undefined} */
  let loaded;
  const whole = () => (loaded ??= load.call(this, request, ...others));
  return new Proxy(
    {},
    {
      // Asked while modules are loaded, to learn how to import it.
      get: (_, name) => (name === "__esModule" ? true : Reflect.get(whole() ?? {}, name)),
      has: (_, name) => Reflect.has(whole() ?? {}, name),
    },
  );
};
