import { describe, expect, test } from "vitest";
import { withoutSnapshotQuota } from "../../fixtures/withoutSnapshotQuota";
import { changes, failureOf, world } from "./fixture";
import { damaged, seenOf, subjects } from "./subjects";

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
