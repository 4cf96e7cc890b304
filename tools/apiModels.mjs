/**
 * Writes test/fixtures/apiModels.json: the field names and types of the answers of every action that the
 * simulator plays, as the official SDKs have them. Names and types only; no text of theirs.
 *
 *   npm install --prefix DIR @alicloud/ecs20140526 @alicloud/swas-open20200601
 *   pip install --no-deps --target DIR alibabacloud-ecd20200930
 *   node tools/apiModels.mjs DIR
 */
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

const root = join(import.meta.dirname, "..");
const directory = process.argv[2] && resolve(process.argv[2]);
if (!directory) {
  console.error(
    "usage: node tools/apiModels.mjs DIR   (DIR holds the three SDKs; see the head of this file)",
  );
  process.exit(1);
}
const load = createRequire(join(directory, "package.json"));

const models = {
  ecs: nodeModels("ecs", load("@alicloud/ecs20140526")),
  swas: nodeModels("swas", load("@alicloud/swas-open20200601")),
  ecd: pythonModels("ecd", join(directory, "alibabacloud_ecd20200930", "models")),
};
const lines = Object.entries(models).map(([service, actions]) => {
  const rows = Object.entries(actions).map(([action, model]) => `    "${action}": ${JSON.stringify(model)}`);
  return `  "${service}": {\n${rows.join(",\n")}\n  }`;
});
writeFileSync(join(root, "test/fixtures/apiModels.json"), `{\n${lines.join(",\n")}\n}\n`);

/** The actions that the simulator plays: its registry imports one file each. */
function playedActions(service) {
  const registry = readFileSync(join(root, "simulator", service, "index.ts"), "utf8");
  return [...registry.matchAll(/^import \{ (\w+) \} from "\.\/\1";$/gm)].map(([, action]) => action).sort();
}

function nodeModels(service, sdk) {
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

function pythonModels(service, directory) {
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
