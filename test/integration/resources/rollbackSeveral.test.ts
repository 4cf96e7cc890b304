import { beforeEach, describe, expect, test } from "vitest";
import { changes, completeSnapshot, failureOf, world } from "./fixture";
import type { DeclaredResource } from "./stack";

const cloud = world();
const instanceId = "i-sim0002";
/** The group is taken without it. */
const excludeDiskIds = ["d-sim0006"];
const data = ["d-sim0003", "d-sim0004", "d-sim0005"];
const text = (value: unknown) => String(value);
const contents = async () =>
  Promise.all(data.map(async (diskId) => (await cloud.control.disk(diskId)).content));
const resets = async () => Promise.all(data.map(async (diskId) => (await cloud.control.disk(diskId)).resets));
const power = (status: string) => cloud.control.patch("instances", instanceId, { status });
const writeAll = async (content: string) => {
  await power("Running");
  await cloud.clock.advance(120_000);
  for (const diskId of data) await cloud.control.writeContent(diskId, content);
  await power("Stopped");
  await cloud.clock.advance(120_000);
};
const outputs = (lever: DeclaredResource) => lever.state!.outputs;

let snapshotGroupId: string;
let disks: { diskId: string; snapshotId: string }[];
/** A group of three data disks that held "before"; now they hold "after", and their host is off. */
beforeEach(async () => {
  await writeAll("before");
  const point = cloud.snapshot("point");
  await point.up({ diskIds: data });
  snapshotGroupId = text(point.state?.outputs["snapshotGroupId"]);
  disks = point.state?.outputs["snapshots"] as typeof disks;
  await writeAll("after");
  await cloud.control.clearCalls();
});

