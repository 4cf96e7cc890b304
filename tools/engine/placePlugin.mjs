// @ts-check
import { copyFile, readFile, rename } from "node:fs/promises";
import { join } from "node:path";

/**
 * The plugin that runs dynamic providers: a script inside npm's @pulumi/pulumi. Beside the engine it is found
 * without the warning that it comes from PATH.
 */
const NAME =
  process.platform === "win32" ? "pulumi-resource-pulumi-nodejs.cmd" : "pulumi-resource-pulumi-nodejs";

/**
 * Puts the installed SDK's plugin beside the engine, anew whenever the SDK brings another one.
 * @param {{ modules: string, bin: string }} folders
 */
export async function placePlugin({ modules, bin }) {
  const [source, target] = [join(modules, "@pulumi", "pulumi", NAME), join(bin, NAME)];
  const [wanted, present] = await Promise.all([read(source), read(target)]);
  if (wanted === undefined && present === undefined)
    throw new Error(`${source} is missing. Run "npm ci" first.`);
  if (wanted === undefined || wanted === present) return;

  // A rename, so that an engine that starts this very moment sees the whole script, old or new.
  const fresh = `${target}.${process.pid}`;
  await copyFile(source, fresh);
  await rename(fresh, target);
}

/** @param {string} path */
async function read(path) {
  return readFile(path, "utf8").catch(() => undefined);
}
