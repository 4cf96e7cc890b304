import { beforeAll, describe, expect, test } from "vitest";
import { inOneLine } from "../fixtures/inOneLine";
import type { Simulator } from "../../simulator";
import {
  createStack,
  resourceNamed,
  simulatorEnvironment,
  startSimulatedCloud,
  type Deployment,
  type OperationResult,
  type Stack,
} from "./harness";
import { changingCalls } from "./seen/calls";
import { diagnosticsOf } from "./seen/diagnostics";

const keyId = "LTAIe2e0key0id0of0the0test";
const secret = "e2e-secret-that-nobody-may-see";

/** Each lever has a machine and a disk of its own, and fails in the phase it is named after. */
const program = {
  "index.js": `
    const { DiskRollback, DiskSnapshot } = require("pulumi-alicloud-restore");
    const { Config } = require("@pulumi/pulumi");
    const limit = new Config().get("limit") ?? "4s";
    const whenRunning = "stop";
    // A host that does not stop cannot be started again either.
    const hangsIn = { stop: ["stop", "start"], safety: [], restoring: ["rollback"], start: ["start"] };
    for (const phase of ["stop", "safety", "restoring", "start"])
      new DiskRollback(phase, {
        diskId: "d-" + phase,
        snapshotId: "s-" + phase,
        whenRunning,
        timeouts: Object.fromEntries(hangsIn[phase].map((wait) => [wait, limit])),
      });
    new DiskRollback("submit", {
      disks: ["one", "two"].map((n) => ({ diskId: "d-submit" + n, snapshotId: "s-submit" + n })),
      whenRunning,
    });
    new DiskRollback("lost", {
      service: "ecd",
      desktopId: "ecd-sim0001",
      sourceDiskType: "data",
      snapshotId: "s-lost",
      whenRunning,
    });
    new DiskSnapshot("slow", { diskId: "d-slow", timeouts: { create: limit } });
  `,
};
const levers = ["stop", "safety", "submit", "restoring", "start", "lost"] as const;
type Lever = (typeof levers)[number];

let simulator: Simulator;
let stack: Stack;
let failed: OperationResult;
let afterFailure: Deployment;
let refreshed: OperationResult;
let afterRefresh: Deployment;
let previewed: OperationResult;
let retried: OperationResult;
let sentByRefresh: string[];
let sentByPreview: string[];
type Sight = Partial<Record<Lever, { resets: number[]; power: string }>>;
const seen: Record<"failed" | "retried", Sight> = { failed: {}, retried: {} };

