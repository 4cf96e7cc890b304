// @ts-check
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { generatedParts } from "./docs/generatedParts.mjs";
import { withPart } from "./docs/withPart.mjs";
import { ROOT } from "./repository.mjs";

/** `npm run docs`: writes the generated parts of the documents anew. A unit test fails while one of them is stale. */
const { table } = await builtTable();
for (const { file, part, text } of await generatedParts(table)) {
  const path = join(ROOT, file);
  const before = await readFile(path, "utf8");
  const after = withPart(before, part, text);
  if (after !== before) await writeFile(path, after);
  console.log(`${file}, ${part}: ${after === before ? "as it was" : "written"}`);
}

/**
 * From dist: `npm run docs` builds first. Not named in an `import`: while dist is not built, the compiler would not find it.
 * @returns {Promise<{ table: import("./docs/errorCodes.mjs").CodeTable }>}
 */
function builtTable() {
  return import(pathToFileURL(join(ROOT, "dist", "provider", "client", "codeTable.js")).href);
}
