import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ROOT } from "../../../tools/repository.mjs";
import { blocks, documentAt } from "./documents";

const readme = documentAt("README.md");

describe("the front page", () => {
  test("front page: is short enough to be read, 150 lines and 1,300 words", () => {
    expect(readme.text.trimEnd().split("\n").length).toBeLessThanOrEqual(150);
    expect(readme.text.split(/\s+/).filter(Boolean).length).toBeLessThanOrEqual(1_300);
  });

  test("program: is no longer than 20 lines", () => {
    const [first = ""] = blocks(readme, "ts");
    expect(first.trimEnd().split("\n").length).toBeLessThanOrEqual(20);
  });

  test("promises: each of the four names tests that are there", () => {
    const section = /^## Why you can trust it$([^]*?)^## /m.exec(readme.text)?.[1] ?? "";
    const promises = section.split(/^\d\. /m).slice(1);
    const named = promises.map((promise) =>
      [...promise.matchAll(/`(test\/[\w/.]+)`/g)].map(([, path = ""]) => path),
    );
    expect(named.map(({ length }) => length > 0)).toEqual([true, true, true, true]);
    expect(named.flat().filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});
