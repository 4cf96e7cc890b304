import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { chooseBackend, givenFolder } from "../../../tools/chooseBackend.mjs";
import { silentReporter } from "../../../tools/report.mjs";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "backend-test-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

function choose(args: string[], environment: Record<string, string> = {}) {
  return chooseBackend({
    args,
    folder,
    environment: { PULUMI_HOME: folder, ...environment },
    log: silentReporter,
  });
}

describe("chooseBackend", () => {
  test("chooseBackend: without any choice, state is kept in a folder, and it says so", async () => {
    const said: string[] = [];
    const log = { ...silentReporter, say: (line: string) => void said.push(line) };
    const chosen = await chooseBackend({ args: ["up"], folder, environment: { PULUMI_HOME: folder }, log });
    expect(chosen.PULUMI_BACKEND_URL).toMatch(/^file:\/\/.*\.tmp\/state$/);
    expect(said.join()).toContain(chosen.PULUMI_BACKEND_URL);
  });

  test.each<Record<string, string>>([
    { PULUMI_BACKEND_URL: "s3://bucket" },
    { PULUMI_ACCESS_TOKEN: "a-token" },
  ])("chooseBackend: leaves the choice of the environment (%j)", async (environment) => {
    expect(await choose(["up"], environment)).toEqual({});
  });

  test("chooseBackend: leaves the choice of an earlier login", async () => {
    await writeFile(join(folder, "credentials.json"), JSON.stringify({ current: "https://api.example.com" }));
    expect(await choose(["up"])).toEqual({});
  });

  test("chooseBackend: leaves the choice of the project, also from a folder below it", async () => {
    await mkdir(join(folder, "project", "deep"), { recursive: true });
    await writeFile(
      join(folder, "project", "Pulumi.yaml"),
      "name: p\nruntime: nodejs\nbackend:\n  url: file://~\n",
    );
    expect(await choose(["--cwd", "project", "up"])).toEqual({});
    expect(await choose(["-C", join(folder, "project", "deep"), "up"])).toEqual({});
    expect(await choose(["up"])).toHaveProperty("PULUMI_BACKEND_URL");
  });

  test.each([["login"], ["version"], ["up", "--help"], []])(
    "chooseBackend: %j needs no state",
    async (...args) => {
      expect(await choose(args)).toEqual({});
    },
  );
});

describe("givenFolder", () => {
  test.each([
    [["--cwd", "a", "up"], "a"],
    [["up", "--cwd=b"], "b"],
    [["up", "-C", "c"], "c"],
    [["up"], undefined],
  ])("givenFolder: of %j is %j", (args, expected) => {
    expect(givenFolder(args)).toBe(expected);
  });
});
