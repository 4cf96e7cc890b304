import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ROOT } from "../../../tools/repository.mjs";
import { blocks, codeOf, documentAt, documents } from "./documents";

describe("the commands in the documents", () => {
  test("npm: scripts that are run are there", () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { scripts: object };
    const ofNpm = new Set([...Object.keys(scripts), "ci", "install", "pack", "init"]);
    const named = documents.flatMap((document) =>
      [...codeOf(document).matchAll(/\bnpm (?:run (?:-s )?)?([a-z][\w:]*)/g)].map(([, script = ""]) => ({
        path: document.path,
        script,
      })),
    );
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter(({ script }) => !ofNpm.has(script))).toEqual([]);
  });

  test("backend: is chosen before the engine of this repository changes anything", () => {
    const using = documents.filter((document) =>
      blocks(document, "sh", "bash").some((block) => /^(npm run -s pulumi|p) .*\bup\b/m.test(block)),
    );
    expect(using.length).toBeGreaterThan(4);
    for (const document of using) {
      const commands = blocks(document, "sh", "bash").join("\n");
      const backend = commands.indexOf("export PULUMI_BACKEND_URL=");
      expect(backend, document.path).toBeGreaterThan(-1);
      expect(backend, document.path).toBeLessThan(commands.search(/^(npm run -s pulumi|p) /m));
    }
  });

  test("curl: is silent", () => {
    expect(documents.filter(({ text }) => /\bcurl (?!-s )/.test(text)).map(({ path }) => path)).toEqual([]);
  });

  test("secrets: keys are set with --secret", () => {
    const set = documents.flatMap(({ text }) => [
      ...text.matchAll(/config set .*alicloud(?:-restore)?:(?:accessKey|secretKey|securityToken)/g),
    ]);
    expect(set.length).toBeGreaterThan(8);
    expect(set.filter(([command]) => !command.includes("--secret")).map(([command]) => command)).toEqual([]);
  });

  test("the configuration key of the examples is rollBackTo: restoreTo is a property", () => {
    expect(
      documents
        .filter(({ text }) => /config (?:set|rm|get) restoreTo|get\("restoreTo"\)/.test(text))
        .map(({ path }) => path),
    ).toEqual([]);
  });

  test("3 a.m.: the Chinese page has the same commands as the English one", () => {
    const commands = (path: string) =>
      blocks(documentAt(path), "sh").map((block) => block.replace(/ *#.*$/gm, ""));
    expect(commands("docs/3am.zh-CN.md")).toEqual(commands("docs/3am.md"));
  });
});
