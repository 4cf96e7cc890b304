import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { placePlugin } from "../../../tools/engine/placePlugin.mjs";

const name =
  process.platform === "win32" ? "pulumi-resource-pulumi-nodejs.cmd" : "pulumi-resource-pulumi-nodejs";
let folder: string;
let modules: string;
let bin: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "plugin-test-"));
  [modules, bin] = [join(folder, "node_modules"), join(folder, "bin")];
  await mkdir(join(modules, "@pulumi", "pulumi"), { recursive: true });
  await mkdir(bin);
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe("placePlugin", () => {
  test("placePlugin: puts the SDK's plugin beside the engine, and a newer one in its place", async () => {
    for (const text of ["one", "two"]) {
      await writeFile(join(modules, "@pulumi", "pulumi", name), text);
      await placePlugin({ modules, bin });
      expect(await readFile(join(bin, name), "utf8")).toBe(text);
    }
    expect(await readdir(bin)).toEqual([name]);
  });

  test("placePlugin: without an SDK the plugin that is there stays", async () => {
    await writeFile(join(bin, name), "kept");
    await placePlugin({ modules, bin });
    expect(await readFile(join(bin, name), "utf8")).toBe("kept");
  });

  test("placePlugin: without any plugin it says what to run", async () => {
    await expect(placePlugin({ modules, bin })).rejects.toThrow('Run "npm ci" first');
  });
});
