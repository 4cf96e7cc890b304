import { beforeEach, describe, expect, test } from "vitest";
import type { Session } from "../../../provider/runtime/context";
import { contentOf, diskId, failureOf, stopHost, world } from "./fixture";
import { newSession, type DeclaredResource } from "./stack";

const cloud = world();
let session: Session;
beforeEach(() => {
  session = newSession(cloud.surroundings());
});
const up = (resource: DeclaredResource, inputs: Record<string, unknown>) => resource.up(inputs, { session });
const ids = async () => Object.keys((await cloud.control.world()).snapshots);
const text = (value: unknown) => String(value);
const instanceId = "i-sim0002";
const dataDisks = ["d-sim0003", "d-sim0004"];

/** The moment at which a resource has said something that begins so. */
async function said({ lines }: DeclaredResource, begin: string): Promise<void> {
  while (!lines.progress.some((line) => line.startsWith(begin)))
    await new Promise((resolve) => setImmediate(resolve));
}

/** A point that keeps one generation and takes the next one, and a lever that comes once it has begun to. */
async function together(
  point: DeclaredResource,
  next: Record<string, unknown>,
  lever: DeclaredResource,
  inputs: Record<string, unknown>,
) {
  const begun = point.lines.progress.length;
  const taken = up(point, next);
  point.lines.progress.splice(0, begun);
  await said(point, "snapshot");
  await Promise.all([taken, up(lever, inputs)]);
}

describe("a generation beyond keep that a rollback of the same up goes back to", () => {
  const keepOne = { diskId, keep: 1 };
  async function first() {
    const point = cloud.snapshot();
    await cloud.control.writeContent(diskId, "before");
    await point.up({ ...keepOne, triggers: [1] });
    await cloud.clock.advance(3_600_000);
    await cloud.control.writeContent(diskId, "after");
    await stopHost(cloud);
    return { point, snapshotId: text(point.state?.outputs["snapshotId"]) };
  }

  test.each(["by its id", "by a moment"])("named %s: stays for it, with a warning", async (by) => {
    const { point, snapshotId } = await first();
    const before = new Date(cloud.clock.now()).toISOString().replace(/\.\d+/, "");
    const goal = by === "by its id" ? { snapshotId } : { restoreTo: { before } };
    const lever = cloud.rollback();
    await together(point, { ...keepOne, triggers: [2] }, lever, { diskId, ...goal });
    expect(await contentOf(cloud)).toBe("before");
    expect(lever.state?.outputs["phase"]).toBe("done");
    expect(point.state?.outputs["previousSnapshotIds"]).toEqual([snapshotId]);
    expect(point.lines.warn).toEqual([
      `The older snapshot ${snapshotId} is kept, though \`keep\` has no room for it: a rollback of this run goes back to it. It stays on record for the next update.`,
    ]);
  });

  test("a later update, without such a rollback: deletes it", async () => {
    const { point, snapshotId } = await first();
    const inputs = { diskId, snapshotId };
    const lever = cloud.rollback();
    await together(point, { ...keepOne, triggers: [2] }, lever, inputs);
    session = newSession(cloud.surroundings());
    await up(lever, inputs);
    await up(point, { ...keepOne, triggers: [3] });
    expect(await ids()).not.toContain(snapshotId);
    expect(point.state?.outputs["previousSnapshotIds"]).toEqual([]);
  });

  test("by a rollback that was cut short: stays until that has come to its end", async () => {
    const { point, snapshotId } = await first();
    const lever = cloud.rollback();
    const inputs = { diskId, snapshotId };
    cloud.beforeSubmit = () =>
      cloud.control.addFault({ action: "ResetDisk", effect: "drop-before", once: true });
    expect((await failureOf(lever.up(inputs))).message).toMatch(/not known/i);
    await cloud.clock.advance(600_000);
    await together(point, { ...keepOne, triggers: [2] }, lever, inputs);
    expect(await contentOf(cloud)).toBe("before");
    expect(point.state?.outputs["previousSnapshotIds"]).toEqual([snapshotId]);
  });

  test.each(["the group", "its members"])("a group, named by %s: stays as a whole", async (by) => {
    const point = cloud.snapshot();
    for (const id of dataDisks) await cloud.control.writeContent(id, "before");
    const group = { instanceId, excludeDiskIds: ["d-sim0006", "d-sim0005"], keep: 1 };
    await point.up({ ...group, triggers: [1] });
    await cloud.clock.advance(3_600_000);
    for (const id of dataDisks) await cloud.control.writeContent(id, "after");
    await cloud.control.patch("instances", instanceId, { status: "Stopped" });
    const { snapshotGroupId, snapshots } = point.state!.outputs;
    const goal =
      by === "the group"
        ? { instanceId, snapshotGroupId, excludeDiskIds: group.excludeDiskIds }
        : { disks: snapshots };
    await together(point, { ...group, triggers: [2] }, cloud.rollback(), goal);
    for (const id of dataDisks) expect((await cloud.control.disk(id)).content).toBe("before");
    expect(point.state?.outputs["previousSnapshotIds"]).toEqual([snapshotGroupId]);
    expect(point.lines.warn).toEqual([expect.stringMatching(/is kept, though/)]);
  });
});
