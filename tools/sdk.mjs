// @ts-check
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { generateSdk } from "./engine/generateSdk.mjs";
import { createReporter } from "./report.mjs";
import { ROOT } from "./repository.mjs";
import { buildPackage, installPackages } from "./setup.mjs";

/** `npm run -s sdk -- LANGUAGE FOLDER`: the plugin's SDK of a language, from the schema of this clone. */
const log = createReporter();
const [language, target] = process.argv.slice(2);
try {
  if (!language || !target) throw new Error("npm run -s sdk -- python|nodejs|go|dotnet FOLDER");
  await installPackages({ log });
  await buildPackage({ log });
  const { pulumiSchema } = createRequire(import.meta.url)("../dist/provider/host/plugin/schema/index.js");
  const temporary = await mkdtemp(join(tmpdir(), "schema-"));
  try {
    const schema = join(temporary, "schema.json");
    await writeFile(schema, JSON.stringify(pulumiSchema()));
    // `npm run` changes to the package's root and leaves where the user stood in INIT_CWD.
    const folder = resolve(process.env.INIT_CWD ?? ROOT, target);
    await generateSdk({ language, schema, folder, log });
    log.say(`The SDK for ${language} is in ${folder}`);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
} catch (error) {
  log.say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
