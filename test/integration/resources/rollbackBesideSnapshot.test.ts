import { beforeEach, describe, expect, test } from "vitest";
import type { Session } from "../../../provider/runtime/context";
import {
  changes,
  contentOf,
  damagedDisk,
  diskId,
  failureOf,
  instanceId,
  resetsOf,
  startHost,
  systemDiskId,
  world,
} from "./fixture";
import { said } from "./meeting";
import { newSession, type DeclaredResource } from "./stack";

const cloud = world();
let session: Session;
beforeEach(() => {
  session = newSession(cloud.surroundings());
});
const up = (resource: DeclaredResource, inputs: Record<string, unknown>) => resource.up(inputs, { session });
const power = async () => (await cloud.control.instance(instanceId)).status;

async function running() {
  const snapshotId = await damagedDisk(cloud);
  await startHost(cloud);
  await cloud.clock.advance(120_000);
  return { diskId, snapshotId, whenRunning: "stop" };
}

/** What became of a snapshot in the end. */
const endOf = async ({ state }: DeclaredResource) => {
  await cloud.clock.advance(600_000);
  return (await cloud.control.snapshot(String(state?.outputs["snapshotId"]))).status;
};

describe("a snapshot of another disk of the host begins while the rollback saves the present", () => {
  const early = { safetySnapshot: { when: "beforeStop" } };
  const long = () => cloud.control.settings({ durations: { snapshot: "5m", available: "1s" } });

  test.each(["submitted", "available"])(
    "in the same up, waitFor %s: is finished before the stop",
    async (waitFor) => {
      const inputs = await running();
      await long();
      const [lever, point] = [cloud.rollback(), cloud.snapshot()];
      const rolledBack = up(lever, { ...inputs, ...early });
      await said(lever, /^safety snapshot/);
      await up(point, { diskId: systemDiskId, waitFor });
      expect(point.state?.outputs["status"]).toBe("progressing");
      await rolledBack;
      expect(await endOf(point)).toBe("accomplished");
      expect([await contentOf(cloud), await power()]).toEqual(["before", "Running"]);
    },
  );

  test("by somebody else: is finished before the stop, and the row says what is waited for", async () => {
    const inputs = await running();
    const [lever, foreign] = [cloud.rollback(), cloud.snapshot("foreign")];
    const rolledBack = up(lever, { ...inputs, ...early });
    await said(lever, /^safety snapshot/);
    await long();
    await foreign.up({ diskId: systemDiskId, waitFor: "submitted" });
    await rolledBack;
    expect(await endOf(foreign)).toBe("accomplished");
    expect(lever.lines.progress.join("\n")).toMatch(/^waiting for snapshot s-\w+ \d+ %, \d+ (s|m)/m);
    expect([await contentOf(cloud), await power()]).toEqual(["before", "Running"]);
  });

  test("it does not end: nothing is stopped or rolled back", async () => {
    const inputs = await running();
    const [lever, foreign] = [cloud.rollback(), cloud.snapshot("foreign")];
    const refused = failureOf(up(lever, { ...inputs, ...early, timeouts: { snapshot: "10m" } }));
    await said(lever, /^safety snapshot/);
    await cloud.control.patch("disks", systemDiskId, { snapshotFate: "hangs" });
    await foreign.up({ diskId: systemDiskId, waitFor: "submitted" });
    expect((await refused).message).toMatch(
      /^Nothing was rolled back.*Waited 10 m for snapshot s-\w+ to be accomplished, in vain.*A stop of the instance i-sim0001 would make it fail/s,
    );
    expect((await changes(cloud)).filter((action) => /Instance|Reset/.test(action))).toEqual([]);
    expect(await power()).toBe("Running");
  });
});

describe("a snapshot of another disk of the host begins while it is stopped", () => {
  async function begunMeanwhile(snapshotFate: "completes" | "hangs") {
    const inputs = await running();
    const [lever, foreign] = [cloud.rollback(), cloud.snapshot("foreign")];
    cloud.beforeSubmit = async () => {
      await cloud.control.settings({ durations: { snapshot: "5m" } });
      await cloud.control.patch("disks", systemDiskId, { snapshotFate });
      await foreign.up({ diskId: systemDiskId, waitFor: "submitted" });
    };
    return { lever, foreign, inputs: { ...inputs, timeouts: { snapshot: "20m" } } };
  }

  test("is finished before the start", async () => {
    const { lever, foreign, inputs } = await begunMeanwhile("completes");
    await up(lever, inputs);
    expect(await endOf(foreign)).toBe("accomplished");
    expect([await contentOf(cloud), await power()]).toEqual(["before", "Running"]);
  });

  test("it does not end: the host is started all the same, with a warning", async () => {
    const { lever, inputs } = await begunMeanwhile("hangs");
    await up(lever, inputs);
    expect(lever.lines.warn.join("\n")).toMatch(
      /Waited 20 m for snapshot s-\w+ to be accomplished, in vain.*The instance i-sim0001 is started all the same/,
    );
    expect([await contentOf(cloud), await power()]).toEqual(["before", "Running"]);
  });

  test("interrupted: the host is started at once", async () => {
    const { lever, inputs } = await begunMeanwhile("hangs");
    const controller = new AbortController();
    const begin = cloud.beforeSubmit;
    cloud.beforeSubmit = async () => {
      await begin?.();
      await cloud.control.addFault({
        action: "ResetDisk",
        effect: "error",
        code: "OperationDenied",
        once: true,
      });
      controller.abort();
    };
    await failureOf(lever.up(inputs, { session, signal: controller.signal }));
    expect([await power(), await resetsOf(cloud)]).toEqual(["Running", 0]);
  });
});

