import { describe, expect, test } from "vitest";
import { callCounts, contentOf, damagedDisk, diskId, failureOf, resetsOf, world, write } from "./fixture";

const cloud = world();
/** A fault that hits the request that rolls back, and no dry run. */
const onSubmit = (fault: Parameters<typeof cloud.control.addFault>[0]) => {
  cloud.beforeSubmit = () => cloud.control.addFault({ action: "ResetDisk", once: true, ...fault });
};
const isResetting = async () => (await cloud.control.disk(diskId)).resetting;
const outputs = (lever: ReturnType<typeof cloud.rollback>) => lever.state!.outputs;

describe.each([
  ["shows ReIniting", true],
  ["keeps its status", false],
])("while a rollback runs the disk %s", (_mode, resetShowsReIniting) => {
  const begin = async (durations = {}) => {
    const snapshotId = await damagedDisk(cloud);
    await cloud.control.settings({ resetShowsReIniting, durations });
    return { lever: cloud.rollback(), inputs: { diskId, snapshotId } };
  };

  test.each(["2s", "30s", "3m"])(
    "a reset of %s: is done when the disk is back, and not before",
    async (reset) => {
      const { lever, inputs } = await begin({ reset });
      await lever.up(inputs);
      expect(await isResetting()).toBe(false);
      expect(await contentOf(cloud)).toBe("before");
      expect(outputs(lever)).toMatchObject({ phase: "done", disks: [{ status: "restored" }] });
      expect(await resetsOf(cloud)).toBe(1);
    },
  );

  test("it never ends: the time-out is an error; the retry waits, and sends nothing again", async () => {
    const { lever, inputs } = await begin();
    await cloud.control.patch("disks", diskId, { resetFate: "hangs" });
    const error = await failureOf(lever.up({ ...inputs, timeouts: { rollback: "2m" } }));
    expect(error.message).toMatch(
      /^Accepted by the cloud, and not seen to end: d-sim0002 \(to s-\w+\).*Waited 2 m for disk d-sim0002 to be back, in vain\. Seen: .*The next `pulumi up` goes on/s,
    );
    expect(lever.state).toMatchObject({
      unfinished: true,
      outputs: { phase: "restoring", disks: [{ status: "submitted" }], usedKeys: [] },
    });
    await failureOf(lever.up({ ...inputs, timeouts: { rollback: "1m" } }));
    expect(await resetsOf(cloud)).toBe(1);

    await cloud.control.patch("disks", diskId, { lastReset: null });
    expect(await lever.up(inputs)).toBe("update");
    expect(outputs(lever)).toMatchObject({ phase: "done", disks: [{ status: "restored" }] });
    expect(await resetsOf(cloud)).toBe(1);
    expect((await callCounts(cloud))["ResetDisk"]).toBe(1);
    expect(await lever.up(inputs)).toBe("same");
  });

  test("interrupted: keeps that it runs, and the next up waits for it", async () => {
    const { lever, inputs } = await begin({ reset: "3m" });
    const controller = new AbortController();
    cloud.clock.meanwhile = async () => {
      if (await isResetting()) controller.abort();
    };
    const error = await failureOf(lever.up(inputs, { signal: controller.signal }));
    expect(error.message).toMatch(/^Accepted by the cloud, and not seen to end: .*Interrupted/s);
    cloud.clock.meanwhile = undefined;
    expect(await lever.up(inputs)).toBe("update");
    expect(await contentOf(cloud)).toBe("before");
    expect(await resetsOf(cloud)).toBe(1);
  });

  test("interrupted, then refreshed: the next up still waits for it", async () => {
    const { lever, inputs } = await begin({ reset: "3m" });
    await failureOf(lever.up({ ...inputs, timeouts: { rollback: "1m" } }));
    await lever.refresh();
    expect(lever.state?.unfinished).toBe(false);
    expect(await lever.preview(inputs)).toMatchObject({ operation: "update" });
    expect(await lever.up(inputs)).toBe("update");
    expect(await resetsOf(cloud)).toBe(1);
  });

  test("the answer is lost, the request arrived: waits, is done, exactly one reset", async () => {
    const { lever, inputs } = await begin();
    onSubmit({ effect: "drop-after" });
    await lever.up(inputs);
    expect(await isResetting()).toBe(false);
    expect(outputs(lever)).toMatchObject({ phase: "done", disks: [{ status: "restored" }] });
    expect((await callCounts(cloud))["ResetDisk"]).toBe(1);
    expect(await resetsOf(cloud)).toBe(1);
  });

  test("the answer is lost, and waiting takes too long: the retry waits on, and does not ask", async () => {
    const { lever, inputs } = await begin({ reset: "10m" });
    onSubmit({ effect: "drop-after" });
    await failureOf(lever.up({ ...inputs, timeouts: { rollback: "1m" } }));
    expect(outputs(lever)["disks"]).toMatchObject([{ status: "submitted" }]);
    await cloud.clock.advance(600_000);
    expect(await lever.up(inputs)).toBe("update");
    expect(await resetsOf(cloud)).toBe(1);
  });

  test("reads fail while it runs: the wait goes on", async () => {
    const { lever, inputs } = await begin({ reset: "3m" });
    cloud.clock.meanwhile = async () => {
      if ((await isResetting()) && (await cloud.control.faults()).length === 0)
        for (const action of ["DescribeDisks", "ResetDisk"])
          await cloud.control.addFault({ action, effect: "drop-before", times: 6 });
    };
    await lever.up(inputs);
    expect(await isResetting()).toBe(false);
    expect(await resetsOf(cloud)).toBe(1);
  });
});