describe("several disks as one point in time", () => {
  test.each([
    ["disks", () => ({ disks })],
    ["instanceId and snapshotGroupId", () => ({ instanceId, snapshotGroupId, excludeDiskIds })],
  ])("%s: one request, one safety group, every disk is back", async (_way, inputs) => {
    const lever = cloud.rollback();
    await lever.up(inputs());
    expect((await changes(cloud)).filter((action) => !/[Tt]ag/.test(action))).toEqual([
      "CreateSnapshotGroup",
      "ResetDisks",
    ]);
    expect(await contents()).toEqual(["before", "before", "before"]);
    expect(await resets()).toEqual([1, 1, 1]);
    expect(outputs(lever)).toMatchObject({
      phase: "done",
      undoSnapshotGroupId: expect.stringMatching(/^ssg-/) as string,
      undoSnapshots: expect.arrayContaining(
        data.map((diskId) => expect.objectContaining({ diskId }) as unknown),
      ) as unknown,
      disks: expect.arrayContaining(disks.map((disk) => ({ ...disk, status: "restored" }))) as unknown,
    });
    expect(await lever.up(inputs())).toBe("same");
  });

  test("snapshots that are of no group: are rolled back to one by one, since ResetDisks takes none of them", async () => {
    const singles = [];
    for (const diskId of data)
      singles.push({ diskId, snapshotId: await completeSnapshot(cloud, { content: "single" }, diskId) });
    const lever = cloud.rollback();
    await lever.up({ disks: singles });
    expect(await contents()).toEqual(["single", "single", "single"]);
    expect(await resets()).toEqual([1, 1, 1]);
    expect(outputs(lever)["disks"]).toEqual(
      expect.arrayContaining(singles.map((disk) => ({ ...disk, status: "restored" }))),
    );
  });

  test("requireNewest: its own safety group is no newer restore point", async () => {
    await cloud.rollback().up({ disks, requireNewest: true });
    expect(await contents()).toEqual(["before", "before", "before"]);
  });

  test("state lost: the journal on the members of the safety group says that it has run", async () => {
    await cloud.rollback().up({ disks });
    await writeAll("written since");
    const again = cloud.rollback();
    expect((await again.preview({ disks })).words).toMatch(/has run: it is recorded, and nothing is sent/);
    await again.up({ disks });
    expect(outputs(again)["phase"]).toBe("adopted");
    expect(await contents()).toEqual(["written since", "written since", "written since"]);
    expect(await resets()).toEqual([1, 1, 1]);
  });

  test("a member of the group that was deleted: is told before anything is sent, and nothing is left out", async () => {
    const [, { diskId, snapshotId } = {}] = disks;
    await cloud.control.remove("snapshots", text(snapshotId));
    const told = (await failureOf(cloud.rollback().preview({ disks }))).message;
    expect(told).toMatch(new RegExp(`there is no snapshot ${snapshotId}`));
    const inputs = { instanceId, snapshotGroupId, excludeDiskIds };
    const missing = new RegExp(
      `^ *snapshotGroupId: snapshot group ${snapshotGroupId} holds no snapshot of ${diskId}, attached to ${instanceId}`,
      "m",
    );
    expect((await failureOf(cloud.rollback().preview(inputs))).message).toMatch(missing);
    const disarmed = cloud.rollback();
    await disarmed.up({ instanceId });
    expect((await failureOf(disarmed.up(inputs))).message).toMatch(missing);
    expect(await changes(cloud)).toEqual([]);
    expect(await resets()).toEqual([0, 0, 0]);

    // That it is to stay as it is must be said.
    await disarmed.up({ ...inputs, excludeDiskIds: [...excludeDiskIds, diskId] });
    expect(await resets()).toEqual([1, 0, 1]);
  });

  test("a disk of the instance that the group was taken without: must be named in excludeDiskIds", async () => {
    const inputs = { instanceId, snapshotGroupId };
    expect((await failureOf(cloud.rollback().preview(inputs))).message).toMatch(
      /holds no snapshot of d-sim0006, attached to i-sim0002.*name in excludeDiskIds what is to stay as it is/,
    );
    const lever = cloud.rollback();
    await lever.up({ ...inputs, excludeDiskIds });
    expect(await lever.up({ ...inputs, excludeDiskIds: [...excludeDiskIds, "d-gone"] })).not.toBe("replace");
    expect(await resets()).toEqual([1, 1, 1]);
  });

  test("excludeDiskIds: is no way to put back only some of a group's disks", async () => {
    const [first = ""] = data;
    const inputs = { instanceId, snapshotGroupId, excludeDiskIds: [...excludeDiskIds, first] };
    const { message } = await failureOf(cloud.rollback().preview(inputs));
    expect(message).toMatch(
      new RegExp(
        `excludeDiskIds: snapshot group ${snapshotGroupId} holds a snapshot of ${first}: .*name those in disks`,
      ),
    );
    expect(await changes(cloud)).toEqual([]);
  });

  test("plan: every disk with what it loses", async () => {
    const lever = cloud.rollback();
    const { words } = await lever.preview({ instanceId, snapshotGroupId, excludeDiskIds });
    for (const { diskId, snapshotId } of disks) {
      expect(words).toContain(`will roll back ${diskId}`);
      expect(words).toContain(`to snapshot ${snapshotId}`);
    }
    expect(words).toMatch(/safety group first.*until you delete it/);
  });

  test("undo: the safety group is a point to go back to", async () => {
    const lever = cloud.rollback();
    await lever.up({ instanceId, snapshotGroupId, excludeDiskIds });
    const undo = text(outputs(lever)["undoSnapshotGroupId"]);
    await lever.up({ instanceId, snapshotGroupId: undo, excludeDiskIds });
    expect(await contents()).toEqual(["after", "after", "after"]);
    expect(await resets()).toEqual([2, 2, 2]);
  });

  test("order of the disks: does not make it another rollback", async () => {
    const lever = cloud.rollback();
    await lever.up({ disks });
    expect(await lever.up({ disks: [...disks].reverse() })).toBe("same");
  });

  test("disarmed: all of them without a snapshot", async () => {
    const lever = cloud.rollback();
    await lever.up({ disks: data.map((diskId) => ({ diskId })) });
    expect(outputs(lever)["phase"]).toBe("disarmed");
    expect(await lever.up({ disks })).toBe("update");
    expect(await resets()).toEqual([1, 1, 1]);
  });

  test("another set of disks: is another resource", async () => {
    const lever = cloud.rollback();
    await lever.up({ disks: data.map((diskId) => ({ diskId })) });
    expect(await lever.preview({ disks: [{ diskId: data[0] }] })).toMatchObject({
      operation: "replace",
      replaces: ["disks"],
    });
  });

  test("host: is stopped once for all, and runs again when all are back", async () => {
    await power("Running");
    await cloud.clock.advance(120_000);
    const lever = cloud.rollback();
    await lever.up({ disks, whenRunning: "stop" });
    const order = (await changes(cloud)).filter((action) => !/[Tt]ag/.test(action));
    expect(order).toEqual(["StopInstance", "CreateSnapshotGroup", "ResetDisks", "StartInstance"]);
  });

  test("obstacles: each disk's are told at once, and nothing is changed", async () => {
    await cloud.control.patch("disks", "d-sim0003", { multiAttach: true });
    await cloud.control.patch(
      "snapshots",
      text(disks.find(({ diskId }) => diskId === "d-sim0005")?.snapshotId),
      { status: "failed" },
    );
    const error = await failureOf(cloud.rollback().preview({ disks }));
    expect(error.message).toMatch(/^disks: disk d-sim0003 is a multi-attach disk/m);
    expect(error.message).toMatch(/^disks: snapshot s-\w+ has failed/m);
    expect(await changes(cloud)).toEqual([]);
  });

  test("a group that is none, of another instance, or incomplete: is told on snapshotGroupId", async () => {
    const lever = cloud.rollback();
    const told = async (inputs: object) =>
      (await failureOf(lever.preview({ instanceId, snapshotGroupId, ...inputs }))).message;
    expect(await told({ snapshotGroupId: "ssg-none" })).toMatch(
      /^snapshotGroupId: there is no snapshot group ssg-none/,
    );
    expect(await told({ instanceId: "i-sim0001" })).toMatch(
      /^snapshotGroupId: .*d-sim0003.*not attached to i-sim0001/,
    );
    const point = cloud.snapshot("new");
    await point.up({ diskIds: data, waitFor: "submitted" });
    expect(await told({ snapshotGroupId: point.state?.outputs["snapshotGroupId"] })).toMatch(
      /is progressing: it must be complete/,
    );
  });
});

