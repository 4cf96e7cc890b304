import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createClouds, type Cloud, type Clouds } from "./clouds";
import { inConsole, upMeanwhile } from "./disturbed";
import { declareDisarmed } from "./killRun";
import { look, lost, untidy } from "./promises";
import type { Recorded } from "./refused";
import { meanwhile, up } from "./retry";
import { contents, subjects, type Subject } from "./subjects";

const ecs = subjects.find(({ name }) => name === "ecs") as Subject;
const [diskId] = ecs.diskIds as [string];
const intent = { action: "TagResources", nth: 2 };

describe("a rollback that something comes in between", () => {
  let clouds: Clouds;
  let before: Recorded;
  beforeAll(async () => {
    clouds = await createClouds();
    const cloud = await clouds.start(ecs);
    before = await declareDisarmed(cloud, ecs);
    await cloud.close();
  });
  afterAll(() => clouds.dispose());

  const inCloud = async (work: (cloud: Cloud) => Promise<void>) => {
    const cloud = await clouds.start(ecs);
    try {
      await work(cloud);
    } finally {
      await cloud.close();
    }
  };

  test("console: a rollback that a person has just sent wins, and its host is left to it", () =>
    inCloud(async (cloud) => {
      const start = await look(cloud, ecs);
      await cloud.control.settings({ durations: { reset: "20m" } });
      const ended = await upMeanwhile(cloud, ecs, before, intent, () =>
        inConsole(cloud, "ecs", "ResetDisk", { DiskId: diskId, SnapshotId: String(ecs.armed["snapshotId"]) }),
      );
      expect(ended.refusal).toContain("InvalidOperation.DiskResetInProgress");
      expect(ended.refusal).toContain("Nothing was rolled back");
      expect(ended.refusal).toContain(`${ecs.hostId} ran before and stays stopped`);
      const end = await look(cloud, ecs);
      expect(end.host).toBe("Stopped");
      expect(end.world.disks[diskId]?.resets).toBe(1);
      expect(lost(start, end, ecs)).toEqual([]);

      await cloud.control.advance("20m");
      await cloud.control.settings({ durations: { reset: "3s" } });
      const again = await up(cloud, ended.recorded, ecs.armed);
      expect(again.refusal).toBeUndefined();
      expect((await look(cloud, ecs)).host).toBe("Running");
      expect(again.unreadable).toEqual([]);
    }));

  test("console: another operation on the disk is named, and nothing is sent over it", () =>
    inCloud(async (cloud) => {
      const ended = await upMeanwhile(cloud, ecs, before, intent, () =>
        cloud.control.patch("disks", diskId, { conflicting: true }),
      );
      expect(ended.refusal).toContain("Operation.Conflict");
      expect(ended.refusal).toContain("Nothing was rolled back");
      expect((await look(cloud, ecs)).holds[diskId]).toBe(contents.present(diskId));

      await cloud.control.patch("disks", diskId, { conflicting: false });
      const again = await up(cloud, ended.recorded, ecs.armed);
      expect(again.refusal).toBeUndefined();
      const end = await look(cloud, ecs);
      expect(end.holds[diskId]).toBe(contents.point(diskId));
      expect(untidy(end, ecs, 2)).toEqual([]);
    }));

  const expired = { effect: "error", code: "InvalidSecurityToken.Expired", status: 403 } as const;

  test.each([
    { when: "while the safety snapshot is taken", call: { action: "CreateSnapshot", nth: 1 }, safety: 2 },
    { when: "while the disk is restored", call: { action: "ResetDisk", nth: 4 }, safety: 1 },
  ])("token: one that expires $when is an error, and the next up goes on", ({ call, safety }) =>
    inCloud(async (cloud) => {
      const start = await look(cloud, ecs);
      const ended = await upMeanwhile(cloud, ecs, before, call, async () => {
        await cloud.control.addFault(expired);
      });
      expect(ended.refusal).toContain("InvalidSecurityToken.Expired");

      await cloud.control.clearFaults();
      const again = await up(cloud, ended.recorded, ecs.armed);
      expect(again.refusal).toBeUndefined();
      const end = await look(cloud, ecs);
      expect(end.holds[diskId]).toBe(contents.point(diskId));
      expect(end.world.disks[diskId]?.resets).toBe(1);
      expect(end.host).toBe("Running");
      expect(lost(start, end, ecs)).toEqual([]);
      expect(untidy(end, ecs, safety)).toEqual([]);
      expect(again.unreadable).toEqual([]);
    }),
  );

  const minutes = (count: number) => count * 60_000;

  test.each([minutes(-10), minutes(10)])("clock: one that is %i ms ahead changes nothing", (skewMs) =>
    inCloud(async (cloud) => {
      const start = await look(cloud, ecs);
      const ended = await up(cloud, before, ecs.armed, { skewMs });
      expect(ended.refusal).toBeUndefined();
      await meanwhile(cloud, ecs, "written");
      const again = await up(cloud, undefined, ecs.armed, { skewMs });
      expect(again.refusal).toBeUndefined();
      const end = await look(cloud, ecs);
      expect(end.holds[diskId]).toBe(contents.written(diskId));
      expect(end.world.disks[diskId]?.resets).toBe(1);
      expect(end.host).toBe("Running");
      expect(lost(start, end, ecs)).toEqual([]);
    }),
  );

  test("clock: one that is too far off is refused by the cloud, and named", () =>
    inCloud(async (cloud) => {
      const ended = await up(cloud, before, ecs.armed, { skewMs: minutes(30) });
      expect(ended.refusal).toContain("InvalidTimeStamp.Expired");
      expect(ended.refusal).toMatch(/Nothing was (changed|rolled back).*clock/s);
      expect((await look(cloud, ecs)).holds[diskId]).toBe(contents.present(diskId));
    }));

  test("safety snapshot: one that fails at 99 % leaves the disk alone and the host running", () =>
    inCloud(async (cloud) => {
      await cloud.control.patch("disks", diskId, { snapshotFate: "fails" });
      const ended = await up(cloud, before, ecs.armed);
      expect(ended.refusal).toMatch(/Nothing was rolled back.*failed/s);
      const cut = await look(cloud, ecs);
      expect(cut.holds[diskId]).toBe(contents.present(diskId));
      expect(cut.host).toBe("Running");

      await cloud.control.patch("disks", diskId, { snapshotFate: "completes" });
      const again = await up(cloud, ended.recorded, ecs.armed);
      expect(again.refusal).toBeUndefined();
      const end = await look(cloud, ecs);
      expect(end.holds[diskId]).toBe(contents.point(diskId));
      expect(end.host).toBe("Running");
      expect(lost(cut, end, ecs)).toEqual([]);
    }));
});
