import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { violations } from "../../../examples/policy/rules";
import type { RollbackPlan } from "../../../provider/plans";
import { ROOT } from "../../../tools/repository.mjs";
import { somePlan } from "./rollbackPlans";

const folder = join(ROOT, "examples", "policy");
const night = { from: 1, until: 5 };

describe("examples/policy: the rules", () => {
  test.each<[string, RollbackPlan]>([
    ["runs within the window, with a safety snapshot", somePlan()],
    ["does nothing, outside the window", somePlan({ verdict: "nothing-to-do" }, { hour: 12, safe: false })],
    ["is refused by preview itself", somePlan({ verdict: "refused" }, { hour: 12 })],
  ])("a lever that %s: no violation", (_case, plan) => {
    expect(violations(plan, night)).toEqual([]);
  });

  test.each<[string, RollbackPlan, RegExp[]]>([
    ["outside the window", somePlan({}, { hour: 5 }), [/from 1 to 5 h UTC/]],
    ["without a safety snapshot", somePlan({}, { safe: false }), [/safetySnapshot: false/]],
    ["both", somePlan({}, { hour: 0, safe: false }), [/from 1 to 5/, /safetySnapshot: false/]],
    [
      "unchecked",
      somePlan({ verdict: "unchecked", reason: "no answer" }),
      [/not certain \(unchecked\): no answer/],
    ],
    ["with a question", somePlan({ verdict: "asks" }), [/not certain \(asks\)/]],
  ])("a rollback %s: is told", (_case, plan, expected) => {
    const found = violations(plan, night);
    expect(found).toHaveLength(expected.length);
    for (const [index, words] of expected.entries()) expect(found[index]).toMatch(words);
  });

  test("a window over midnight", () => {
    const at = (hour: number) => violations(somePlan({}, { hour }), { from: 22, until: 4 }).length;
    expect([21, 22, 23, 0, 3, 4].map(at)).toEqual([1, 0, 0, 0, 0, 1]);
  });
});

describe("examples/policy: the pack", () => {
  test("compiles against @pulumi/policy and the package's own types", { timeout: 120_000 }, () => {
    const { config } = ts.readConfigFile(join(folder, "tsconfig.json"), (path) => readFileSync(path, "utf8"));
    const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, folder);
    const found = ts.getPreEmitDiagnostics(ts.createProgram(fileNames, options));
    expect(found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"))).toEqual([]);
    expect(fileNames).toEqual([join(folder, "index.ts")]);
  });
});
