// @ts-check
import ts from "typescript";
import { commentOf } from "./commentOf.mjs";

/**
 * What the kinds of error codes mean, from the comments in the table's source.
 * @param {string} source provider/client/codeTable.ts
 * @returns {Record<string, string>} by kind
 */
export function kindMeanings(source) {
  const file = ts.createSourceFile("codeTable.ts", source, ts.ScriptTarget.ES2022, true);
  /** @type {Record<string, string>} */
  const meanings = {};
  for (const statement of file.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name, initializer } of statement.declarationList.declarations)
      if (name.getText() === "table" && initializer)
        for (const kind of propertiesOf(initializer)) meanings[kind.name.getText()] = commentOf(kind);
  }
  return meanings;
}

/**
 * @param {ts.Node} node an object, below `as const` and `satisfies`
 * @returns {ts.PropertyAssignment[]}
 */
function propertiesOf(node) {
  if (ts.isObjectLiteralExpression(node))
    return node.properties.filter((one) => ts.isPropertyAssignment(one));
  if (ts.isAsExpression(node) || ts.isSatisfiesExpression(node)) return propertiesOf(node.expression);
  return [];
}
