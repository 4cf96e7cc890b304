import { describe, expect, test } from "vitest";
import { changes, diskId, failureOf, systemDiskId, world } from "./fixture";
import type { DeclaredResource } from "./stack";
import { damaged, subjects, type Subject } from "./subjects";

const cloud = world();
const ids = async () => Object.keys((await cloud.control.world()).snapshots).sort();
const text = (value: unknown) => String(value);
const newest = ({ state }: DeclaredResource) => text(state?.outputs["snapshotId"]);

/** Generations of one resource, oldest first. */
async function generations(point: DeclaredResource, releases: number[], inputs: Record<string, unknown>) {
  const taken: string[] = [];
  for (const release of releases) {
    await point.up({ ...inputs, triggers: [release] });
    taken.push(newest(point));
  }
  return taken;
}

describe("keep of a DiskSnapshot", () => {
  test("one that falls out: is deleted by the next update, before that takes its own", async () => {
    const point = cloud.snapshot();
    const inputs = { diskId, keep: 3 };
    const taken = await generations(point, [1, 2, 3, 4], inputs);
    expect(await ids()).toEqual([...taken].sort());
    expect(point.state?.outputs).toMatchObject({
      previousSnapshotIds: [taken[2], taken[1], taken[0]],
      surplusSnapshotIds: [taken[0]],
    });
    expect(point.lines.info).toEqual([
      `The older snapshot ${taken[0]} is beyond \`keep\`: the next update deletes it.`,
    ]);
    expect(await point.up({ ...inputs, triggers: [4] })).toBe("same");

    await cloud.control.clearCalls();
    const said = await point.preview({ ...inputs, triggers: [5] });
    expect(said.words).toBe(
      `deletes the older snapshot ${taken[0]}: an earlier update has put it beyond \`keep\``,
    );
    await point.up({ ...inputs, triggers: [5] });
    expect(await changes(cloud)).toEqual(["DeleteSnapshot", "CreateSnapshot"]);
    expect(await ids()).toEqual([...taken.slice(1), newest(point)].sort());
    expect(point.state?.outputs["surplusSnapshotIds"]).toEqual([taken[1]]);
  });

  test("2 unless declared; 1 keeps the newest, and what that has replaced for one update more", async () => {
    const two = cloud.snapshot("two");
    const one = cloud.snapshot("one");
    await generations(two, [1, 2, 3, 4], { diskId });
    await generations(one, [1, 2, 3, 4], { diskId: systemDiskId, keep: 1 });
    expect(two.state?.outputs["previousSnapshotIds"]).toHaveLength(2);
    expect(one.state?.outputs["previousSnapshotIds"]).toHaveLength(1);
    expect(await ids()).toHaveLength(5);
  });

  test("any update: deletes what an earlier one has put beyond it", async () => {
    const point = cloud.snapshot();
    const [first] = await generations(point, [1, 2], { diskId, keep: 1 });
    await point.up({ diskId, keep: 1, triggers: [2], description: "the second" });
    expect(await ids()).toEqual([newest(point)]);
    expect(first).not.toBe(newest(point));
    expect(point.state?.outputs).not.toHaveProperty("surplusSnapshotIds");
  });

  test("made smaller: deletes nothing yet, and says what the next update does", async () => {
    const point = cloud.snapshot();
    const taken = await generations(point, [1, 2, 3], { diskId, keep: 3 });
    expect(await point.up({ diskId, keep: 1, triggers: [3] })).toBe("update");
    expect(await ids()).toEqual([...taken].sort());
    expect(point.lines.info).toEqual([
      `The older snapshots ${taken[1]}, ${taken[0]} are beyond \`keep\`: the next update deletes them.`,
    ]);
    await point.up({ diskId, keep: 1, triggers: [4] });
    expect(await ids()).toEqual([taken[2]!, newest(point)].sort());
  });

  test("made larger again: keeps what was to be deleted", async () => {
    const point = cloud.snapshot();
    const taken = await generations(point, [1, 2], { diskId, keep: 1 });
    await point.up({ diskId, keep: 3, triggers: [3] });
    expect(await ids()).toEqual([...taken, newest(point)].sort());
    expect(point.state?.outputs).not.toHaveProperty("surplusSnapshotIds");
  });

  test("one that cannot be deleted: stays on record with a warning, and goes later", async () => {
    const point = cloud.snapshot();
    const [first] = await generations(point, [1, 2], { diskId, keep: 1 });
    await cloud.control.patch("snapshots", first!, { usage: "image" });
    const [third] = await generations(point, [3], { diskId, keep: 1 });
    expect(point.state?.unfinished).toBe(false);
    expect(point.state?.outputs["previousSnapshotIds"]).toContain(first);
    expect(point.lines.warn).toEqual([expect.stringMatching(new RegExp(`${first}.*SnapshotCreatedImage`))]);
    await cloud.control.patch("snapshots", first!, { usage: "none" });
    await generations(point, [4], { diskId, keep: 1 });
    expect(await ids()).toEqual([third!, newest(point)].sort());
  });

  test("one that is gone already: is no obstacle", async () => {
    const point = cloud.snapshot();
    const [first, second] = await generations(point, [1, 2], { diskId, keep: 1 });
    await cloud.control.remove("snapshots", first!);
    await generations(point, [3], { diskId, keep: 1 });
    expect(point.state?.outputs["previousSnapshotIds"]).toEqual([second]);
    expect(point.lines.warn).toEqual([]);
  });

  test("cloud not to be asked of the older ones: deletes nothing, with a warning", async () => {
    const point = cloud.snapshot();
    const inputs = { diskId, keep: 1, triggers: [2] };
    const taken = await generations(point, [1, 2], { diskId, keep: 1 });
    await cloud.control.addFault({
      action: "DescribeSnapshots",
      effect: "error",
      code: "Forbidden.RAM",
      once: true,
    });
    await point.up({ ...inputs, description: "changed" });
    expect(await ids()).toEqual([...taken].sort());
    expect(point.lines.warn).toEqual([
      expect.stringMatching(/^No older snapshot is deleted now: .*Forbidden\.RAM/),
    ]);
    await point.up({ ...inputs, description: "changed again" });
    expect(await ids()).toEqual([taken[1]]);
  });

  test("destroy: deletes those beyond it too", async () => {
    const point = cloud.snapshot();
    await generations(point, [1, 2, 3], { diskId, keep: 1 });
    await point.destroy();
    expect(await ids()).toEqual([]);
  });
});

