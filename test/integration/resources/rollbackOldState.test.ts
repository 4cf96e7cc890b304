import { describe, expect, test } from "vitest";
import { arrived, writtenSince } from "./cutShort";
import { world } from "./fixture";
import { dyingAt } from "./meeting";
import { damaged, seenOf, subjects, type Subject } from "./subjects";

/** A state from before the end of its run comes back: a killed engine, a restored backup, a stale branch. */
const cloud = world();
const [ecs, swas] = subjects as readonly [Subject, Subject, Subject];
const hour = 3_600_000;

describe("a run whose answer was lost was retried on purpose, and the state does not know of it", () => {
  async function retried() {
    const { lever, inputs } = await arrived(cloud, ecs);
    await writtenSince(cloud, ecs, "a day's work");
    await cloud.control.patch("instances", ecs.hostId, { status: "Running" });
    await cloud.clock.advance(hour);
    const old = lever.state;
    await lever.up({ ...inputs, onInterrupted: "retry" });
    expect(await seenOf(cloud, ecs)).toEqual({ content: "before", resets: 2, power: "Running" });
    lever.state = old;
    await cloud.clock.advance(hour);
    await cloud.control.writeContent(ecs.diskId, "another day's");
    await cloud.clock.advance(hour);
    return { lever, inputs };
  }

  test.each(["ask", "retry"])(
    "onInterrupted %s: the journal says done, and nothing is sent",
    async (policy) => {
      const { lever, inputs } = await retried();
      await lever.up({ ...inputs, onInterrupted: policy });
      expect(lever.state?.outputs["phase"]).toBe("done");
      expect(await seenOf(cloud, ecs)).toEqual({ content: "another day's", resets: 2, power: "Running" });
    },
  );

  test("startAfter always, and somebody has stopped the instance since: it stays so", async () => {
    const { lever, inputs } = await retried();
    await cloud.control.patch("instances", ecs.hostId, { status: "Stopped" });
    await cloud.clock.advance(hour);
    await lever.up({ ...inputs, startAfter: "always" });
    expect(await seenOf(cloud, ecs)).toMatchObject({ resets: 2, power: "Stopped" });
  });

  test("the way back is what the retry has overwritten", async () => {
    const { lever, inputs } = await retried();
    await lever.up(inputs);
    const undo = await cloud.control.snapshot(String(lever.state?.outputs["undoSnapshotId"]));
    expect(undo.content).toBe("a day's work");
  });
});

test("a retry on purpose was killed between its end and its start: the instance is started", async () => {
  const { lever, inputs } = await arrived(cloud, ecs);
  await writtenSince(cloud, ecs, "a day's work");
  await cloud.control.patch("instances", ecs.hostId, { status: "Running" });
  await cloud.clock.advance(hour);
  const { dying, dead } = dyingAt(cloud, ({ action }) => action === "StartInstance");
  dying.state = lever.state;
  void dying.up({ ...inputs, onInterrupted: "retry" });
  await dead;
  expect(await seenOf(cloud, ecs)).toEqual({ content: "before", resets: 2, power: "Stopped" });
  await cloud.clock.advance(hour);
  await lever.up(inputs);
  expect(await seenOf(cloud, ecs)).toEqual({ content: "before", resets: 2, power: "Running" });
});

describe.each([ecs, swas])("a run that was interrupted, and came to its end later ($service)", (subject) => {
  test.each(["asBefore", "always"])(
    "startAfter %s: whoever has stopped the host since wants it so",
    async (startAfter) => {
      const { lever, inputs } = await damaged(cloud, subject);
      const user = new AbortController();
      cloud.clock.meanwhile = async () => {
        if ((await cloud.control.disk(subject.diskId)).resets > 0) user.abort();
      };
      await lever.up({ ...inputs, startAfter }, { signal: user.signal }).catch(() => undefined);
      cloud.clock.meanwhile = undefined;
      const old = lever.state;
      await lever.up({ ...inputs, startAfter });
      expect(await seenOf(cloud, subject)).toEqual({ content: "before", resets: 1, power: "Running" });
      await cloud.clock.advance(hour);
      await cloud.control.patch("instances", subject.hostId, { status: "Stopped" });
      await cloud.clock.advance(hour);
      lever.state = old;
      await lever.up({ ...inputs, startAfter });
      expect(await seenOf(cloud, subject)).toEqual({ content: "before", resets: 1, power: "Stopped" });
    },
  );
});
