import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { controlOperations } from "../../../simulator/control/openapi";
import { controlApi } from "../../../tools/docs/controlApi.mjs";
import { withPart } from "../../../tools/docs/withPart.mjs";
import { ROOT } from "../../../tools/repository.mjs";

test("docs/simulator.md, control API: is what `npm run docs` writes", () => {
  const document = readFileSync(join(ROOT, "docs/simulator.md"), "utf8");
  expect(withPart(document, "control API", controlApi(controlOperations))).toBe(document);
});
