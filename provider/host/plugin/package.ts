import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";

/** The version of the npm package is the plugin's. */
export const version = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(packageFile(__dirname), "utf8"))).version;

/** The nearest above: the compiled file lies deeper than its source. */
function packageFile(folder: string): string {
  const file = join(folder, "package.json");
  try {
    const { name } = JSON.parse(readFileSync(file, "utf8")) as { name?: string };
    if (name === "pulumi-alicloud-restore") return file;
  } catch {
    // There is none in this folder.
  }
  if (dirname(folder) === folder) throw new Error("The package.json of pulumi-alicloud-restore is missing.");
  return packageFile(dirname(folder));
}
