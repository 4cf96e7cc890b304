import { describe, expect, test } from "vitest";
import {
  changes,
  completeSnapshot,
  contentOf,
  damagedDisk,
  diskId,
  failureOf,
  resetsOf,
  systemDiskId,
  world,
  write,
} from "./fixture";
import type { DeclaredResource } from "./stack";

const cloud = world();

/** A lever that was pulled to A ("before"), after which the disk was written to ("later"). */
async function atA(): Promise<{ lever: DeclaredResource; a: string }> {
  const a = await damagedDisk(cloud);
  const lever = cloud.rollback();
  await lever.up({ diskId, snapshotId: a });
  await write(cloud, "later");
  return { lever, a };
}

/** The same, and then to B ("later"), after which it was written to once more ("latest"). */
async function atB(): Promise<{ lever: DeclaredResource; a: string; b: string }> {
  const { lever, a } = await atA();
  const b = await completeSnapshot(cloud);
  await lever.up({ diskId, snapshotId: b });
  await write(cloud, "latest");
  return { lever, a, b };
}

/** What a disk holds and how often it was reset: the two things a table of destruction has to say. */
const disk = async () => ({ content: await contentOf(cloud), resets: await resetsOf(cloud) });

describe("when a rollback runs, counted in resets of the disk", () => {
  test("nothing recorded, no snapshot: disarmed, and nothing is changed", async () => {
    const lever = cloud.rollback();
    expect(await lever.up({ diskId })).toBe("create");
    expect(lever.state?.outputs).toMatchObject({ phase: "disarmed", history: [], usedKeys: [] });
    expect(await lever.up({ diskId })).toBe("same");
    expect(await changes(cloud)).toEqual([]);
    expect(lever.lines.warn).toEqual([]);
  });

  test("nothing recorded, A: rolls back", async () => {
    const a = await damagedDisk(cloud);
    const lever = cloud.rollback();
    expect(await lever.up({ diskId, snapshotId: a })).toBe("create");
    expect(await disk()).toEqual({ content: "before", resets: 1 });
    expect(lever.state?.outputs).toMatchObject({
      phase: "done",
      disks: [{ diskId, snapshotId: a, status: "restored" }],
      lastRollback: { snapshotId: a },
    });
  });

  test("nothing recorded, A with onCreate adopt: records it, and calls nothing that changes anything", async () => {
    const a = await damagedDisk(cloud);
    const lever = cloud.rollback();
    await lever.up({ diskId, snapshotId: a, onCreate: "adopt" });
    expect(lever.state?.outputs).toMatchObject({ phase: "adopted" });
    expect(lever.state?.outputs).not.toHaveProperty("lastRollback");
    expect(await lever.up({ diskId, snapshotId: a })).toBe("same");
    expect(await disk()).toEqual({ content: "after", resets: 0 });
  });

  test("disarmed, A: rolls back", async () => {
    const a = await damagedDisk(cloud);
    const lever = cloud.rollback();
    await lever.up({ diskId });
    expect(await lever.preview({ diskId, snapshotId: a })).toMatchObject({
      operation: "update",
      replaces: [],
    });
    expect(await lever.up({ diskId, snapshotId: a })).toBe("update");
    expect(await disk()).toEqual({ content: "before", resets: 1 });
  });

  test("A, A: nothing, and nobody is asked", async () => {
    const { lever, a } = await atA();
    await cloud.control.clearCalls();
    expect(await lever.preview({ diskId, snapshotId: a })).toMatchObject({ operation: "same", words: "" });
    expect(await lever.up({ diskId, snapshotId: a })).toBe("same");
    expect(await cloud.control.calls()).toEqual([]);
    expect(await disk()).toEqual({ content: "later", resets: 1 });
  });

  test("A, A with another policy: nothing, whichever it is", async () => {
    const { lever, a } = await atA();
    const policies = {
      whenRunning: "stop",
      startAfter: "always",
      forceStop: true,
      safetySnapshot: false,
      maxDataLoss: "1s",
      notAfter: "2020-01-01T00:00:00Z",
      requireNewest: true,
      expectLast: "none",
      onCreate: "adopt",
      onRepeat: "run",
      onInterrupted: "retry",
      timeouts: { rollback: "5m" },
    };
    for (const [policy, value] of Object.entries(policies)) {
      const { operation } = await lever.preview({ diskId, snapshotId: a, [policy]: value });
      expect([policy, operation]).toEqual([policy, "same"]);
    }
    expect(await lever.up({ diskId, snapshotId: a, ...policies })).toBe("same");
    expect(await disk()).toEqual({ content: "later", resets: 1 });
  });

  test("A, B: rolls back", async () => {
    const { lever, b } = await atB();
    expect(lever.state?.outputs).toMatchObject({ phase: "done", lastRollback: { snapshotId: b } });
    expect(await disk()).toEqual({ content: "latest", resets: 2 });
  });

  test("A, A with new triggers: rolls back again", async () => {
    const { lever, a } = await atA();
    expect(await lever.up({ diskId, snapshotId: a, triggers: ["again"] })).toBe("update");
    expect(await disk()).toEqual({ content: "before", resets: 2 });
    expect(lever.state?.outputs["history"]).toHaveLength(2);
  });

  test("A, no snapshot: disarmed, and what was done stays known", async () => {
    const { lever, a } = await atA();
    const { lastRollback } = lever.state!.outputs;
    expect(await lever.up({ diskId })).toBe("update");
    expect(lever.state?.outputs).toMatchObject({ phase: "disarmed", lastRollback });
    expect(lever.state?.outputs).not.toHaveProperty("snapshotId");
    expect(await lever.up({ diskId })).toBe("same");
    const error = await failureOf(lever.preview({ diskId, snapshotId: a }));
    expect(error.message).toMatch(/has already run/);
    expect(await disk()).toEqual({ content: "later", resets: 1 });
  });

  test("B after A, A: preview fails, says when it ran and what runs it again; up does nothing either", async () => {
    const { lever, a } = await atB();
    const before = lever.state;
    await cloud.control.clearCalls();
    for (const attempt of [lever.preview, lever.up]) {
      const error = await failureOf(attempt({ diskId, snapshotId: a }));
      expect(error.message).toMatch(
        /^snapshotId: .* has already run, on \d{4}-\d\d-\d\d \d\d:\d\d UTC.*\n  Nothing was changed.*\n  .*`triggers`.*onRepeat: "run"/,
      );
    }
    expect(lever.state).toEqual(before);
    expect(await changes(cloud)).toEqual([]);
    expect(lever.lines.warn).toEqual([]);
    expect(await disk()).toEqual({ content: "latest", resets: 2 });
  });

  test("B after A, A with onRepeat run: rolls back", async () => {
    const { lever, a } = await atB();
    expect(await lever.up({ diskId, snapshotId: a, onRepeat: "run" })).toBe("update");
    expect(await disk()).toEqual({ content: "before", resets: 3 });
    await write(cloud, "newest");
    expect(await lever.up({ diskId, snapshotId: a, onRepeat: "run" })).toBe("same");
    expect(await disk()).toEqual({ content: "newest", resets: 3 });
  });

  test("B after A, A with new triggers: rolls back", async () => {
    const { lever, a } = await atB();
    await lever.up({ diskId, snapshotId: a, triggers: 2 });
    expect(await disk()).toEqual({ content: "before", resets: 3 });
  });

  test("disk changed: is another resource, under the rules of a create; the old one is only forgotten", async () => {
    const { lever, a } = await atA();
    const inputs = { diskId: systemDiskId };
    expect(await lever.preview(inputs)).toMatchObject({ operation: "replace", replaces: ["diskId"] });
    expect(await lever.up(inputs)).toBe("replace");
    expect(lever.state?.outputs).toMatchObject({ phase: "disarmed", usedKeys: [] });
    expect((await failureOf(lever.up({ diskId: systemDiskId, snapshotId: a }))).message).toMatch(
      /is of disk d-sim0002, not of d-sim0001/,
    );
    expect(await disk()).toEqual({ content: "later", resets: 1 });
  });

  test("resource removed: calls nothing, and the safety snapshot stays", async () => {
    const { lever } = await atA();
    const undo = String(lever.state?.outputs["undoSnapshotId"]);
    await cloud.control.clearCalls();
    await lever.destroy();
    expect(await cloud.control.calls()).toEqual([]);
    expect((await cloud.control.snapshot(undo)).content).toBe("after");
  });

  test("resource removed and declared again with A: has run, says the cloud's journal; nothing is sent", async () => {
    const { lever, a } = await atA();
    await lever.destroy();
    await lever.up({ diskId, snapshotId: a });
    expect(lever.state?.outputs["phase"]).toBe("adopted");
    expect(lever.lines.info.at(-1)).toMatch(/has run: it is recorded, and nothing is sent/);
    expect(await disk()).toEqual({ content: "later", resets: 1 });
  });

  test("snapshot unknown in preview: shows a change that may roll back", async () => {
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    const { lever } = await atA();
    await cloud.control.clearCalls();
    expect(await lever.preview({ diskId, snapshotId: unknown })).toMatchObject({
      operation: "update",
      replaces: [],
      words: expect.stringMatching(/^may roll back/) as string,
    });
    const fresh = cloud.rollback("fresh");
    expect((await fresh.preview({ diskId, snapshotId: unknown })).words).toMatch(/^may roll back/);
    expect(await cloud.control.calls()).toEqual([]);
  });

  test("refresh: never forgets what has run, and changes nothing", async () => {
    const { lever, a } = await atA();
    const { outputs } = lever.state!;
    await cloud.control.remove("snapshots", a);
    await cloud.control.clearCalls();
    expect(await lever.refresh()).toEqual(outputs);
    expect(await lever.up({ diskId, snapshotId: a })).toBe("same");
    expect(await changes(cloud)).toEqual([]);
  });
});
