// @ts-check
import { lstat, mkdir, readlink, rm, symlink } from "node:fs/promises";
import { join, resolve } from "node:path";
import { MODULES, PACKAGE_NAME, ROOT } from "./repository.mjs";

const LINK = join(MODULES, PACKAGE_NAME);

/**
 * The engine's provider process loads the package by its name, and a package does not find itself by name there:
 * programs inside the repository find it through this link.
 */
export async function linkPackage() {
  if (await isLinked()) return;
  await rm(LINK, { recursive: true, force: true });
  await mkdir(MODULES, { recursive: true });
  // A junction needs no rights on Windows, but an absolute path.
  if (process.platform === "win32") await symlink(ROOT, LINK, "junction");
  else await symlink("..", LINK, "dir");
}

export async function isLinked() {
  const seen = await lstat(LINK).catch(() => undefined);
  return seen?.isSymbolicLink() === true && resolve(MODULES, await readlink(LINK)) === ROOT;
}