describe("a failure in each phase", () => {
  beforeAll(async () => {
    simulator = await startSimulatedCloud({
      accessKeyId: keyId,
      accessKeySecret: secret,
      durations: { snapshot: "300ms", reset: "2500ms", stop: "300ms", start: "300ms" },
    });
    await buildWorld();
    stack = await createStack({ program, env: environment(), config: credentials() });
    failed = await stack.up();
    await look("failed");
    afterFailure = await stack.exportState();

    await simulator.control.clearCalls();
    refreshed = await stack.refresh();
    sentByRefresh = await changingCalls(simulator);
    afterRefresh = await stack.exportState();

    await repairWorld();
    await simulator.control.clearCalls();
    previewed = await stack.preview({ args: ["--config", "limit=1m"] });
    sentByPreview = await changingCalls(simulator);
    const retry = stack.start("up", { args: ["--config", "limit=1m"] });
    await retry.waitForText(/DiskRollback restoring updating .* restoring d-restoring/);
    await endReset("d-restoring");
    retried = await retry.result;
    await look("retried");
  });

  test("stop: the machine that does not stop is on record as ours; stopped since, it is started again", async () => {
    expect(says(failed, "stop")).toMatch(
      /Nothing was rolled back: d-stop to s-stop was not touched\.\n  Waited 4 s for instance i-stop to be stopped, in vain.* Set forceStop: true/,
    );
    expect(outputsOf(afterFailure, "stop")).toMatchObject({
      phase: "stop",
      hostWasRunning: true,
      disks: [{ status: "untouched" }],
    });
    expect(seen.failed.stop).toEqual({ resets: [0], power: "Stopping" });
    expect(seen.retried.stop).toEqual({ resets: [1], power: "Running" });
  });

  test("safety snapshot: it fails, the machine runs again, and the next run takes another one", async () => {
    expect(says(failed, "safety")).toMatch(
      /Nothing was rolled back: d-safety to s-safety was not touched\.\n  The safety snapshot s-\w+ failed.*\n  The instance i-safety runs again/,
    );
    expect(says(failed, "safety")).not.toContain("The present was saved");
    expect(seen.failed.safety).toEqual({ resets: [0], power: "Running" });
    expect(seen.retried.safety).toEqual({ resets: [1], power: "Running" });
    const { undoSnapshotId } = outputsOf(await stack.exportState(), "safety");
    const { status, content } = await simulator.control.snapshot(String(undoSnapshotId));
    expect([status, content]).toEqual(["accomplished", "present of safety"]);
  });

  test("submit: what the cloud refuses is not done, the machine runs again, and the next run sends it again", () => {
    expect(says(failed, "submit")).toMatch(
      /Nothing was rolled back: .* was not touched\.\n  The present was saved before in the safety snapshot ssg-\w+\.\n  .* IncorrectInstanceStatus: .*\n  The instance i-submit runs again\./,
    );
    expect(seen.failed.submit).toEqual({ resets: [0, 0], power: "Running" });
    expect(seen.retried.submit).toEqual({ resets: [1, 1], power: "Running" });
  });

  test("submit: an answer that is lost is no failure where the disk is seen changing, and nothing is sent twice", () => {
    expect(outputsOf(afterFailure, "lost")).toMatchObject({ phase: "done" });
    expect(seen.failed.lost).toEqual({ resets: [1], power: "Running" });
    expect(seen.retried.lost).toEqual({ resets: [1], power: "Running" });
  });

  test("restoring: the machine stays off, and the next run waits on without sending anything", () => {
    expect(says(failed, "restoring")).toMatch(
      /Accepted by the cloud, and not seen to end: d-restoring \(to s-restoring\)\.\n  The present was saved before in the safety snapshot s-\w+\.\n.*\n  The instance i-restoring ran before and stays stopped, because the state of its disk is not known/,
    );
    expect(outputsOf(afterFailure, "restoring")).toMatchObject({ phase: "restoring" });
    expect(seen.failed.restoring).toEqual({ resets: [1], power: "Stopped" });
    expect(seen.retried.restoring).toEqual({ resets: [1], power: "Running" });
  });

  test("start: the rollback is done, the machine does not come up, and the next run sees to it that it runs", () => {
    expect(says(failed, "start")).toMatch(
      /The rollback is done: d-start to s-start\.\n  The present was saved before in the safety snapshot s-\w+\.\n  Waited 4 s for instance i-start to be running, in vain/,
    );
    expect(outputsOf(afterFailure, "start")).toMatchObject({ phase: "start" });
    expect(seen.failed.start).toEqual({ resets: [1], power: "Starting" });
    expect(seen.retried.start).toEqual({ resets: [1], power: "Running" });
  });

  test("snapshot: one that takes too long is kept, and the next run goes on waiting for that very one", async () => {
    const { snapshotId } = outputsOf(afterFailure, "slow");
    expect(says(failed, "slow")).toContain(`The snapshot ${String(snapshotId)} was requested and is kept`);
    expect(outputsOf(await stack.exportState(), "slow")).toMatchObject({
      snapshotId,
      status: "accomplished",
    });
    const { snapshots } = await simulator.control.world();
    expect(Object.values(snapshots).filter(({ sourceDiskId }) => sourceDiskId === "d-slow")).toHaveLength(1);
  });

  test("preview of the retry: tells of each what there is left to do, and sends nothing", () => {
    expect(previewed.code, previewed.text).toBe(0);
    for (const name of ["stop", "safety", "submit"])
      expect(says(previewed, name)).toMatch(new RegExp(`will roll back d-${name}.* will be lost`, "s"));
    expect(inOneLine(says(previewed, "restoring"))).toMatch(
      /the cloud has taken its request: this run waits for its end, and sends nothing/,
    );
    expect(inOneLine(says(previewed, "start"))).toMatch(
      /the rollback of d-start to s-start .* has run: it is recorded, and nothing is sent/,
    );
    expect(says(previewed, "lost")).toBe("");
    expect(sentByPreview).toEqual([]);
  });

  test("refresh between failure and retry: changes nothing in the cloud and forgets nothing", () => {
    expect(refreshed.code, refreshed.text).toBe(0);
    expect(sentByRefresh).toEqual([]);
    for (const name of ["submit", "restoring", "start", "lost"])
      expect(outputsOf(afterRefresh, name)).toEqual(outputsOf(afterFailure, name));
  });

  test("retry: everything is done, and the run after it has nothing to do", async () => {
    expect(failed.code).not.toBe(0);
    expect(retried.code, retried.text).toBe(0);
    const { disks } = await simulator.control.world();
    for (const disk of Object.values(disksOf).flat())
      expect(disks[disk]?.content).toBe(`past of ${disk.slice(2)}`);
    const again = await stack.up();
    expect(again.changes, again.text).toEqual({ same: 8 });
  });

  test("credentials: in no output and, in clear, in no state", async () => {
    const state = JSON.stringify(await stack.exportState());
    const printed = [failed, refreshed, retried].map(({ text }) => text).join("\n");
    for (const hidden of [keyId, secret]) {
      expect(printed).not.toContain(hidden);
      expect(state).not.toContain(hidden);
      expect(JSON.stringify(afterFailure)).not.toContain(hidden);
    }
    expect(printed).not.toMatch(/\n\s+at .*:\d+:\d+/);
  });

  test("destroy: forgets the levers, deletes the own snapshot, and resets nothing", async () => {
    const destroy = await stack.destroy();
    expect(destroy.code, destroy.text).toBe(0);
    const { disks, snapshots } = await simulator.control.world();
    expect(Object.values(disks).reduce((sum, disk) => sum + disk.resets, 0)).toBe(7);
    expect(Object.values(snapshots).filter(({ sourceDiskId }) => sourceDiskId === "d-slow")).toEqual([]);
  });
});

