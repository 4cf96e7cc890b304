import { copyFile, mkdir, mkdtemp, readFile, readdir, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { z } from "zod";
import type { Engine } from "../../../tools/engine/findEngine.mjs";
import { npm } from "../../../tools/npm.mjs";
import { PACKAGE_NAME, ROOT } from "../../../tools/repository.mjs";
import { run } from "../../../tools/run.mjs";

/** A user's project with our package installed from its tarball, shared by all tests: each gets a folder below it. */
export interface Workspace {
  folder: string;
  engine: Engine;
}

/** What a user of the package has installed beside it, at the versions of our own lock file. */
const BESIDE = ["@pulumi/pulumi", "@types/node", "ts-node", "typescript"];

const lockFile = z.object({ packages: z.record(z.string(), z.object({ version: z.string().optional() })) });

export async function createWorkspace(engine: Engine): Promise<Workspace> {
  // The real path: a link in the temporary folder's own path would show in messages.
  const folder = await realpath(await mkdtemp(join(tmpdir(), `${PACKAGE_NAME}-e2e-`)));
  try {
    const tarball = await pack(folder);
    const dependencies = { [PACKAGE_NAME]: `file:./${basename(tarball)}`, ...(await lockedVersions()) };
    await writeFile(
      join(folder, "package.json"),
      JSON.stringify({ private: true, dependencies }, undefined, 2),
    );
    await runNpm(["install", "--prefer-offline", "--no-audit", "--no-fund"], folder);
    return { folder, engine };
  } catch (error) {
    await removeWorkspace(folder);
    throw error;
  }
}

export async function removeWorkspace(folder: string): Promise<void> {
  // A provider process that was left alone by a killed engine may still write.
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}

/** A folder of its own below the workspace, so that modules are found in the workspace's node_modules. */
export async function createProjectFolder(workspace: Workspace): Promise<string> {
  const projects = join(workspace.folder, "projects");
  await mkdir(projects, { recursive: true });
  return mkdtemp(join(projects, "project-"));
}

/** `npm pack` as a release does it: what `files` leaves out of the tarball is missing in these tests too. */
async function pack(folder: string): Promise<string> {
  const packed = join(folder, "packed");
  await mkdir(packed);
  await runNpm(["pack", "--pack-destination", packed], ROOT);
  const [name] = await readdir(packed);
  if (!name) throw new Error(`npm pack left nothing in ${packed}`);
  const tarball = join(folder, name);
  await copyFile(join(packed, name), tarball);
  return tarball;
}

async function lockedVersions(): Promise<Record<string, string>> {
  const lock = lockFile.parse(JSON.parse(await readFile(join(ROOT, "package-lock.json"), "utf8")));
  return Object.fromEntries(
    BESIDE.map((name) => {
      const version = lock.packages[`node_modules/${name}`]?.version;
      if (!version) throw new Error(`package-lock.json has no ${name}`);
      return [name, version];
    }),
  );
}

async function runNpm(args: readonly string[], cwd: string): Promise<void> {
  const { command, args: all, environment } = npm(args);
  const { code, output } = await run(command, all, { cwd, environment });
  if (code !== 0) throw new Error(`npm ${args.join(" ")} failed in ${cwd}:\n${output}`);
}
