/** Writes test/fixtures/apiModels.json anew, of the official SDKs that tools/sdks/ pins. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createReporter } from "./report.mjs";
import { ROOT } from "./repository.mjs";
import { installNodeSdks, installPythonSdk } from "./sdks/installSdks.mjs";
import { readNodeModels, readPythonModels } from "./sdks/readModels.mjs";

const log = createReporter();
const [node, python] = [await installNodeSdks({ log }), await installPythonSdk({ log })];
const missing = node.missing ?? python.missing;
if (missing !== undefined) {
  console.error(missing);
  process.exit(1);
}
const models = { ...readNodeModels(node.folder), ...readPythonModels(python.folder) };
const parts = Object.entries(models).map(([service, actions]) => {
  const rows = Object.entries(actions).map(([action, model]) => `    "${action}": ${JSON.stringify(model)}`);
  return `  "${service}": {\n${rows.join(",\n")}\n  }`;
});
writeFileSync(join(ROOT, "test/fixtures/apiModels.json"), `{\n${parts.join(",\n")}\n}\n`);