describe("keep of a DiskSnapshot, and an update that fails", () => {
  test("made smaller with it: its retry deletes nothing", async () => {
    const point = cloud.snapshot();
    const taken = await generations(point, [1, 2], { diskId, keep: 2 });
    await cloud.control.settings({ durations: { snapshot: "9m" } });
    const inputs = { diskId, keep: 1, triggers: [3] };
    await failureOf(point.up({ ...inputs, timeouts: { create: "1m" } }));
    await point.up({ ...inputs, timeouts: { create: "20m" } });
    expect(await ids()).toEqual([...taken, newest(point)].sort());
    expect(point.state?.outputs["surplusSnapshotIds"]).toEqual([taken[1], taken[0]]);
  });

  test("killed before it was recorded: is done again, and deletes nothing more", async () => {
    const point = cloud.snapshot();
    const [, second] = await generations(point, [1, 2], { diskId, keep: 1 });
    const before = point.state;
    const inputs = { diskId, keep: 1, triggers: [3] };
    await point.up(inputs);
    const third = newest(point);
    point.state = before;
    await point.up(inputs);
    expect(newest(point)).toBe(third);
    expect(await ids()).toEqual([second!, third].sort());
    expect(point.state?.outputs["previousSnapshotIds"]).toEqual([second]);
  });

  test("after it has deleted: never leaves fewer complete ones than keep says", async () => {
    const point = cloud.snapshot();
    const taken = await generations(point, [1, 2, 3], { diskId, keep: 2 });
    await cloud.control.patch("disks", diskId, { snapshotFate: "fails" });
    for (const attempt of ["first", "second"]) {
      await failureOf(point.up({ diskId, keep: 2, triggers: [4] }));
      expect([attempt, await ids()]).toEqual([attempt, expect.arrayContaining(taken.slice(1))]);
    }
    await cloud.control.patch("disks", diskId, { snapshotFate: "completes" });
    await point.up({ diskId, keep: 2, triggers: [4] });
    expect(await ids()).toEqual([...taken.slice(1), newest(point)].sort());
  });
});

