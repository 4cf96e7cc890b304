import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isReset } from "./calls";
import { createClouds, type Cloud, type Clouds } from "./clouds";
import { upMeanwhile } from "./disturbed";
import { declareDisarmed } from "./killRun";
import { look, snapshotsOf, type Look } from "./promises";
import { up, type Ended } from "./retry";
import { contents, subjects, type Subject } from "./subjects";

const single = subjects.filter(({ diskIds }) => diskIds.length === 1);
const ecs = single.find(({ name }) => name === "ecs") as Subject;
const otherId = "s-other1";
const otherContent = "as another snapshot has it";
/** Where the other one has started the host again, the first waits for its stop in vain. */
const armed = { ...ecs.armed, timeouts: { stop: "1m" } };
const toOther = (subject: Subject) => ({ ...subject.armed, snapshotId: otherId });

/** Two stacks know nothing of each other: two processes, two names, one disk. */
describe("two provider processes at one disk", () => {
  let clouds: Clouds;
  beforeAll(async () => {
    clouds = await createClouds();
  });
  afterAll(() => clouds.dispose());

  const inCloud = async (subject: Subject, work: (cloud: Cloud) => Promise<void>) => {
    const cloud = await clouds.start(subject);
    try {
      // Each takes a safety snapshot.
      await cloud.control.settings({ swas: { snapshotsPerServer: 20 } });
      const { sourceDiskId, ...point } = await cloud.control.snapshot(String(subject.armed["snapshotId"]));
      const { service, sourceDiskType, sourceDiskSize, instanceId } = point;
      const { createdAt, availableAt, finishesAt } = point;
      await cloud.control.add("snapshots", {
        ...{ service, sourceDiskId, sourceDiskType, sourceDiskSize, instanceId },
        ...{ createdAt, availableAt, finishesAt },
        ...{ snapshotId: otherId, content: otherContent },
      });
      await work(cloud);
    } finally {
      await cloud.close();
    }
  };

  const expectKept = (subject: Subject, end: Look, ends: readonly Ended[]) => {
    const [diskId] = subject.diskIds as [string];
    const words = ends.map(({ refusal, said }) => [...said, refusal ?? "done"].join("\n")).join("\n---\n");
    // Nothing that was on the disk is gone: it is there, or in a complete snapshot.
    const complete = snapshotsOf(end, diskId).filter(({ status }) => status === "accomplished");
    expect(
      complete.map(({ content }) => content),
      words,
    ).toContain(contents.present(diskId));
    // One of them did it, and whoever did not says why.
    expect(
      ends.filter(({ refusal }) => refusal === undefined),
      words,
    ).not.toEqual([]);
    expect([contents.point(diskId), otherContent], words).toContain(end.holds[diskId]);
    const named = new RegExp(`${diskId}|${subject.hostId}`);
    for (const { refusal } of ends) if (refusal !== undefined) expect(refusal).toMatch(named);
    if (end.host !== "Running")
      expect(words).toMatch(/ran before and stays stopped|was stopped for the rollback/);
  };

  describe.each(single)("$name", (subject) => {
    test.each([
      { armed: subject.armed, what: "to one snapshot" },
      { armed: toOther(subject), what: "to different snapshots" },
    ])("two at once: both start in the same moment, $what", ({ armed }) =>
      inCloud(subject, async (cloud) => {
        const ends = await Promise.all([
          up(cloud, undefined, subject.armed, { name: "one" }),
          up(cloud, undefined, armed, { name: "two" }),
        ]);
        expectKept(subject, await look(cloud, subject), ends);
      }),
    );
  });

  test("two at once: two pipelines run one stack, which holds the lever disarmed", () =>
    inCloud(ecs, async (cloud) => {
      const before = await declareDisarmed(cloud, ecs);
      const ends = await Promise.all([up(cloud, before, ecs.armed), up(cloud, before, ecs.armed)]);
      expectKept(ecs, await look(cloud, ecs), ends);
    }));

  test.each([
    { action: "StopInstance", nth: 1 },
    { action: "CreateSnapshot", nth: 1 },
    { action: "TagResources", nth: 2 },
    { action: "ResetDisk", nth: 4 },
    { action: "TagResources", nth: 3 },
    { action: "StartInstance", nth: 1 },
  ])("two at once: the other one goes through while the answer to $action ($nth) is on the way", (call) =>
    inCloud(ecs, async (cloud) => {
      const ends: Ended[] = [];
      ends.push(
        await upMeanwhile(cloud, { ...ecs, armed }, undefined, call, async () => {
          ends.push(await up(cloud, undefined, toOther(ecs), { name: "other" }));
        }),
      );
      const end = await look(cloud, ecs);
      expectKept(ecs, end, ends);
      expect((await cloud.control.calls()).filter(isReset).length).toBeLessThanOrEqual(2);
    }),
  );
});
