// @ts-check
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ROOT } from "../repository.mjs";
import { errorCodes } from "./errorCodes.mjs";
import { kindMeanings } from "./kindMeanings.mjs";
import { optionTables, outputTable } from "./options.mjs";

/** @typedef {import("./errorCodes.mjs").CodeTable} CodeTable */

/**
 * What in the documents is made from the source, and where it stands.
 * @param {CodeTable} table the provider's table of error codes
 * @returns {Promise<{ file: string, part: string, text: string }[]>}
 */
export async function generatedParts(table) {
  const meanings = kindMeanings(await read("provider/client/codeTable.ts"));
  const chinese = /** @type {import("./errorCodes.mjs").Chinese} */ (
    JSON.parse(await read("tools/docs/errorCodes.zh-CN.json"))
  );
  return [
    {
      file: "docs/options.md",
      part: "DiskRollback",
      text: optionTables(await read("provider/resources/diskRollbackArgs.ts")),
    },
    {
      file: "docs/options.md",
      part: "DiskRollback outputs",
      text: outputTable(await read("provider/resources/diskRollback.ts"), "DiskRollback"),
    },
    {
      file: "docs/options.md",
      part: "DiskSnapshot",
      text: optionTables(await read("provider/resources/diskSnapshotArgs.ts")),
    },
    {
      file: "docs/options.md",
      part: "DiskSnapshot outputs",
      text: outputTable(await read("provider/resources/diskSnapshot.ts"), "DiskSnapshot"),
    },
    { file: "docs/troubleshooting.md", part: "codes", text: errorCodes(table, meanings) },
    { file: "docs/troubleshooting.zh-CN.md", part: "codes", text: errorCodes(table, meanings, chinese) },
  ];
}

/** @param {string} file */
const read = (file) => readFile(join(ROOT, file), "utf8");
