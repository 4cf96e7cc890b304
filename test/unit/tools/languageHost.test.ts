import { mkdir, mkdtemp, readdir, readlink, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CACHE_VARIABLE, cacheFolder } from "../../../tools/engine/cache.mjs";
import { findLanguageHost } from "../../../tools/engine/findLanguageHost.mjs";
import { pinnedVersion } from "../../../tools/engine/goBuild.mjs";
import { silentReporter } from "../../../tools/report.mjs";

const host = "pulumi-language-yaml";
const part = {
  ...{ folder: "language-yaml", program: host },
  ...{ module: "github.com/pulumi/pulumi-yaml", command: "" },
};

/** A machine with an engine and nothing on PATH. */
let machine: string;
let engineBin: string;
let environment: NodeJS.ProcessEnv;
beforeEach(async () => {
  machine = await realpath(await mkdtemp(join(tmpdir(), "language-host-")));
  engineBin = join(machine, "installed");
  environment = { PATH: join(machine, "empty"), [CACHE_VARIABLE]: join(machine, "cache") };
  await write(join(engineBin, "pulumi"));
});
afterEach(() => rm(machine, { recursive: true, force: true }));

const find = (source: "path" | "go") =>
  findLanguageHost({
    ...{ language: "yaml" as const, log: silentReporter, environment },
    engine: { path: join(engineBin, "pulumi"), bin: engineBin, version: "3.225.0", source },
  });

async function write(path: string, text = ""): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text, { mode: 0o755 });
}

/** What a build has left in the cache. */
async function built(version: string): Promise<string> {
  const entry = `language-yaml-${version}-${process.platform}-${process.arch}`;
  const folder = join(cacheFolder(environment), entry);
  await write(join(folder, "bin", host));
  await write(join(folder, "engine.json"), "{}");
  return join(folder, "bin");
}

describe("findLanguageHost", () => {
  test("beside the engine: the user's own host is used, and nothing is made", async () => {
    await write(join(engineBin, host));
    expect(await find("path")).toBeUndefined();
    expect(await readdir(machine)).toEqual(["installed"]);
  });

  test("an engine of the cache: a link beside it, also in the place of one to an earlier build", async () => {
    const link = join(engineBin, host);
    const now = join(await built(await pinnedVersion(part)), host);
    expect(await find("go")).toBeUndefined();
    expect(await readlink(link)).toBe(now);

    await rm(link);
    await symlink(join(await built("1.0.0"), host), link);
    expect(await find("go")).toBeUndefined();
    expect(await readlink(link)).toBe(now);
  });

  test("an engine that the user has installed: its folder stays as it is, and the host's goes on PATH", async () => {
    const bin = await built(await pinnedVersion(part));
    expect(await find("path")).toBe(bin);
    expect(await readdir(engineBin)).toEqual(["pulumi"]);
  });

  test("no host and no Go: says what is missing, and what to do", async () => {
    await expect(find("go")).rejects.toThrow(
      /no pulumi-language-yaml beside the engine or on PATH.*there is no Go on PATH.*Install Pulumi/s,
    );
  });
});