describe("keep of a DiskSnapshot, and a generation that is not complete", () => {
  /** Its wait is over before the cloud has given it up. */
  async function givenUp(point: DeclaredResource, inputs: Record<string, unknown>): Promise<string> {
    await cloud.control.patch("disks", diskId, { snapshotFate: "fails" });
    await failureOf(point.up({ ...inputs, timeouts: { create: "3s" } }));
    await cloud.control.patch("disks", diskId, { snapshotFate: "completes" });
    return newest(point);
  }

  test("failed later: takes no complete one's place, and is deleted by the update after it was replaced", async () => {
    const point = cloud.snapshot();
    const [first] = await generations(point, [1], { diskId, keep: 2 });
    const second = await givenUp(point, { diskId, keep: 2, triggers: [2] });
    await cloud.clock.advance(3_600_000);
    const [third, fourth] = await generations(point, [3, 4], { diskId, keep: 2 });
    expect(await ids()).toEqual([first!, third!, fourth!].sort());
    expect(point.state?.outputs["previousSnapshotIds"]).toEqual([third, first]);
    expect(point.lines.info).toContain(
      `The older snapshot ${second} has failed and holds nothing: it is deleted.`,
    );
  });

  test("only submitted: the only complete one is not deleted for it", async () => {
    await cloud.control.settings({ durations: { snapshot: "60m" } });
    const inputs = { diskId, keep: 1, waitFor: "submitted" };
    const point = cloud.snapshot();
    await point.up({ ...inputs, waitFor: "accomplished", timeouts: { create: "90m" }, triggers: [1] });
    const first = newest(point);
    await cloud.control.patch("disks", diskId, { snapshotFate: "fails" });
    for (const release of [2, 3, 4]) {
      await point.up({ ...inputs, triggers: [release] });
      await cloud.clock.advance(3_700_000);
      expect([release, await ids()]).toEqual([release, expect.arrayContaining([first])]);
    }
  });

  test("still being taken when keep newer ones are complete: stays, with a warning", async () => {
    const point = cloud.snapshot();
    const inputs = { diskId, keep: 1, triggers: [3] };
    const [first] = await generations(point, [1, 2], inputs);
    await cloud.control.patch("snapshots", first!, { status: "progressing" });
    await point.up({ ...inputs, triggers: [2], description: "changed" });
    expect(await ids()).toContain(first);
    expect(point.lines.warn).toEqual([
      `The older snapshot ${first} is still being taken: it stays on record until it is complete, or has failed, and is deleted then.`,
    ]);
  });
});

test("ecd, after a rollback that is done: keep goes on, though its note can say no end", async () => {
  const ecd = subjects.find(({ service }) => service === "ecd") as Subject;
  const { lever, inputs } = await damaged(cloud, ecd);
  await lever.up(inputs);
  const point = cloud.snapshot();
  const taken = await generations(point, [1, 2, 3, 4], { ...ecd.target, keep: 1 });
  expect(point.lines.warn).toEqual([]);
  expect(point.state?.outputs["previousSnapshotIds"]).toEqual([taken[2]]);
});