describe("ResetDisks is not to be had", () => {
  test.each(["gone", "regionNotSupported"] as const)(
    "%s: each disk by its own ResetDisk, and it is said",
    async (resetDisks) => {
      await cloud.control.settings({ resetDisks });
      const lever = cloud.rollback();
      await lever.up({ disks });
      expect((await changes(cloud)).filter((action) => /^Reset/.test(action)).slice(-3)).toEqual([
        "ResetDisk",
        "ResetDisk",
        "ResetDisk",
      ]);
      expect(lever.lines.info.join("\n")).toMatch(/ResetDisks is not to be had here/);
      expect(await contents()).toEqual(["before", "before", "before"]);
      expect(await resets()).toEqual([1, 1, 1]);
    },
  );
});

describe("a disk that fails inside an answer of 200", () => {
  const oneFails = async () => {
    const lever = cloud.rollback();
    cloud.beforeSubmit = () => cloud.control.patch("disks", "d-sim0004", { conflicting: true });
    const error = await failureOf(lever.up({ disks }));
    return { lever, error };
  };

  test("mixed state: is the first thing said; each disk's result is kept", async () => {
    const { lever, error } = await oneFails();
    expect(error.message).toMatch(
      /^MIXED STATE: restored: .*d-sim0003.*d-sim0005.*NOT rolled back: d-sim0004/,
    );
    expect(outputs(lever)["disks"]).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ diskId: "d-sim0003", status: "restored" }),
        expect.objectContaining({ diskId: "d-sim0004", status: "failed", errorCode: "Operation.Conflict" }),
        expect.objectContaining({ diskId: "d-sim0005", status: "restored" }),
      ]),
    );
    expect(error.message).toMatch(/Operation\.Conflict: .*Another operation on this resource is under way/);
    expect(outputs(lever)["usedKeys"]).toEqual([]);
    expect(await resets()).toEqual([1, 0, 1]);
  });

  test("retry: touches only that disk", async () => {
    const { lever } = await oneFails();
    await lever.refresh();
    await cloud.control.patch("disks", "d-sim0004", { conflicting: false });
    const { words } = await lever.preview({ disks });
    expect(words).toMatch(/will roll back d-sim0004/);
    expect(words).not.toMatch(/will roll back d-sim000[35]/);
    await cloud.control.clearCalls();
    expect(await lever.up({ disks })).toBe("update");
    const sent = (await changes(cloud)).filter((action) => /^Reset|^Create/.test(action));
    // Nobody has started the machine since: what was saved at first still is the present.
    expect(sent).toEqual(["ResetDisk"]);
    expect(await contents()).toEqual(["before", "before", "before"]);
    expect(await resets()).toEqual([1, 1, 1]);
    expect(outputs(lever)).toMatchObject({ phase: "done" });
    expect(outputs(lever)).not.toHaveProperty("pending");
    expect((outputs(lever)["undoSnapshots"] as unknown[]).length).toBe(3);
  });

  test("retry that fails again: is still mixed, and forgets nothing", async () => {
    const { lever } = await oneFails();
    const error = await failureOf(lever.up({ disks }));
    expect(error.message).toMatch(
      /^MIXED STATE: restored: .*d-sim0003.*d-sim0005.*NOT rolled back: d-sim0004/,
    );
    expect(error.message).not.toMatch(/d-sim000[35] to \S+ was not touched/);
    expect(await resets()).toEqual([1, 0, 1]);
    await cloud.control.patch("disks", "d-sim0004", { conflicting: false });
    await lever.up({ disks });
    expect(await resets()).toEqual([1, 1, 1]);
  });

  test("all of them refused: nothing was touched, and the retry works", async () => {
    const lever = cloud.rollback();
    cloud.beforeSubmit = async () => {
      for (const diskId of data) await cloud.control.patch("disks", diskId, { conflicting: true });
    };
    const error = await failureOf(lever.up({ disks }));
    expect(error.message).toMatch(/^Nothing was rolled back/s);
    expect(await resets()).toEqual([0, 0, 0]);
    for (const diskId of data) await cloud.control.patch("disks", diskId, { conflicting: false });
    await lever.up({ disks });
    expect(await resets()).toEqual([1, 1, 1]);
  });

  test("host: stays off until all are back", async () => {
    await power("Running");
    await cloud.clock.advance(120_000);
    const lever = cloud.rollback();
    cloud.beforeSubmit = () => cloud.control.patch("disks", "d-sim0004", { conflicting: true });
    await failureOf(lever.up({ disks, whenRunning: "stop" }));
    expect((await cloud.control.instance(instanceId)).status).toBe("Stopped");
    await cloud.control.patch("disks", "d-sim0004", { conflicting: false });
    await lever.up({ disks, whenRunning: "stop" });
    expect((await cloud.control.instance(instanceId)).status).toBe("Running");
    expect(await resets()).toEqual([1, 1, 1]);
  });

  test("the answer is lost: waits for all of them, and is done", async () => {
    cloud.beforeSubmit = () =>
      cloud.control.addFault({ action: "ResetDisks", effect: "drop-after", once: true });
    const lever = cloud.rollback();
    await lever.up({ disks });
    expect(outputs(lever)["phase"]).toBe("done");
    expect(await resets()).toEqual([1, 1, 1]);
  });
});
