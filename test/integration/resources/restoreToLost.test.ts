import { describe, expect, test } from "vitest";
import { completeSnapshot, failureOf, world } from "./fixture";
import { subjects } from "./subjects";

const cloud = world();

describe.each(subjects.filter(({ service }) => service !== "ecd"))(
  "restoreTo, and the snapshot that it found is deleted after the state is lost ($service)",
  (subject) => {
    const { diskId, target, service, calls } = subject;
    async function arranged() {
      await cloud.control.writeContent(diskId, "old");
      const older = await completeSnapshot(cloud, {}, diskId);
      await cloud.control.writeContent(diskId, "newer");
      const found = await completeSnapshot(cloud, {}, diskId);
      await cloud.control.writeContent(diskId, "present");
      const before = new Date(cloud.clock.now()).toISOString();
      return { older, found, inputs: { ...target, restoreTo: { before }, whenRunning: "stop" } };
    }

    test("it was done: it is recorded, and nobody says that the disk holds the older one", async () => {
      const { older, found, inputs } = await arranged();
      await cloud.rollback().up(inputs);
      await cloud.clock.advance(3_600_000);
      await cloud.control.remove("snapshots", found);
      const forgetful = cloud.rollback();
      await forgetful.up(inputs);
      expect(forgetful.state?.outputs["phase"]).toBe("adopted");
      expect(JSON.stringify(forgetful.state?.outputs["disks"])).not.toContain(older);
      expect(JSON.stringify(forgetful.state?.outputs["usedKeys"])).not.toContain(older);
    });

    test("it was cut short: asks, and puts the disk back to no older one", async () => {
      const { found, inputs } = await arranged();
      cloud.beforeSubmit = async () => {
        await cloud.control.addFault({ service, action: calls.rollBack, effect: "drop-after" });
        await cloud.control.addFault({
          service,
          action: calls.readDisk,
          effect: "error",
          code: "Forbidden.RAM",
        });
      };
      await failureOf(cloud.rollback().up({ ...inputs, timeouts: { rollback: "2m" } }));
      await cloud.control.clearFaults();
      cloud.beforeSubmit = undefined;
      await cloud.clock.advance(3_600_000);
      await cloud.control.remove("snapshots", found);
      const { message } = await failureOf(cloud.rollback().up(inputs));
      expect(message).toMatch(/is not the one that `restoreTo` finds now.*onInterrupted: "assumeDone"/s);
      expect(await cloud.control.disk(diskId)).toMatchObject({ content: "newer", resets: 1 });
    });
  },
);
