// @ts-check
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { controlApi } from "./docs/controlApi.mjs";
import { generatedParts } from "./docs/generatedParts.mjs";
import { withPart } from "./docs/withPart.mjs";
import { ROOT } from "./repository.mjs";

/** `npm run docs`: writes the generated parts of the documents anew. A unit test fails while one of them is stale. */
const { table } = await built("provider", "client", "codeTable.js");
const { controlOperations } = await built("simulator", "control", "openapi.js");
const parts = [
  ...(await generatedParts(table)),
  { file: "docs/simulator.md", part: "control API", text: controlApi(controlOperations) },
];
for (const { file, part, text } of parts) {
  const path = join(ROOT, file);
  const before = await readFile(path, "utf8");
  const after = withPart(before, part, text);
  if (after !== before) await writeFile(path, after);
  console.log(`${file}, ${part}: ${after === before ? "as it was" : "written"}`);
}

/**
 * From dist: `npm run docs` builds first. Not named in an `import`: while dist is not built, the compiler would not find it.
 * @param {string[]} path
 * @returns {Promise<any>}
 */
function built(...path) {
  return import(pathToFileURL(join(ROOT, "dist", ...path)).href);
}