const says = (result: OperationResult, resource: string) => diagnosticsOf(result, resource).join("\n");
const outputsOf = (state: Deployment, name: string) => resourceNamed(state, name).outputs ?? {};

const credentials = () => ({
  "alicloud:region": "cn-hangzhou",
  "alicloud:accessKey": { secret: keyId },
  "alicloud:secretKey": { secret },
});

/** Only the endpoints: the key comes from the stack's configuration. */
function environment(): Record<string, string> {
  const all = simulatorEnvironment(simulator);
  return Object.fromEntries(Object.entries(all).filter(([name]) => name.includes("_ENDPOINT_")));
}

async function buildWorld(): Promise<void> {
  const { control } = simulator;
  const hourAgo = new Date(Date.now() - 3_600_000).toISOString();
  for (const phase of ["stop", "safety", "restoring", "start", "submit"]) {
    const longAgo = { createdAt: hourAgo, changedAt: hourAgo, settlesAt: hourAgo, startedAt: hourAgo };
    await control.add("instances", { instanceId: `i-${phase}`, ...longAgo });
    for (const disk of phase === "submit" ? ["submitone", "submittwo"] : [phase]) {
      await control.add("disks", {
        diskId: `d-${disk}`,
        instanceIds: [`i-${phase}`],
        content: `present of ${disk}`,
      });
      await control.add("snapshots", {
        snapshotId: `s-${disk}`,
        sourceDiskId: `d-${disk}`,
        content: `past of ${disk}`,
        createdAt: hourAgo,
      });
    }
  }
  await control.add("disks", { diskId: "d-slow", snapshotFate: "hangs" });
  await control.add("snapshots", {
    snapshotId: "s-lost",
    service: "ecd",
    sourceDiskId: "d-simecd02",
    instanceId: "ecd-sim0001",
    content: "past of simecd02",
  });
  await control.patch("instances", "i-stop", { stopFate: "hangs" });
  await control.patch("disks", "d-safety", { snapshotFate: "fails" });
  await control.patch("disks", "d-restoring", { resetFate: "hangs" });
  await control.patch("instances", "i-start", { startFate: "hangs" });
  await control.addFault({
    action: "ResetDisks",
    effect: "error",
    code: "IncorrectInstanceStatus",
    once: true,
  });
  await control.addFault({ action: "ResetSnapshot", effect: "drop-after", once: true });
}

/** What hung has come to its end, and what was broken is mended. */
async function repairWorld(): Promise<void> {
  const { control } = simulator;
  await control.patch("instances", "i-stop", { stopFate: "completes", status: "Stopped" });
  await control.patch("disks", "d-safety", { snapshotFate: "completes" });
  await control.patch("instances", "i-start", { startFate: "completes", status: "Running" });
  const { snapshots } = await control.world();
  for (const { snapshotId, sourceDiskId } of Object.values(snapshots))
    if (sourceDiskId === "d-slow") await control.patch("snapshots", snapshotId, { status: "accomplished" });
}

async function endReset(diskId: string): Promise<void> {
  const { lastReset } = (await simulator.control.disk(diskId)) as { lastReset?: object };
  await simulator.control.patch("disks", diskId, {
    lastReset: { ...lastReset, finishesAt: new Date().toISOString() },
  });
}

const disksOf: Record<Lever, string[]> = {
  stop: ["d-stop"],
  safety: ["d-safety"],
  submit: ["d-submitone", "d-submittwo"],
  restoring: ["d-restoring"],
  start: ["d-start"],
  lost: ["d-simecd02"],
};

async function look(when: "failed" | "retried"): Promise<void> {
  const world = await simulator.control.world();
  for (const lever of levers)
    seen[when][lever] = {
      resets: disksOf[lever].map((disk) => world.disks[disk]?.resets ?? -1),
      power: world.instances[lever === "lost" ? "ecd-sim0001" : `i-${lever}`]?.status ?? "gone",
    };
}
