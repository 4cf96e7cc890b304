// @ts-check
import ts from "typescript";

/**
 * The text of the comment before a declaration, as one paragraph; empty if there is none.
 * @param {ts.Node} node
 */
export function commentOf(node) {
  const { jsDoc = [] } = /** @type {{ jsDoc?: ts.JSDoc[] }} */ (/** @type {unknown} */ (node));
  const text = ts.getTextOfJSDocComment(jsDoc.at(-1)?.comment) ?? "";
  return text.replace(/\s+/g, " ").trim();
}
