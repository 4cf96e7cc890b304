import { expect, test } from "vitest";
import { runtimeOf } from "../../../tools/projectFile.mjs";

test.each([
  ["name: shop\nruntime: yaml\n", "yaml"],
  ['name: shop\nruntime: "python"\nmain: .\n', "python"],
  ["runtime:\n  name: nodejs\n  options:\n    typescript: true\n", "nodejs"],
  ["name: shop\ndescription: the runtime: yaml\n", undefined],
])("runtimeOf: %j is of %s", (project, language) => {
  expect(runtimeOf(project)).toBe(language);
});
