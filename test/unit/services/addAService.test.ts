import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const page = readFileSync("docs/add-a-service.md", "utf8");
/** Paths in backticks; those of provider/, simulator/, test/, docs/ and examples/ begin at the root. */
const paths = [...page.matchAll(/`((?:provider|simulator|test|docs|examples)\/[\w./-]*|README\.md)`/g)].map(
  ([, path = ""]) => path,
);

describe("docs/add-a-service.md", () => {
  it("names files, and only such as exist", () => {
    expect(paths.length).toBeGreaterThan(20);
    expect(paths.filter((path) => !existsSync(path))).toEqual([]);
  });

  const sources = ["provider", "simulator"].flatMap(filesIn).filter((path) => !ownFile.test(path));
  it.each(sources.filter(spellsAService))("%s: spells a service's name, and is in the steps", (path) => {
    expect(paths).toContain(path);
  });
});

/** A service's own file or folder. */
const ownFile = /^(provider\/services|simulator)\/(ecs|swas|ecd)/;

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true })
    .map((path) => `${folder}/${String(path)}`)
    .filter((path) => path.endsWith(".ts"));
}

/** In code: comments and the examples in them do not count. */
function spellsAService(path: string): boolean {
  const code = readFileSync(path, "utf8")
    .replace(/\/\*[^]*?\*\//g, "")
    .replace(/\/\/.*$/gm, "");
  return /"(swas|ecd)"|\b(swas|ecd)(:|,)/.test(code);
}