describe("a disk that keeps its status while it is rolled back", () => {
  test.each(["Operation.Conflict", "IncorrectDiskStatus"])(
    "the dry run speaks of %s: is no sign that it is back",
    async (code) => {
      await cloud.control.settings({ resetShowsReIniting: false, durations: { reset: "5m" } });
      const snapshotId = await damagedDisk(cloud);
      const lever = cloud.rollback();
      cloud.clock.meanwhile = async () => {
        const faults = await cloud.control.faults();
        if (!(await isResetting())) await cloud.control.clearFaults();
        else if (faults.length === 0)
          await cloud.control.addFault({ action: "ResetDisk", effect: "error", code });
      };
      await lever.up({ diskId, snapshotId });
      expect(await isResetting()).toBe(false);
      expect(await contentOf(cloud)).toBe("before");
      expect(await resetsOf(cloud)).toBe(1);
    },
  );
});

describe("a rollback whose request is lost on its way", () => {
  const lost = async () => {
    const snapshotId = await damagedDisk(cloud);
    const lever = cloud.rollback();
    onSubmit({ effect: "drop-before" });
    const error = await failureOf(lever.up({ diskId, snapshotId }));
    return { lever, inputs: { diskId, snapshotId }, error };
  };

  test("it may have run: the error says that nobody knows, and what to do", async () => {
    const { lever, error } = await lost();
    expect(error.message).toMatch(
      /^Not known to be rolled back or not: d-sim0002.*ConnectionLost.*never seen changing.*onInterrupted: "assumeDone" or "retry"/s,
    );
    expect(outputs(lever)).toMatchObject({
      disks: [{ status: "unknown", errorCode: "ConnectionLost" }],
      usedKeys: [],
    });
    expect(await resetsOf(cloud)).toBe(0);
  });

  test("host has run since: the retry asks, and sends nothing", async () => {
    const { lever, inputs } = await lost();
    await write(cloud, "written since");
    const before = lever.state?.outputs;
    const error = await failureOf(lever.up(inputs));
    expect(error.message).toMatch(/may have run.*Nothing is sent.*assumeDone/s);
    expect(lever.state?.outputs).toMatchObject({ undoSnapshotId: before?.["undoSnapshotId"] });
    expect(await contentOf(cloud)).toBe("written since");
    expect(await resetsOf(cloud)).toBe(0);
  });

  test("onInterrupted assumeDone: is recorded, and sends nothing", async () => {
    const { lever, inputs } = await lost();
    await write(cloud, "written since");
    expect(await lever.up({ ...inputs, onInterrupted: "assumeDone" })).toBe("update");
    expect(outputs(lever)).toMatchObject({ phase: "done", usedKeys: [{}] });
    expect(await lever.up(inputs)).toBe("same");
    expect(await resetsOf(cloud)).toBe(0);
  });

  test("onInterrupted retry: preview says what will be lost; then it is sent once more, with a new way back", async () => {
    const { lever, inputs } = await lost();
    await write(cloud, "written since");
    const retry = { ...inputs, onInterrupted: "retry" };
    expect((await lever.preview(retry)).words).toMatch(/writes since .* will be lost/);
    expect(await lever.up(retry)).toBe("update");
    expect(await contentOf(cloud)).toBe("before");
    const undo = await cloud.control.snapshot(String(outputs(lever)["undoSnapshotId"]));
    expect(undo.content).toBe("written since");
    expect(await lever.up(retry)).toBe("same");
    expect(await resetsOf(cloud)).toBe(1);
  });

  test("an older one is declared instead: refused, since nobody knows what the disk holds", async () => {
    const a = await damagedDisk(cloud);
    const lever = cloud.rollback();
    await lever.up({ diskId, snapshotId: a });
    await write(cloud, "later");
    const b = String(outputs(lever)["undoSnapshotId"]);
    onSubmit({ effect: "drop-before" });
    await failureOf(lever.up({ diskId, snapshotId: b }));
    for (const attempt of [lever.preview, lever.up])
      expect((await failureOf(attempt({ diskId, snapshotId: a }))).message).toMatch(
        /cut short since.*not known/,
      );
    expect(await resetsOf(cloud)).toBe(1);
  });

  test("disarmed, then declared again: is still looked into, and not sent unasked", async () => {
    const { lever, inputs } = await lost();
    await write(cloud, "written since");
    expect(await lever.up({ diskId })).toBe("update");
    expect(outputs(lever)["phase"]).toBe("disarmed");
    expect((await failureOf(lever.up(inputs))).message).toMatch(/Nothing is sent/);
    expect(await resetsOf(cloud)).toBe(0);
  });

  test.each(["InternalError", "SomeCodeOfTomorrow"])(
    "%s from the cloud: is shown with its RequestId, and nobody knows",
    async (code) => {
      const snapshotId = await damagedDisk(cloud);
      onSubmit({ effect: "error", code });
      const lever = cloud.rollback();
      const error = await failureOf(lever.up({ diskId, snapshotId }));
      expect(error.message).toMatch(
        new RegExp(`^Not known to be rolled back or not.*${code}.*RequestId [0-9A-F-]{36}`, "s"),
      );
      expect((await callCounts(cloud))["ResetDisk"]).toBe(1);
    },
  );
});

