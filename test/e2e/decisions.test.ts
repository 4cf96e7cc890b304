import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { inOneLine } from "../fixtures/inOneLine";
import type { Simulator } from "../../simulator";
import {
  createStack,
  doors,
  simulatorEnvironment,
  startSimulatedCloud,
  type OperationResult,
  type Stack,
} from "./harness";
import { changingCalls } from "./seen/calls";
import { diagnosticsOf } from "./seen/diagnostics";

/** The levers come from the configuration, so that one program can declare anything. */
const program = `
  const { Config } = require("@pulumi/pulumi");
  const levers = JSON.parse(new Config().require("levers"));
  for (const [name, inputs] of Object.entries(levers)) new DiskRollback(name, inputs);
`;

/** Undefined: not in the program. */
type Levers = Record<string, object | undefined>;

/** A lever for each row, with a detached disk of the same name; a disk's snapshots are "a" and, newer, "b". */
const unarmed = (disk: string) => ({ diskId: `d-${disk}` });
const to = (disk: string, snapshot: "a" | "b", more: object = {}) => ({
  diskId: `d-${disk}`,
  snapshotId: `s-${disk}${snapshot}`,
  ...more,
});

const first: Levers = {
  create: to("create", "a"),
  disarmed: unarmed("disarmed"),
  adopted: to("adopted", "a", { onCreate: "adopt" }),
  policies: to("policies", "a"),
  other: to("other", "a"),
  triggers: to("triggers", "a"),
  unset: to("unset", "a"),
  moved: to("moved", "a"),
  removed: to("removed", "a"),
};
const second: Levers = {
  ...first,
  disarmed: to("disarmed", "a"),
  policies: to("policies", "a", {
    whenRunning: "stop",
    startAfter: "never",
    safetySnapshot: false,
    maxDataLoss: "1s",
    requireNewest: true,
    onCreate: "adopt",
    timeouts: { rollback: "5m" },
  }),
  other: to("other", "b"),
  triggers: to("triggers", "a", { triggers: ["again"] }),
  unset: unarmed("unset"),
  moved: to("movedto", "a"),
  removed: undefined,
};
const reverted: Levers = { ...second, other: to("other", "a") };
const armedAgain: Levers = { ...second, unset: to("unset", "a") };
const onPurpose: Levers = {
  ...second,
  other: to("other", "a", { onRepeat: "run" }),
  unset: to("unset", "a", { triggers: ["again"] }),
};

let simulator: Simulator;
let stack: Stack;

