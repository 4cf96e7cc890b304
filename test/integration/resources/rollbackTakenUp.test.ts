import { describe, expect, test } from "vitest";
import { withoutSnapshotQuota } from "../../fixtures/withoutSnapshotQuota";
import { changes, failureOf, world } from "./fixture";
import { newSession } from "./stack";
import { damaged, seenOf, subjects, type Subject } from "./subjects";

const cloud = world();
withoutSnapshotQuota();

describe.each(subjects)(
  "a rollback that runs, and of which the state knows nothing ($service)",
  (subject) => {
    const isResetting = async () => (await cloud.control.disk(subject.diskId)).resetting;

    test("up: waits for its end, sends nothing, and starts the host; the disk was reset once", async () => {
      await cloud.control.settings({ durations: { reset: "10m" } });
      const { lever, inputs } = await damaged(cloud, subject);
      const controller = new AbortController();
      cloud.clock.meanwhile = async () => {
        if (await isResetting()) controller.abort();
      };
      await failureOf(lever.up(inputs, { signal: controller.signal }));
      cloud.clock.meanwhile = undefined;
      expect(await isResetting()).toBe(true);
      await cloud.control.clearCalls();

      lever.state = undefined;
      expect(await lever.up(inputs)).toBe("create");
      expect(await isResetting()).toBe(false);
      expect(await seenOf(cloud, subject)).toEqual({ content: "before", resets: 1, power: "Running" });
      expect(lever.lines.info.join("\n")).toContain("is still running: it is waited for");
      expect(lever.state).toMatchObject({ outputs: { phase: "done", disks: [{ status: "restored" }] } });
      expect(await changes(cloud)).not.toContain(subject.calls.rollBack);
    });
  },
);

/** The dry run alone tells of it; a snapshot of the disk that waits behind this very rollback must not keep it from being asked. */
test.each([
  ["ask", "alone"],
  ["ask", "beside a snapshot"],
  ["assumeDone", "alone"],
  ["assumeDone", "beside a snapshot"],
] as const)(
  "a rollback that runs and whose disk does not show it (ecs, %s, %s): is waited for",
  async (onInterrupted, beside) => {
    const [ecs] = subjects as readonly [Subject];
    await cloud.control.settings({ durations: { reset: "40m" }, resetShowsReIniting: false });
    const { lever, inputs } = await damaged(cloud, ecs);
    const armed = lever.state;
    await failureOf(lever.up({ ...inputs, timeouts: { rollback: "1m" } }));
    lever.state = armed;
    lever.lines.progress.length = 0;
    const startedAt: boolean[] = [];
    const session = newSession({
      ...cloud.surroundings(),
      beforeCall: async ({ action }) => {
        if (action === "StartInstance") startedAt.push((await cloud.control.disk(ecs.diskId)).resetting);
      },
    });
    const rolling = lever.up({ ...inputs, onInterrupted, timeouts: { rollback: "2h" } }, { session });
    while (!lever.lines.progress.includes("checking disk, snapshot and host"))
      await new Promise((resolve) => setImmediate(resolve));
    const point = beside === "alone" ? undefined : cloud.snapshot().up(ecs.target, { session });
    await Promise.all([rolling, point]);
    expect(startedAt).toEqual([false]);
    expect(await seenOf(cloud, ecs)).toEqual({ content: "before", resets: 1, power: "Running" });
  },
);