describe("a rollback that the cloud refuses", () => {
  test.each(["OperationDenied", "InvalidAccountStatus.NotEnoughBalance", "Forbidden.RAM"])(
    "%s: nothing was touched, the way back stays in the state, and the retry works",
    async (code) => {
      const snapshotId = await damagedDisk(cloud);
      onSubmit({ effect: "error", code });
      const lever = cloud.rollback();
      const error = await failureOf(lever.up({ diskId, snapshotId }));
      expect(error.message).toMatch(
        new RegExp(`^Nothing was rolled back: .* was not touched\\..*${code.replace(".", "\\.")}`, "s"),
      );
      const undo = String(outputs(lever)["undoSnapshotId"]);
      expect(error.message).toContain(undo);
      expect(lever.state).toMatchObject({
        unfinished: true,
        outputs: { disks: [{ status: "untouched" }], usedKeys: [] },
      });
      expect((await cloud.control.snapshot(undo)).content).toBe("after");
      expect(await resetsOf(cloud)).toBe(0);

      expect(await lever.up({ diskId, snapshotId })).toBe("update");
      expect(outputs(lever)).toMatchObject({ phase: "done" });
      expect(await contentOf(cloud)).toBe("before");
      expect(await resetsOf(cloud)).toBe(1);
    },
  );

  test("throttled: is sent again, since the cloud did nothing", async () => {
    const snapshotId = await damagedDisk(cloud);
    onSubmit({ effect: "throttle", once: false, times: 3 });
    const lever = cloud.rollback();
    await lever.up({ diskId, snapshotId });
    expect(lever.lines.progress.join("\n")).toMatch(/^Throttling\S*: trying again/m);
    expect(await resetsOf(cloud)).toBe(1);
  });

  test("throttled and interrupted: is not sent any more", async () => {
    const snapshotId = await damagedDisk(cloud);
    onSubmit({ effect: "throttle" });
    const lever = cloud.rollback();
    const controller = new AbortController();
    cloud.clock.meanwhile = async () => {
      if ((await cloud.control.faults()).some(({ hit }) => hit > 0)) controller.abort();
    };
    const error = await failureOf(lever.up({ diskId, snapshotId }, { signal: controller.signal }));
    expect(error.message).toMatch(/^Nothing was rolled back.*Cancelled/s);
    expect(await resetsOf(cloud)).toBe(0);
  });

  test("refused, then another snapshot is declared: that one is rolled back to", async () => {
    const a = await damagedDisk(cloud);
    onSubmit({ effect: "error", code: "OperationDenied" });
    const lever = cloud.rollback();
    await failureOf(lever.up({ diskId, snapshotId: a }));
    const b = String(outputs(lever)["undoSnapshotId"]);
    await lever.up({ diskId, snapshotId: b });
    expect(await contentOf(cloud)).toBe("after");
    expect(outputs(lever)["usedKeys"]).toHaveLength(1);
    expect(await resetsOf(cloud)).toBe(1);
  });
});
