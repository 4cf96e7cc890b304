import { describe, expect, test } from "vitest";
import { wrapped } from "../../../provider/host/wrapped";
import { unknownValue } from "../../../provider/lifecycle/unknown";
import { arrived, neverArrived, writtenSince } from "./cutShort";
import { completeSnapshot, failureOf, world } from "./fixture";
import type { DeclaredResource } from "./stack";
import { damaged, type Subject } from "./subjects";

/** What preview says fits a terminal of 80 columns, with ids as long as the cloud's. */
const cloud = world();
type Inputs = Readonly<Record<string, unknown>>;

const id = (kind: string, number: number) => `${kind}-bp1${"a".repeat(16)}${number}`;
const instanceId = id("i", 1);
const diskIds = [1, 2, 3].map((number) => id("d", number));
const [diskId = ""] = diskIds;
const serverId = "b".repeat(32);

const calls = { take: "CreateSnapshot", rollBack: "ResetDisk", readDisk: "DescribeDisks" };
const power = { stop: "StopInstance", start: "StartInstance" };
const ecs: Subject = {
  ...{ service: "ecs", target: { diskId }, diskId, hostId: instanceId, hostWord: "instance" },
  calls: { ...calls, ...power },
};
const swas: Subject = {
  ...{ service: "swas", target: { service: "swas", diskId: id("d", 9) }, diskId: id("d", 9) },
  ...{ hostId: serverId, hostWord: "server", calls: { ...calls, ...power, readDisk: "ListDisks" } },
};
const subjects = [ecs, swas];

/** Machines and disks as an account has them. */
async function furnished(): Promise<void> {
  const { control } = cloud;
  const server = { service: "swas", category: "ESSD", performanceLevel: "" };
  await control.add("instances", { instanceId });
  await control.add("instances", { instanceId: serverId, service: "swas" });
  for (const one of diskIds)
    await control.add("disks", { diskId: one, instanceIds: [instanceId], type: "data", size: 2048 });
  await control.add("disks", { diskId: swas.diskId, instanceIds: [serverId], type: "system", ...server });
}

async function point(ofDisk: string, number: number): Promise<string> {
  await completeSnapshot(cloud, { snapshotId: id("s", number) }, ofDisk);
  return id("s", number);
}

/** All that a preview says, as the engine shows it. */
async function shownBy(lever: DeclaredResource, inputs: Inputs): Promise<string[]> {
  const before = { info: lever.lines.info.length, warn: lever.lines.warn.length };
  await lever.preview(inputs);
  const shown = [
    ...lever.lines.info.slice(before.info).map((words) => wrapped("INFO", words)),
    ...lever.lines.warn.slice(before.warn).map((words) => `warning: ${wrapped("WARNING", words)}`),
  ];
  return shown.flatMap((words) => words.split("\n").map((line) => `    ${line}`));
}

/** It is about that, and no line is wider than a terminal. */
async function fits(lever: DeclaredResource, inputs: Inputs, about: RegExp): Promise<void> {
  const lines = await shownBy(lever, inputs);
  expect(lines.join(" ").replace(/\s+/g, " ")).toMatch(about);
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
}

const guards = { maxDataLoss: "7d", notAfter: "2099-01-01T00:00:00Z", expectLast: "none" };

describe("the width of what preview says", () => {
  test.each(subjects)(
    "$service, a plan: newer snapshots, a stop and guards",
    async ({ target, ...subject }) => {
      await furnished();
      const snapshotId = await point(subject.diskId, 1);
      await point(subject.diskId, 2);
      for (const policy of [{ whenRunning: "stop", forceStop: true }, { whenRunning: "wait" }])
        await fits(cloud.rollback(), { ...target, snapshotId, ...guards, ...policy }, /skipped.*guards/);
    },
  );

  test.each(subjects)("$service, what may have run: sent again, recorded, asked", async (one) => {
    await furnished();
    const { lever, inputs } = await neverArrived(cloud, one);
    await fits(lever, inputs, /sent again/);
    await fits(lever, { ...inputs, onInterrupted: "assumeDone" }, /recorded as done/);
    await writtenSince(cloud, one);
    await cloud.clock.advance(90_000_000);
    await fits(lever, inputs, /may have run/);
    await fits(lever, { ...inputs, onInterrupted: "retry" }, /as onInterrupted says/);
  });

  test("ecs, several disks that may have run: the question, in which one answer of the cloud stands once", async () => {
    await furnished();
    const disks = [];
    for (const [index, one] of diskIds.entries())
      disks.push({ diskId: one, snapshotId: await point(one, index) });
    const lever = cloud.rollback();
    const inputs = { disks, whenRunning: "stop" };
    await fits(lever, inputs, /will roll back/);
    cloud.beforeSubmit = () => cloud.control.addFault({ action: "ResetDisks", effect: "drop-before" });
    await failureOf(lever.up({ ...inputs, timeouts: { rollback: "2m" } }));
    await cloud.control.clearFaults();
    await cloud.clock.advance(3_600_000);
    await fits(lever, inputs, /sent again/);
    await writtenSince(cloud, ecs);
    await fits(lever, inputs, /may have run/);
    expect(lever.lines.warn.at(-1)?.match(/ConnectionLost/g)).toHaveLength(1);
  });

  test("ecs, the state is lost: sent again, and asked", async () => {
    await furnished();
    const { inputs } = await neverArrived(cloud, ecs);
    await fits(cloud.rollback(), inputs, /sent again/);
    await writtenSince(cloud, ecs);
    await cloud.clock.advance(3_600_000);
    await fits(cloud.rollback(), inputs, /not safe/);
  });

  test.each(subjects)("$service, the state of what is done is lost: adopted", async (one) => {
    await furnished();
    const { inputs, lever } = await arrived(cloud, one);
    await lever.up({ ...inputs, onInterrupted: "assumeDone" });
    await fits(cloud.rollback(), inputs, /has run: it is recorded/);
  });

  test("ecs, the state of what is under way is lost: waited for", async () => {
    await furnished();
    const { inputs } = await damaged(cloud, ecs);
    await cloud.control.patch("disks", diskId, { resetFate: "hangs" });
    await failureOf(cloud.rollback().up({ ...inputs, timeouts: { rollback: "2m" } }));
    await fits(cloud.rollback(), inputs, /the cloud has taken its request/);
  });

  test("what is not known yet, and a cloud that does not answer", async () => {
    await furnished();
    const inputs = { diskId, snapshotId: unknownValue, triggers: unknownValue, notAfter: unknownValue };
    await fits(cloud.rollback(), inputs, /may roll back/);
    await cloud.control.addFault({ effect: "error", code: "Forbidden.RAM" });
    await fits(cloud.rollback(), { diskId, snapshotId: id("s", 1) }, /Plan unchecked/);
  });
});
