// @ts-check
import { join } from "node:path";
import { run } from "../run.mjs";
import { program } from "./cache.mjs";
import { goTool } from "./goTool.mjs";

/** Pulumi's own generators, as a program: the language hosts that can be built here cannot generate. */
const GENERATOR = {
  folder: "generate-sdk",
  program: "generate-sdk",
  module: "github.com/pulumi/pulumi/pkg/v3",
  command: ".",
};

/**
 * Builds the generator, where that was not done before.
 * @param {{ log: import("../report.mjs").Reporter, environment?: NodeJS.ProcessEnv }} options
 * @returns {Promise<import("./goTool.mjs").Found>} the folder it stands in
 */
export const findGenerator = (options) => goTool({ part: GENERATOR, takes: "up to 3 minutes", ...options });

/**
 * Writes the SDK of a language ("python", "nodejs", "go" or "dotnet") from the plugin's schema.
 * @param {object} options
 * @param {string} options.language
 * @param {string} options.schema a file
 * @param {string} options.folder where it goes; whatever has the same name there is overwritten
 * @param {import("../report.mjs").Reporter} options.log
 * @param {NodeJS.ProcessEnv} [options.environment]
 */
export async function generateSdk({ language, schema, folder, log, environment = process.env }) {
  const found = await findGenerator({ log, environment });
  if ("refused" in found) throw new Error(`No SDK can be generated: ${found.refused}`);
  const path = join(found.bin, program(GENERATOR.program));
  const { code, output } = await run(path, [language, schema, folder], { environment });
  if (code !== 0) throw new Error(output.trim());
}
