// @ts-check
import ts from "typescript";
import { commentOf } from "./commentOf.mjs";
import { table } from "./table.mjs";

/** The interfaces' names begin with these. */
const GROUPS = [
  ["Common", "All services"],
  ["Ecs", "ECS"],
  ["Swas", "SWAS"],
  ["Ecd", "ECD"],
];

/**
 * What a program may declare: a table for what all services have, and one for each service.
 * @param {string} source the file of a resource's arguments
 */
export function optionTables(source) {
  const { statements } = parsed(source);
  const interfaces = statements.filter((one) => ts.isInterfaceDeclaration(one));
  return GROUPS.map(([prefix = "", title]) => {
    const found = interfaces.find(({ name }) => name.text.startsWith(prefix));
    if (!found) throw new Error(`There is no interface ${prefix}…`);
    const rows = found.members.filter((one) => ts.isPropertySignature(one)).map(fieldRow);
    return `### ${title}\n\n${commentOf(found)}\n\n${table(["property", "values", "meaning"], rows)}`;
  }).join("\n\n");
}

/**
 * The outputs of a resource.
 * @param {string} source the file of the resource's class
 * @param {string} name of the class
 */
export function outputTable(source, name) {
  const { statements } = parsed(source);
  const found = statements.find((one) => ts.isClassDeclaration(one) && one.name?.text === name);
  if (!found || !ts.isClassDeclaration(found)) throw new Error(`There is no class ${name}`);
  const rows = found.members.filter((one) => ts.isPropertyDeclaration(one)).map(fieldRow);
  return table(["output", "type", "meaning"], rows);
}

/** @param {ts.PropertySignature | ts.PropertyDeclaration} field */
function fieldRow(field) {
  const name = field.name.getText();
  const meaning = commentOf(field);
  if (!meaning) throw new Error(`${name} has no comment: the documents are made of it`);
  const required = ts.isPropertySignature(field) && !field.questionToken ? " (required)" : "";
  return [`\`${name}\`${required}`, `\`${plainType(field.type?.getText() ?? "")}\``, meaning];
}

/**
 * A type as one thinks of it: whether it may be an Output is the same for all.
 * @param {string} text
 */
function plainType(text) {
  const wrapped = /(?:pulumi\.)?\b(?:Input|Output)<((?:[^<>]|<[^<>]*>)*)>/;
  // The parts of an object have comments for editors; here the property's own says all.
  const bare = text.replace(/\/\*\*[^]*?\*\//g, "");
  let type = bare.replace(/\s+/g, " ").replaceAll(" | undefined", "");
  while (wrapped.test(type)) type = type.replace(wrapped, "$1");
  return type
    .replace(/^unknown$/, "any")
    .replace(/; }/g, " }")
    .replace(/^\s*\| /, "")
    .trim();
}

/** @param {string} source */
const parsed = (source) => ts.createSourceFile("source.ts", source, ts.ScriptTarget.ES2022, true);
