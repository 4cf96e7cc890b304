import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { PACKAGE_NAME, ROOT } from "../../../tools/repository.mjs";

const EXAMPLES = join(ROOT, "examples");
const projects = readdirSync(EXAMPLES, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith("package.json") && !path.includes("node_modules"))
  .map((path) => dirname(path))
  .sort();

describe("the examples, before anything is published", () => {
  test("examples: are found", () => {
    expect(projects).toContain("ecs");
    expect(projects).toContain(join("gitops", "repository"));
  });

  test.each(projects)(
    "%s: depends on the package that it is a part of, by a path that leads there",
    (path) => {
      const { dependencies } = JSON.parse(readFileSync(join(EXAMPLES, path, "package.json"), "utf8")) as {
        dependencies: Record<string, string>;
      };
      const place = resolve(EXAMPLES, path, dependencies[PACKAGE_NAME]?.replace(/^file:/, "") ?? "nowhere");
      expect(place).toBe(resolve(ROOT));
    },
  );

  // The package holds no .npmrc: without the option npm links the package, and a linked one finds no SDK.
  test.each(projects.filter((path) => existsSync(join(EXAMPLES, path, "README.md"))))(
    "%s: its page installs it so that the package is copied",
    (path) => {
      const page = readFileSync(join(EXAMPLES, path, "README.md"), "utf8");
      expect(page).toMatch(/^npm install --install-links$/m);
    },
  );
});
