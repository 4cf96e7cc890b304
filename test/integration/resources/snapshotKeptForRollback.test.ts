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
const keepOne = { diskId, keep: 1 };

type Step = [DeclaredResource, Record<string, unknown>];
/** How the engine may run the two: one that depends on the other comes after it. */
const orders: [string, (point: Step, lever: Step) => Promise<unknown>][] = [
  ["the lever after the point", async (point, lever) => [await up(...point), await up(...lever)]],
  ["the point after the lever", async (point, lever) => [await up(...lever), await up(...point)]],
  ["both at once", (point, lever) => Promise.all([up(...point), up(...lever)])],
];

/** A point that has taken `releases` generations, of "1", "2", …; now the disk holds "after". */
async function taken(releases: number[], inputs: Record<string, unknown>) {
  const point = cloud.snapshot();
  const snapshotIds: string[] = [];
  for (const release of releases) {
    await cloud.control.writeContent(diskId, text(release));
    await point.up({ ...inputs, triggers: [release] });
    snapshotIds.push(text(point.state?.outputs["snapshotId"]));
    await cloud.clock.advance(3_600_000);
  }
  await cloud.control.writeContent(diskId, "after");
  await stopHost(cloud);
  return { point, snapshotIds };
}

describe.each(orders)("a generation that a rollback of the same up goes back to: %s", (_order, together) => {
  test("replaced by new triggers, and named by its id: is there", async () => {
    const { point, snapshotIds } = await taken([1], keepOne);
    await together(
      [point, { ...keepOne, triggers: [2] }],
      [cloud.rollback(), { diskId, snapshotId: snapshotIds[0] }],
    );
    expect(await contentOf(cloud)).toBe("1");
  });

  test("replaced by new triggers, and named by a moment: is there", async () => {
    const { point } = await taken([1], keepOne);
    const before = new Date(cloud.clock.now()).toISOString().replace(/\.\d+/, "");
    await together(
      [point, { ...keepOne, triggers: [2] }],
      [cloud.rollback(), { diskId, restoreTo: { before } }],
    );
    expect(await contentOf(cloud)).toBe("1");
  });

  test("put beyond a smaller keep: is there", async () => {
    const { point, snapshotIds } = await taken([1, 2, 3], { diskId, keep: 3 });
    await together(
      [point, { ...keepOne, triggers: [4] }],
      [cloud.rollback(), { diskId, snapshotId: snapshotIds[0] }],
    );
    expect(await contentOf(cloud)).toBe("1");
  });

  test("of a group, named by one of its members: is there", async () => {
    const instanceId = "i-sim0002";
    const disks = ["d-sim0003", "d-sim0004"];
    const group = { diskIds: disks, keep: 1 };
    const point = cloud.snapshot();
    for (const id of disks) await cloud.control.writeContent(id, "before");
    await point.up({ ...group, triggers: [1] });
    for (const id of disks) await cloud.control.writeContent(id, "after");
    await cloud.control.patch("instances", instanceId, { status: "Stopped" });
    await together(
      [point, { ...group, triggers: [2] }],
      [cloud.rollback(), { disks: point.state?.outputs["snapshots"] }],
    );
    for (const id of disks) expect((await cloud.control.disk(id)).content).toBe("before");
  });
});

describe("a generation beyond keep that a rollback goes back to, which was cut short", () => {
  test("stays until that has come to its end, with a warning", async () => {
    const { point, snapshotIds } = await taken([1, 2], keepOne);
    const [first] = snapshotIds;
    const lever = cloud.rollback();
    const inputs = { diskId, snapshotId: first };
    cloud.beforeSubmit = () =>
      cloud.control.addFault({ action: "ResetDisk", effect: "drop-before", once: true });
    expect((await failureOf(lever.up(inputs))).message).toMatch(/not known/i);
    await cloud.clock.advance(600_000);

    await up(point, { ...keepOne, triggers: [3] });
    expect(point.lines.warn).toEqual([
      `No older snapshot is deleted now: a rollback of ${diskId} is not known to have ended, and may go back to one. ${first} stays on record for the next update.`,
    ]);
    await up(lever, inputs);
    expect(await contentOf(cloud)).toBe("1");
    await up(point, { ...keepOne, triggers: [4] });
    expect(await ids()).not.toContain(first);
  });
});