describe("a snapshot of the same disk that this up has begun and not waited for", () => {
  test.each(["submitted", "available"])("waitFor %s: the rollback waits for it", async (waitFor) => {
    const snapshotId = await damagedDisk(cloud);
    await cloud.control.settings({ durations: { snapshot: "5m", available: "1s" } });
    const [lever, point] = [cloud.rollback(), cloud.snapshot()];
    await up(point, { diskId, waitFor });
    await up(lever, { diskId, snapshotId });
    expect(await endOf(point)).toBe("accomplished");
    expect(lever.lines.progress.join("\n")).toMatch(/^waiting for snapshot s-\w+ \d+ %/m);
    expect([await contentOf(cloud), await resetsOf(cloud)]).toEqual(["before", 1]);
  });

  test("it is the one to go back to: the rollback waits for it", async () => {
    await damagedDisk(cloud);
    const [lever, point] = [cloud.rollback(), cloud.snapshot()];
    await up(point, { diskId, waitFor: "submitted" });
    await up(lever, { diskId, snapshotId: point.state?.outputs["snapshotId"] });
    expect([await contentOf(cloud), await resetsOf(cloud)]).toEqual(["after", 1]);
  });

  test("it does not end: the rollback is refused, and nothing is changed", async () => {
    const snapshotId = await damagedDisk(cloud);
    await cloud.control.patch("disks", diskId, { snapshotFate: "hangs" });
    await up(cloud.snapshot(), { diskId, waitFor: "submitted" });
    await cloud.control.clearCalls();
    const { message } = await failureOf(
      up(cloud.rollback(), { diskId, snapshotId, timeouts: { snapshot: "5m" } }),
    );
    expect(message).toMatch(/snapshot s-\w+ of disk d-sim0002 is still being taken .* wait for it/);
    expect(await changes(cloud)).toEqual([]);
  });

  test("another snapshot of the disk: is taken after it", async () => {
    await cloud.control.settings({ durations: { snapshot: "5m" } });
    const [one, other] = [cloud.snapshot("one"), cloud.snapshot("other")];
    await up(one, { diskId, waitFor: "submitted" });
    await up(other, { diskId });
    const [first, second] = await Promise.all(
      [one, other].map(({ state }) => cloud.control.snapshot(String(state?.outputs["snapshotId"]))),
    );
    expect([first?.status, second?.status]).toEqual(["accomplished", "accomplished"]);
    expect(Date.parse(String(second?.createdAt))).toBeGreaterThanOrEqual(
      Date.parse(String(first?.finishesAt)),
    );
  });
});

describe("while it waits for another operation, the row says for what", () => {
  test("a rollback behind a snapshot of its disk, and a snapshot behind a rollback", async () => {
    const snapshotId = await damagedDisk(cloud);
    const [one, lever, other] = [cloud.snapshot("one"), cloud.rollback(), cloud.snapshot("other")];
    await up(lever, { diskId });
    const first = up(one, { diskId });
    await said(one, /^snapshot s-/);
    const second = up(lever, { diskId, snapshotId });
    await said(lever, /^waiting for a snapshot of d-sim0002, \d+ s$/);
    const third = up(other, { diskId });
    await said(other, /^waiting for a snapshot and a rollback of d-sim0002, \d+ s$/);
    await Promise.all([first, second, third]);
  });

  test("a rollback that is done, behind another one that needs the host stopped", async () => {
    const inputs = await running();
    await cloud.control.add("snapshots", {
      snapshotId: "s-system",
      sourceDiskId: systemDiskId,
      sourceDiskType: "system",
    });
    await cloud.control.settings({ durations: { snapshot: "5m" } });
    const [lever, slow] = [cloud.rollback(), cloud.rollback("slow")];
    await Promise.all([
      up(lever, { ...inputs, safetySnapshot: false }),
      up(slow, { ...inputs, diskId: systemDiskId, snapshotId: "s-system" }),
    ]);
    expect(lever.lines.progress.join("\n")).toMatch(
      /^waiting for another rollback that needs instance i-sim0001 stopped, \d/m,
    );
    const shared = [lever, slow].flatMap(({ lines }) => lines.progress).join("\n");
    expect(shared).toMatch(/^waiting for another rollback to stop instance i-sim0001, \d/m);
  });
});
