import { describe, expect, test } from "vitest";
import { failureOf, world } from "./fixture";
import { damaged, seenOf, subjects } from "./subjects";

const cloud = world();

describe.each(subjects)("a safety snapshot that does not become complete ($service)", (subject) => {
  test("it fails: is said once, that it was the safety snapshot, and what to do", async () => {
    const { lever, inputs } = await damaged(cloud, subject);
    await cloud.control.patch("disks", subject.diskId, { snapshotFate: "fails" });
    const { message } = await failureOf(lever.up(inputs));
    const [truth, why = ""] = message.split("\n");
    expect(truth).toMatch(/^Nothing was rolled back: .* was not touched\.$/);
    expect(why).toMatch(/^ {2}The safety snapshot s-\w+ failed at \d+ %\./);
    expect(why.match(/failed at/g)).toHaveLength(1);
    expect(why).toMatch(/Run again to take another one\. .* safetySnapshot: false/);
  });

  test("it is taken, and cannot be read: that is no sign of another rollback", async () => {
    const { lever, inputs } = await damaged(cloud, subject);
    const action = subject.service === "swas" ? "ListSnapshots" : "DescribeSnapshots";
    const denied = { service: subject.service, action, effect: "error", code: "Forbidden.RAM" } as const;
    cloud.clock.meanwhile = async () => {
      const { snapshots } = await cloud.control.world();
      if (!Object.values(snapshots).some(({ snapshotName }) => snapshotName?.startsWith("before-"))) return;
      cloud.clock.meanwhile = undefined;
      await cloud.control.addFault({ ...denied, once: true });
    };
    const { message } = await failureOf(lever.up(inputs));
    expect(message).toMatch(/Forbidden\.RAM/);
    expect(message).not.toMatch(/Another rollback/);
    expect(message).toMatch(/runs again/);
    expect(await seenOf(cloud, subject)).toEqual({ content: "after", resets: 0, power: "Running" });
  });

  test("it takes too long: names the time-out that makes it wait longer", async () => {
    await cloud.control.settings({ durations: { snapshot: "5m" } });
    const { lever, inputs } = await damaged(cloud, subject);
    const { message } = await failureOf(lever.up({ ...inputs, timeouts: { snapshot: "1m" } }));
    expect(message).toMatch(/Waited 1 m for safety snapshot s-\w+ to be accomplished, in vain\. Seen: /);
    expect(message).toMatch(/timeouts\.snapshot/);
  });
});

test("a group: is called the safety snapshot group", async () => {
  for (const disk of ["d-sim0001", "d-sim0002"])
    await cloud.control.patch("disks", disk, { snapshotFate: "fails" });
  const [point, other] = await Promise.all(
    ["d-sim0001", "d-sim0002"].map(async (sourceDiskId) => {
      const snapshotId = `s-of${sourceDiskId.replace("-", "")}`;
      await cloud.control.add("snapshots", { snapshotId, sourceDiskId, instanceId: "i-sim0001" });
      return { diskId: sourceDiskId, snapshotId };
    }),
  );
  await cloud.clock.advance(3_600_000);
  const { message } = await failureOf(cloud.rollback().up({ disks: [point, other], whenRunning: "stop" }));
  expect(message).toMatch(/The safety snapshot group ssg-\w+ failed at \d+ %\. .*Run again/);
});
