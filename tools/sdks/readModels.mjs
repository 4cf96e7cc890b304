import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { ROOT } from "../repository.mjs";

/**
 * The field names and types of the answers of every action that the simulator plays, as the official SDKs have them.
 * Names and types only; no text of theirs.
 * @typedef {import("../../test/integration/simulator/compareFields.js").Model} Model
 * @typedef {Record<string, Model>} Models by action
 */

/**
 * @param {string} folder with the SDKs' node_modules
 * @returns {{ ecs: Models, swas: Models }}
 */
export function readNodeModels(folder) {
  const load = createRequire(join(folder, "package.json"));
  return {
    ecs: ofNode("ecs", load("@alicloud/ecs20140526")),
    swas: ofNode("swas", load("@alicloud/swas-open20200601")),
  };
}

/**
 * @param {string} folder with the SDK's site-packages
 * @returns {{ ecd: Models }}
 */
export function readPythonModels(folder) {
  return { ecd: ofPython("ecd", join(folder, "site-packages", "alibabacloud_ecd20200930", "models")) };
}

/** The actions that the simulator plays: its registry imports one file each. */
function playedActions(service) {
  const registry = readFileSync(join(ROOT, "simulator", service, "index.ts"), "utf8");
  return [...registry.matchAll(/^import \{ ([A-Z]\w+) \} from "\.\/\1";$/gm)]
    .map(([, action]) => action)
    .sort();
}

function ofNode(service, sdk) {
  const bodyOf = (action) => sdk[`${action}ResponseBody`] ?? sdk.default?.[`${action}ResponseBody`];
  return Object.fromEntries(
    playedActions(service).map((action) => {
      const body = bodyOf(action);
      if (body === undefined) throw new Error(`the SDK of ${service} has no answer of ${action}`);
      return [action, nodeClass(body)];
    }),
  );
}

function nodeClass(model) {
  const names = model.names();
  return sorted(Object.entries(model.types()).map(([key, type]) => [names[key], nodeType(type)]));
}

function nodeType(type) {
  if (typeof type === "function") return nodeClass(type);
  if (type?.type === "array") return [nodeType(type.itemType)];
  return type?.type ?? type;
}

function ofPython(service, directory) {
  return Object.fromEntries(
    playedActions(service).map((action) => {
      const file = action.replace(/(?<!^)[A-Z]/g, "_$&").toLowerCase();
      const source = readFileSync(join(directory, `_${file}_response_body.py`), "utf8");
      return [action, pythonClass(source, `${action}ResponseBody`)];
    }),
  );
}

/** The constructor has the types, `to_map` the names on the wire. */
function pythonClass(source, name) {
  const [, text] = source.split(`class ${name}(DaraModel):`);
  const own = text.split(/^class /m)[0];
  const constructor = own.slice(own.indexOf("self,"), own.indexOf("):"));
  const types = new Map(
    [...constructor.matchAll(/^ +(\w+): (.+) = None,$/gm)].map(([, key, type]) => [key, type]),
  );
  const wire = own.slice(own.indexOf("def to_map"), own.indexOf("def from_map"));
  const names = new Map();
  let current;
  for (const line of wire.split("\n")) {
    current = /if self\.(\w+) is not None/.exec(line)?.[1] ?? current;
    const named = /result\['(\w+)'\] = (\[\]|self\.(\w+))/.exec(line);
    if (named?.[3]) names.set(named[3], named[1]);
    // A list is written before its field is looked at.
    else if (named) names.set(/self\.(\w+)/.exec(wire.slice(wire.indexOf(line) + line.length))[1], named[1]);
  }
  return sorted([...types].map(([key, type]) => [names.get(key), pythonType(source, type)]));
}

function pythonType(source, type) {
  const list = /^List\[(.+)\]$/.exec(type);
  if (list) return [pythonType(source, list[1])];
  const model = /^main_models\.(\w+)$/.exec(type);
  if (model) return pythonClass(source, model[1]);
  const types = { str: "string", int: "number", float: "number", bool: "boolean" };
  if (!(type in types)) throw new Error(`unknown type ${type}`);
  return types[type];
}

function sorted(fields) {
  return Object.fromEntries(fields.sort(([a], [b]) => (a < b ? -1 : 1)));
}
