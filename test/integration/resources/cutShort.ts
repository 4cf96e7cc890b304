import { expect } from "vitest";
import { failureOf, type World } from "./fixture";
import { damaged, seenOf, type Subject } from "./subjects";

/** A run of which nobody knows whether its request has arrived, an hour ago; the host is off. It has not arrived. */
export async function neverArrived(cloud: World, subject: Subject) {
  const { lever, inputs, snapshotId } = await damaged(cloud, subject);
  const { service, calls } = subject;
  cloud.beforeSubmit = () =>
    cloud.control.addFault({ service, action: calls.rollBack, effect: "drop-before" });
  const error = await failureOf(lever.up({ ...inputs, timeouts: { rollback: "2m" } }));
  expect(error.message).toMatch(/^Not known to be rolled back or not/);
  await cloud.control.clearFaults();
  await cloud.clock.advance(3_600_000);
  expect(await seenOf(cloud, subject)).toEqual({ content: "after", resets: 0, power: "Stopped" });
  await cloud.control.clearCalls();
  return { lever, inputs, snapshotId };
}

/** One whose request has arrived, and whose answers were all lost. */
export async function arrived(cloud: World, subject: Subject) {
  const { lever, inputs, snapshotId } = await damaged(cloud, subject);
  const { service, calls } = subject;
  cloud.beforeSubmit = async () => {
    await cloud.control.addFault({ service, action: calls.rollBack, effect: "drop-after" });
    await cloud.control.addFault({ service, action: calls.readDisk, effect: "error", code: "Forbidden.RAM" });
  };
  await failureOf(lever.up({ ...inputs, timeouts: { rollback: "2m" } }));
  await cloud.control.clearFaults();
  await cloud.clock.advance(3_600_000);
  expect(await seenOf(cloud, subject)).toMatchObject({ resets: 1, power: "Stopped" });
  await cloud.control.clearCalls();
  return { lever, inputs, snapshotId };
}

/** Somebody starts the host, lets it write, and stops it again. */
export async function writtenSince(
  { control }: World,
  { hostId, diskId }: Pick<Subject, "hostId" | "diskId">,
  text = "written since",
): Promise<void> {
  await control.patch("instances", hostId, { status: "Running" });
  await control.writeContent(diskId, text);
  await control.patch("instances", hostId, { status: "Stopped" });
}
