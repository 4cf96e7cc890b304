import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { cacheFolder, entryFolder, fillCache, lookInCache, program } from "../../../tools/engine/cache.mjs";
import { silentReporter as log } from "../../../tools/report.mjs";

const version = "3.225.0";
let entry: string;

beforeEach(async () => {
  entry = join(await mkdtemp(join(tmpdir(), "cache-test-")), "engine", version);
});
afterEach(async () => {
  await rm(dirname(dirname(entry)), { recursive: true, force: true });
});

async function makeEngine(folder: string): Promise<undefined> {
  await mkdir(join(folder, "bin"));
  await writeFile(join(folder, "bin", program("pulumi")), "an engine");
}

describe("the engine's cache", () => {
  test("cacheFolder: lies in the user's cache folder, or where a variable says", () => {
    expect(cacheFolder({ XDG_CACHE_HOME: "/var/cache/me" })).toBe(
      join("/var/cache/me", "pulumi-alicloud-restore", "engine"),
    );
    expect(cacheFolder({ XDG_CACHE_HOME: "/a", PULUMI_ALICLOUD_RESTORE_CACHE: "/b" })).toBe(
      join("/b", "engine"),
    );
  });

  test("entryFolder: differs by version and by source", () => {
    const environment = { PULUMI_ALICLOUD_RESTORE_CACHE: "/b" };
    const folders = [
      entryFolder({ environment, version, source: "go" }),
      entryFolder({ environment, version, source: "npm" }),
      entryFolder({ environment, version: "3.226.0", source: "go" }),
    ];
    expect(new Set(folders).size).toBe(3);
  });

  test("fillCache: what was made is found afterwards, and nothing else lies about", async () => {
    expect(await lookInCache(entry, "go")).toHaveProperty("refused");
    expect(await fillCache({ entry, version, log, make: makeEngine })).toBeUndefined();
    const bin = join(entry, "bin");
    expect(await lookInCache(entry, "go")).toEqual({
      engine: { path: join(bin, program("pulumi")), bin, version, source: "go" },
    });
    expect(await readdir(dirname(entry))).toEqual([version]);
  });

  test("fillCache: a failed making leaves nothing that would be used, and its reason", async () => {
    const make = async (folder: string) => {
      await makeEngine(folder);
      return "the compiler is ill";
    };
    expect(await fillCache({ entry, version, log, make })).toBe("the compiler is ill");
    expect(await lookInCache(entry, "go")).toHaveProperty("refused");
    expect(await readdir(dirname(entry))).toEqual([]);
  });

  test("fillCache: a making that throws leaves nothing either", async () => {
    const make = () => Promise.reject(new Error("disk full"));
    await expect(fillCache({ entry, version, log, make })).rejects.toThrow("disk full");
    expect(await readdir(dirname(entry))).toEqual([]);
  });

  test("fillCache: a folder without a label is half made and is made anew", async () => {
    await makeEngine(await mkdir(entry, { recursive: true }).then(() => entry));
    expect(await lookInCache(entry, "go")).toHaveProperty("refused");
    await fillCache({ entry, version, log, make: makeEngine });
    expect(await lookInCache(entry, "go")).toHaveProperty("engine");
  });

  test("fillCache: two set-ups at once make one engine", async () => {
    let made = 0;
    const make = async (folder: string) => {
      made += 1;
      return makeEngine(folder);
    };
    await Promise.all([fillCache({ entry, version, log, make }), fillCache({ entry, version, log, make })]);
    expect(made).toBe(1);
    expect(existsSync(`${entry}.lock`)).toBe(false);
  });

  test("fillCache: the lock of a set-up that was killed does not hold up the next", async () => {
    await mkdir(dirname(entry), { recursive: true });
    await writeFile(`${entry}.lock`, "");
    const longAgo = new Date(Date.now() - 60_000);
    await utimes(`${entry}.lock`, longAgo, longAgo);
    await fillCache({ entry, version, log, make: makeEngine });
    expect(await lookInCache(entry, "go")).toHaveProperty("engine");
  });
});
