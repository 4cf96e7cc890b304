// @ts-check
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/**
 * @param {string} folder
 * @returns {Promise<string | undefined>} the text of the nearest Pulumi.yaml, here or above
 */
export async function nearestProjectFile(folder) {
  for (const name of ["Pulumi.yaml", "Pulumi.yml"]) {
    const text = await readFile(join(folder, name), "utf8").catch(() => undefined);
    if (text !== undefined) return text;
  }
  return dirname(folder) === folder ? undefined : nearestProjectFile(dirname(folder));
}

/**
 * @param {string} project the text of a Pulumi.yaml
 * @returns {string | undefined} such as "nodejs"
 */
export const runtimeOf = (project) => /^runtime:\s+(?:name:\s+)?["']?([\w-]+)/m.exec(project)?.[1];
