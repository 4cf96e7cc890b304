import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { findingRules, obstacleRules } from "../../../provider/lifecycle/findings/rules";
import { rollbackPlan } from "../../../provider/plans";
import { ROOT } from "../../../tools/repository.mjs";

const page = readFileSync(join(ROOT, "docs", "plan-file.md"), "utf8");
const schema = JSON.parse(readFileSync(join(ROOT, "schemas", "rollback-plan.json"), "utf8")) as {
  properties: Record<string, unknown>;
};

describe("docs/plan-file.md", () => {
  test.each([
    ["obstacles", obstacleRules],
    ["findings", findingRules],
  ])("%s: the table has every rule, with what it means, and no other", (title, rules) => {
    const [, section = ""] = page.split(`### Rules of ${title}\n`);
    const [table = ""] = section.split(/^#/m);
    const rows = [...table.matchAll(/^\| `([\w-]+)` \| (.*) \|$/gm)].map(([, name, words]) => [name, words]);
    expect(rows).toEqual(Object.entries(rules));
  });

  test("its example is a plan", () => {
    const [, example = ""] = /^```json\n([^]*?)^```$/m.exec(page) ?? [];
    const plan = rollbackPlan.parse(JSON.parse(example));
    expect(plan.findings.every(({ rule }) => rule in findingRules)).toBe(true);
  });

  test("every field of a plan is named", () => {
    for (const name of Object.keys(schema.properties)) expect(page).toContain(`\`${name}\``);
  });
});

test("schemas/rollback-plan.json: is the schema that the code checks (node tools/planSchema.mjs writes it)", () => {
  expect(schema).toMatchObject(
    JSON.parse(JSON.stringify(z.toJSONSchema(rollbackPlan, { io: "input" }))) as object,
  );
});
