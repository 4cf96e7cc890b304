import { describe, expect, test } from "vitest";
import { writtenSince } from "./cutShort";
import { failureOf, world } from "./fixture";
import { damaged, seenOf, subjects, type Subject } from "./subjects";

const cloud = world();
const [ecs, swas, ecd] = subjects as readonly [Subject, Subject, Subject];

/** A run whose request has reached the cloud and whose state was lost: the disk is back, and its host is off. */
async function forgotten(subject: Subject) {
  const { lever, inputs } = await damaged(cloud, subject);
  await cloud.control.patch("disks", subject.diskId, { resetFate: "hangs" });
  // That it was accepted is not noted: the run was killed before that.
  cloud.beforeSubmit = () =>
    cloud.control.addFault({
      service: subject.service,
      action: "TagResources",
      effect: "error",
      code: "InternalError",
    });
  await failureOf(lever.up({ ...inputs, timeouts: { rollback: "1m" } }));
  cloud.beforeSubmit = undefined;
  await cloud.control.clearFaults();
  await cloud.control.patch("disks", subject.diskId, { resetFate: "completes", lastReset: null });
  await cloud.clock.advance(600_000);
  expect(await seenOf(cloud, subject)).toEqual({ content: "before", resets: 1, power: "Stopped" });
  return { lever: cloud.rollback(), inputs };
}

const refuse = ({ service, calls }: Subject, call: keyof Subject["calls"]) =>
  cloud.control.addFault({ service, action: calls[call], effect: "error", code: "Forbidden.RAM" });

describe("a run that was cut short after its request, with its state lost", () => {
  test("nothing was written since: it is sent again, the first safety snapshot stays the way back, the host runs", async () => {
    const { lever, inputs } = await forgotten(ecs);
    await lever.up(inputs);
    expect(await seenOf(cloud, ecs)).toEqual({ content: "before", resets: 2, power: "Running" });
    const undo = await cloud.control.snapshot(String(lever.state?.outputs["undoSnapshotId"]));
    expect(undo.content).toBe("after");
  });

  test("the second request is refused: the host stays off, since the first one may have run; the third ends it", async () => {
    const { lever, inputs } = await forgotten(ecs);
    cloud.beforeSubmit = () => refuse(ecs, "rollBack");
    const error = await failureOf(lever.up(inputs));
    expect(error.message).toMatch(/^Nothing was sent now.*Forbidden\.RAM.*stays stopped, because the state/s);
    expect(error.message).not.toMatch(/was not touched/);
    expect((await seenOf(cloud, ecs)).power).toBe("Stopped");
    await cloud.control.clearFaults();
    await lever.refresh();
    await lever.up(inputs);
    expect(await seenOf(cloud, ecs)).toEqual({ content: "before", resets: 2, power: "Running" });
    const undo = await cloud.control.snapshot(String(lever.state?.outputs["undoSnapshotId"]));
    expect(undo.content).toBe("after");
  });

  test("the second request is refused, and then somebody starts the host and writes: asks, and loses nothing", async () => {
    const { lever, inputs } = await forgotten(ecs);
    cloud.beforeSubmit = () => refuse(ecs, "rollBack");
    await failureOf(lever.up(inputs));
    await cloud.control.clearFaults();
    await cloud.clock.advance(3_600_000);
    await cloud.control.patch("instances", ecs.hostId, { status: "Running" });
    await cloud.control.writeContent(ecs.diskId, "written since");
    const error = await failureOf(lever.up(inputs));
    expect(error.message).toMatch(/may have run.*onInterrupted: "assumeDone".*"retry"/s);
    expect(await seenOf(cloud, ecs)).toEqual({ content: "written since", resets: 1, power: "Running" });
    await lever.up({ ...inputs, onInterrupted: "assumeDone" });
    expect(await seenOf(cloud, ecs)).toEqual({ content: "written since", resets: 1, power: "Running" });
  });

  test("swas: is sent again with its token, by which the cloud knows it; one reset, and the host runs again", async () => {
    const { lever, inputs } = await forgotten(swas);
    await lever.up(inputs);
    expect(lever.state?.outputs).toMatchObject({ phase: "done" });
    expect(await seenOf(cloud, swas)).toEqual({ content: "before", resets: 1, power: "Running" });
  });

  test("swas, somebody started the host and wrote: the token keeps it from running twice, and nothing is lost", async () => {
    const { lever, inputs } = await forgotten(swas);
    await writtenSince(cloud, swas);
    await lever.up(inputs);
    expect(await seenOf(cloud, swas)).toMatchObject({ content: "written since", resets: 1 });
  });

  test("swas, a day later: the token may be forgotten, so it asks, and nothing is lost", async () => {
    const { lever, inputs } = await forgotten(swas);
    await writtenSince(cloud, swas);
    await cloud.clock.advance(25 * 3_600_000);
    expect((await failureOf(lever.up(inputs))).message).toMatch(/may have run.*onInterrupted/s);
    expect(await seenOf(cloud, swas)).toMatchObject({ content: "written since", resets: 1 });
  });

  test("ecd: nobody can tell, so it asks, and sends nothing; assumeDone records it", async () => {
    const { lever, inputs } = await forgotten(ecd);
    expect((await failureOf(lever.up(inputs))).message).toMatch(/may have run.*onInterrupted/s);
    expect(await seenOf(cloud, ecd)).toEqual({ content: "before", resets: 1, power: "Stopped" });
    await lever.up({ ...inputs, onInterrupted: "assumeDone" });
    expect(await seenOf(cloud, ecd)).toEqual({ content: "before", resets: 1, power: "Running" });
  });
});
