import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { planFolder } from "../../../provider/host/planFolder";
import type { RollbackPlan } from "../../../provider/plans";
import { ROOT } from "../../../tools/repository.mjs";
import { run } from "../../../tools/run.mjs";
import { somePlan } from "./rollbackPlans";

let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), "gate-")), "plans");
});
afterEach(() => rm(join(folder, ".."), { recursive: true }));

/** The script's answer to plans that the provider has written, with a window from 1 to 5. */
async function gate(...plans: RollbackPlan[]) {
  await mkdir(folder);
  await Promise.all(plans.map((plan) => planFolder(folder).write(plan)));
  return run(process.execPath, [join(ROOT, "examples", "gate", "gate.mjs"), folder, "1", "5"]);
}

describe("examples/gate", () => {
  test("a rollback within the window, with a safety snapshot, beside an idle lever: goes through", async () => {
    const idle = somePlan({ verdict: "nothing-to-do" }, { name: "idle", hour: 12, safe: false });
    expect(await gate(somePlan(), idle)).toMatchObject({ code: 0, output: "" });
  });

  test.each<[string, RollbackPlan, RegExp]>([
    ["outside the window", somePlan({}, { hour: 12 }), /^data: outside the window from 1 to 5 h UTC$/m],
    ["at its end", somePlan({}, { hour: 5 }), /outside the window/],
    ["without a safety snapshot", somePlan({}, { safe: false }), /^data: no safety snapshot/m],
    [
      "unchecked",
      somePlan({ verdict: "unchecked", reason: "No answer." }),
      /^data: the plan unchecked\. No answer/m,
    ],
    ["with a question", somePlan({ verdict: "asks", reason: "It may have run." }), /It may have run/],
  ])("a rollback %s: is refused, and an ordinary one beside it does not help", async (_case, plan, words) => {
    const { code, output } = await gate(somePlan({}, { name: "other" }), plan);
    expect(code).toBe(1);
    expect(output).toMatch(words);
    expect(output).not.toContain("other");
  });

  test("no plan at all: is refused, since then nobody has looked", async () => {
    expect(await gate()).toMatchObject({
      code: 1,
      output: expect.stringContaining("there is no plan") as string,
    });
  });
});
