import { describe, expect, test } from "vitest";
import { completeSnapshot, failureOf, world } from "./fixture";
import { messageOf } from "./meeting";
import { damaged, seenOf, subjects, type Subject } from "./subjects";

const cloud = world({ durations: { snapshot: "22s", reset: "30s", stop: "6s", start: "6s" } });
const [ecs] = subjects as readonly [Subject];
const startsThatActed = async () =>
  (await cloud.control.calls()).filter(
    ({ action, outcome, parameters }) =>
      action === "StartInstance" && outcome === "ok" && parameters["DryRun"] !== "true",
  ).length;

describe("another rollback of the disk begins while the first one's stop is under way", () => {
  test("one of them rolls back, the other one names it; nobody starts the host under the other one", async () => {
    const { lever, inputs } = await damaged(cloud, ecs);
    const newer = await completeSnapshot(cloud);
    await cloud.clock.advance(3_600_000);
    await cloud.control.clearCalls();
    const other = cloud.rollback("other");
    let theirs: Promise<string | undefined> | undefined;
    cloud.clock.meanwhile = async () => {
      if ((await cloud.control.instance(ecs.hostId)).status !== "Stopping" || theirs) return;
      theirs = messageOf(other.up({ ...inputs, snapshotId: newer }));
      // It has looked, and goes on.
      while (!other.lines.progress.length) await new Promise((resolve) => setImmediate(resolve));
      cloud.clock.meanwhile = undefined;
    };
    const ends = [await messageOf(lever.up(inputs)), await theirs];
    const [said, ...more] = ends.filter((message) => message !== undefined);
    expect([said, more]).toEqual([expect.stringMatching(/Another rollback of the disk/), []]);
    expect(ends.join()).not.toMatch(/started in between/);
    expect(await seenOf(cloud, ecs)).toMatchObject({ resets: 1, power: "Running" });
    expect(await startsThatActed()).toBe(1);
  });
});

describe("the start is refused again and again after a rollback that is done", () => {
  test.each([
    ["the state is known", false],
    ["the state is lost before the last run", true],
  ])("%s: the run that starts the host names the way back, and all of the outage", async (_case, isLost) => {
    const { lever, inputs } = await damaged(cloud, ecs);
    const fault = { action: "StartInstance", effect: "error", code: "OperationDenied.NoStock" } as const;
    await cloud.control.addFault({ ...fault, dryRun: false });
    const first = await failureOf(lever.up(inputs));
    const undo = /in the safety snapshot (s-\w+)/.exec(first.message)?.[1];
    await cloud.clock.advance(60_000);
    const second = await failureOf(lever.up(inputs));
    expect(second.message).toContain(`in the safety snapshot ${undo}`);
    await cloud.control.clearFaults();
    await cloud.clock.advance(60_000);
    const last = isLost ? cloud.rollback() : lever;
    await last.up(inputs);
    const { undoSnapshotId, lastRollback } = last.state?.outputs as {
      undoSnapshotId?: string;
      lastRollback?: { undoSnapshotId: string; downtimeSeconds: number };
    };
    expect(undoSnapshotId).toBe(undo);
    if (!isLost) expect(lastRollback).toMatchObject({ undoSnapshotId: undo });
    if (!isLost) expect(lastRollback?.downtimeSeconds).toBeGreaterThan(120);
    expect(await seenOf(cloud, ecs)).toEqual({ content: "before", resets: 1, power: "Running" });
    // Whoever plans another rollback is told, too.
    const { words } = await cloud.rollback("other").preview({ ...inputs, triggers: ["other"] });
    expect(words.replace(/\s+/g, " ")).toMatch(new RegExp(`last rolled back to .* is in ${undo}`));
  });
});
