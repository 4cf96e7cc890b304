import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isReset } from "./calls";
import { createClouds, type Cloud, type Clouds } from "./clouds";
import { upMeanwhile } from "./disturbed";
import { declareDisarmed } from "./killRun";
import { look, snapshotsOf, type Look } from "./promises";
import { up, type Ended } from "./retry";
import { contents, subjects, type Subject } from "./subjects";

const ecs = subjects.find(({ name }) => name === "ecs") as Subject;
const [diskId] = ecs.diskIds as [string];
const other = { snapshotId: "s-other1", content: `${diskId} as another snapshot has it` };
/** Where the other one has started the host again, the first waits for its stop in vain. */
const armed = { ...ecs.armed, timeouts: { stop: "1m" } };
const otherArmed = { ...ecs.armed, snapshotId: other.snapshotId };
const known = new Set([contents.point(diskId), other.content]);

/** Two stacks know nothing of each other: two processes, two names, one disk. */
describe("two provider processes at one disk", () => {
  let clouds: Clouds;
  beforeAll(async () => {
    clouds = await createClouds();
  });
  afterAll(() => clouds.dispose());

  const inCloud = async (work: (cloud: Cloud) => Promise<void>) => {
    const cloud = await clouds.start(ecs);
    try {
      const { service, sourceDiskType, sourceDiskSize, instanceId, createdAt, availableAt, finishesAt } =
        await cloud.control.snapshot(String(ecs.armed["snapshotId"]));
      await cloud.control.add("snapshots", {
        ...{ service, sourceDiskId: diskId, sourceDiskType, sourceDiskSize, instanceId },
        ...{ createdAt, availableAt, finishesAt },
        ...other,
      });
      await work(cloud);
    } finally {
      await cloud.close();
    }
  };

  const expectKept = (end: Look, ends: readonly Ended[]) => {
    const words = ends.map(({ refusal, said }) => [...said, refusal ?? "done"].join("\n")).join("\n---\n");
    // Nothing that was on the disk is gone: it is there, or in a complete snapshot.
    const complete = snapshotsOf(end, diskId).filter(({ status }) => status === "accomplished");
    expect(
      complete.map(({ content }) => content),
      words,
    ).toContain(contents.present(diskId));
    expect(known, words).toContain(end.holds[diskId]);
    // One of them did it, and whoever did not says why.
    expect(
      ends.some(({ refusal }) => refusal === undefined),
      words,
    ).toBe(true);
    for (const { refusal } of ends) if (refusal !== undefined) expect(refusal).toContain(diskId);
    if (end.host !== "Running")
      expect(words).toMatch(/ran before and stays stopped|was stopped for the rollback/);
  };

  test.each([
    { armed: ecs.armed, what: "to one snapshot" },
    { armed: otherArmed, what: "to different snapshots" },
  ])("two at once: both start in the same moment, $what", ({ armed }) =>
    inCloud(async (cloud) => {
      const ends = await Promise.all([
        up(cloud, undefined, ecs.armed, { name: "one" }),
        up(cloud, undefined, armed, { name: "two" }),
      ]);
      expectKept(await look(cloud, ecs), ends);
    }),
  );

  test("two at once: two pipelines run one stack, which holds the lever disarmed", () =>
    inCloud(async (cloud) => {
      const before = await declareDisarmed(cloud, ecs);
      const ends = await Promise.all([up(cloud, before, ecs.armed), up(cloud, before, ecs.armed)]);
      expectKept(await look(cloud, ecs), ends);
    }));

  test.each([
    { action: "StopInstance", nth: 1 },
    { action: "CreateSnapshot", nth: 1 },
    { action: "TagResources", nth: 2 },
    { action: "ResetDisk", nth: 2 },
    { action: "TagResources", nth: 3 },
    { action: "StartInstance", nth: 1 },
  ])("two at once: the other one goes through while the answer to $action ($nth) is on the way", (call) =>
    inCloud(async (cloud) => {
      const ends: Ended[] = [];
      ends.push(
        await upMeanwhile(cloud, { ...ecs, armed }, undefined, call, async () => {
          ends.push(await up(cloud, undefined, otherArmed, { name: "other" }));
        }),
      );
      const end = await look(cloud, ecs);
      expectKept(end, ends);
      expect((await cloud.control.calls()).filter(isReset).length).toBeLessThanOrEqual(2);
    }),
  );
});