describe.each(doors)("decisions on the engine, $door", (door) => {
  beforeAll(async () => {
    simulator = await startSimulatedCloud({ durations: { snapshot: "300ms", reset: "2500ms" } });
    for (const disk of [...Object.keys(first), "movedto"]) await addDisk(disk);
    stack = await createStack({ program: door.program(program), env: simulatorEnvironment(simulator) });
  });

  // The steps build on each other: one stack goes through the table.
  describe("nothing recorded", () => {
    let preview: OperationResult;
    let up: OperationResult;
    beforeAll(async () => {
      up = await stack.up({ ...declare(first), withPreview: true });
      preview = up;
    });

    test("create with a snapshot: the preview shows the plan, and it rolls back once", async () => {
      expect(up.code, up.text).toBe(0);
      expectPlan(preview, "create", "s-createa");
      expect(await disk("create")).toEqual({ resets: 1, content: "a of create" });
    });

    test("create without a snapshot: disarmed, with nothing to say and nothing reset", async () => {
      expect(diagnosticsOf(preview, "disarmed")).toEqual([]);
      expect(await disk("disarmed")).toEqual({ resets: 0, content: "present of disarmed" });
    });

    test('create with onCreate "adopt": nothing is reset, now or on the next run', async () => {
      expect(diagnosticsOf(preview, "adopted")).toEqual([]);
      expect(await disk("adopted")).toEqual({ resets: 0, content: "present of adopted" });
    });
  });

  describe("something recorded", () => {
    let preview: OperationResult;
    let up: OperationResult;
    beforeAll(async () => {
      preview = await stack.preview({ args: [...declare(second).args, "--json", "--refresh"] });
      up = await stack.up();
    });

    test("engine: sets out to do what the preview has said, and nothing else", () => {
      const work = ({ steps }: OperationResult) =>
        steps.filter((step) => !/^(same|refresh)/.test(step)).sort();
      expect([preview.code, up.code], preview.text + up.text).toEqual([0, 0]);
      expect(work(preview)).toEqual([
        "create-replacement moved",
        "delete removed",
        "delete-replaced moved",
        "replace moved",
        "update disarmed",
        "update other",
        "update triggers",
        "update unset",
      ]);
      expect(work(up)).toEqual(work(preview));
    });

    test("preview --json: holds the plans of those levers that will roll back, each on its resource", () => {
      const { diagnostics } = z
        .looseObject({ diagnostics: z.array(z.object({ urn: z.string(), message: z.string() })) })
        .parse(JSON.parse(preview.stdout));
      const planned = diagnostics.filter(({ message }) => message.includes("will roll back d-"));
      expect(planned.map(({ urn }) => urn.split("::").at(-1)).sort()).toEqual([
        "disarmed",
        "moved",
        "other",
        "triggers",
      ]);
    });

    test("disarmed, then A: rolls back", async () => {
      expectPlan(preview, "disarmed", "s-disarmeda");
      expect(await disk("disarmed")).toEqual({ resets: 1, content: "a of disarmed" });
    });

    test("A, then A: nothing, also where A was adopted", async () => {
      expect([...diagnosticsOf(preview, "create"), ...diagnosticsOf(preview, "adopted")]).toEqual([]);
      expect(await disk("create")).toEqual({ resets: 1, content: "a of create" });
      expect(await disk("adopted")).toEqual({ resets: 0, content: "present of adopted" });
    });

    test("A, then A under other policies and time-outs: nothing", async () => {
      expect(diagnosticsOf(preview, "policies")).toEqual([]);
      expect(await disk("policies")).toEqual({ resets: 1, content: "a of policies" });
    });

    test("A, then B: rolls back", async () => {
      expectPlan(preview, "other", "s-otherb");
      expect(await disk("other")).toEqual({ resets: 2, content: "b of other" });
    });

    test("A, then A with new triggers: rolls back", async () => {
      expectPlan(preview, "triggers", "s-triggersa");
      expect(await disk("triggers")).toEqual({ resets: 2, content: "a of triggers" });
    });

    test("A, then unset: disarmed, and what ran last stays known", async () => {
      expect(diagnosticsOf(preview, "unset")).toEqual([]);
      expect(await disk("unset")).toEqual({ resets: 1, content: "a of unset" });
      const state = await stack.exportState();
      const lever = state.deployment.resources?.find(({ urn }) => urn.endsWith("::unset"));
      expect(lever?.outputs).toMatchObject({ phase: "disarmed", lastRollback: { snapshotId: "s-unseta" } });
    });

    test("another disk: a new resource rolls that one back, and the old one is only forgotten", async () => {
      expectPlan(preview, "moved", "s-movedtoa");
      expect(await disk("movedto")).toEqual({ resets: 1, content: "a of movedto" });
      expect(await disk("moved")).toEqual({ resets: 1, content: "a of moved" });
    });

    test("resource removed: nothing is reset", async () => {
      expect(await disk("removed")).toEqual({ resets: 1, content: "a of removed" });
    });
  });

  describe("a used rollback", () => {
    test("B after A, then A again: the preview fails, and says when it ran and how to run it again", async () => {
      await simulator.control.clearCalls();
      const preview = await stack.preview(declare(reverted));
      expect(preview.code).not.toBe(0);
      expect(diagnosticsOf(preview, "other").join("\n")).toMatch(
        /^error: snapshotId: the rollback of d-other to s-othera has already run, on \d{4}-\d\d-\d\d \d\d:\d\d UTC[^]* change `triggers` \(or set onRepeat: "run"\)/,
      );
      expect(await changingCalls(simulator)).toEqual([]);
    });

    test("A, unset, then A again: up fails too, and nothing is reset", async () => {
      await simulator.control.clearCalls();
      const up = await stack.up(declare(armedAgain));
      expect(up.code).not.toBe(0);
      expect(diagnosticsOf(up, "unset").join("\n")).toContain("d-unset to s-unseta has already run");
      expect(await changingCalls(simulator)).toEqual([]);
      expect(await disk("unset")).toEqual({ resets: 1, content: "a of unset" });
    });

    describe("on purpose, and without its state", () => {
      let up: OperationResult;
      beforeAll(async () => {
        await forget("create");
        up = await stack.up(declare(onPurpose));
      });

      test('on purpose: onRepeat "run" and new triggers roll back, each once', async () => {
        expect(up.code, up.text).toBe(0);
        expect(await disk("other")).toEqual({ resets: 3, content: "a of other" });
        expect(await disk("unset")).toEqual({ resets: 2, content: "a of unset" });
      });

      test("lost state: the journal in the cloud tells that it ran, so it is taken over and not run again", async () => {
        expect(up.steps).toContain("create create");
        expect(await disk("create")).toEqual({ resets: 1, content: "a of create" });
        expect(diagnosticsOf(up, "create").join("\n")).not.toContain("will roll back");
        expect(inOneLine(diagnosticsOf(up, "create").join("\n"))).toMatch(/d-create to s-createa .*has run/);
      });
    });

    test("destroy: no call that changes anything, and the safety snapshots stay", async () => {
      await simulator.control.clearCalls();
      const destroy = await stack.destroy();
      expect(destroy.code, destroy.text).toBe(0);
      expect(await changingCalls(simulator)).toEqual([]);
      const { snapshots, disks } = await simulator.control.world();
      const resets = Object.values(disks).reduce((sum, one) => sum + one.resets, 0);
      const given = Object.keys(disks).filter((id) => !id.startsWith("d-sim")).length * 2;
      expect(Object.keys(snapshots)).toHaveLength(given + resets);
    });
  });
});

const declare = (levers: Levers) => ({ args: ["--config", `levers=${JSON.stringify(levers)}`] });

/** As if the state had been lost. */
async function forget(lever: string): Promise<void> {
  const state = await stack.exportState();
  const resources = state.deployment.resources?.filter(({ urn }) => !urn.endsWith(`::${lever}`));
  await stack.importState({ ...state, deployment: { ...state.deployment, resources } });
}

async function addDisk(name: string): Promise<void> {
  await simulator.control.add("disks", { diskId: `d-${name}`, content: `present of ${name}` });
  for (const [which, hours] of [
    ["a", 5],
    ["b", 4],
  ] as const)
    await simulator.control.add("snapshots", {
      snapshotId: `s-${name}${which}`,
      sourceDiskId: `d-${name}`,
      content: `${which} of ${name}`,
      createdAt: new Date(Date.now() - hours * 3_600_000).toISOString(),
    });
}

async function disk(name: string): Promise<{ resets: number; content: string }> {
  const { resets, content } = await simulator.control.disk(`d-${name}`);
  return { resets, content };
}

function expectPlan(preview: OperationResult, lever: string, snapshotId: string): void {
  const [plan] = diagnosticsOf(preview, lever);
  expect(plan).toMatch(
    new RegExp(
      `^info: will roll back d-\\w+ \\(data disk, 40 GiB\\)\n  to snapshot ${snapshotId}, .* old\n  writes since .* will be lost`,
    ),
  );
}
