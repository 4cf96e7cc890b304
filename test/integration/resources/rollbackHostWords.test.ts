import { describe, expect, test } from "vitest";
import {
  completeSnapshot,
  damagedDisk,
  diskId,
  failureOf,
  instanceId,
  startHost,
  stopHost,
  systemDiskId,
  world,
} from "./fixture";
import { hooked } from "./meeting";
import { newSession } from "./stack";
import { damaged, seenOf, subjects, type Subject } from "./subjects";

const cloud = world();
const power = async () => (await cloud.control.instance(instanceId)).status;

async function running() {
  const snapshotId = await damagedDisk(cloud);
  await startHost(cloud);
  await cloud.clock.advance(120_000);
  return { lever: cloud.rollback(), inputs: { diskId, snapshotId, whenRunning: "stop" } };
}

describe("the last words on the host", () => {
  test("startAfter never: it stays stopped, as was declared", async () => {
    const { lever, inputs } = await running();
    const { words } = await lever.preview({ ...inputs, startAfter: "never" });
    expect(words).toContain("will be stopped, and stays stopped");
    await lever.up({ ...inputs, startAfter: "never" });
    expect(lever.lines.info.at(-1)).toMatch(
      /^Rolled back: .*\n {2}The instance i-sim0001 stays stopped, as startAfter says\.\n {2}To undo it/,
    );
    expect(await power()).toBe("Stopped");
  });

  test("startAfter never, and somebody has started it: nobody says that it stays stopped", async () => {
    const { lever, inputs } = await running();
    cloud.beforeSubmit = async () => {
      cloud.clock.meanwhile = async () => {
        cloud.clock.meanwhile = undefined;
        await startHost(cloud);
      };
    };
    await lever.up({ ...inputs, startAfter: "never" });
    expect(lever.lines.info.at(-1)).not.toContain("stays stopped");
    expect(await power()).toBe("Running");
  });

  test("startAfter never, beside another rollback that starts it: both say that it runs, and why", async () => {
    const { lever, inputs } = await running();
    await cloud.control.add("snapshots", {
      snapshotId: "s-system",
      sourceDiskId: systemDiskId,
      sourceDiskType: "system",
    });
    const other = cloud.rollback("other");
    const session = newSession(cloud.surroundings());
    await Promise.all([
      lever.up({ ...inputs, startAfter: "never" }, { session }),
      other.up({ ...inputs, diskId: systemDiskId, snapshotId: "s-system" }, { session }),
    ]);
    expect(await power()).toBe("Running");
    expect(lever.lines.info.at(-1)).toContain(
      "The instance i-sim0001 runs again, because another rollback of one of its disks wanted it to.",
    );
    expect(other.lines.info.at(-1)).toMatch(/The instance i-sim0001 runs again\. It was down for \d/);
  });

  test("startAfter always, found stopped: it runs, and was not down for the rollback", async () => {
    const { lever, inputs } = await running();
    await stopHost(cloud);
    await lever.up({ ...inputs, startAfter: "always" });
    expect(lever.lines.info.at(-1)).toMatch(/The instance i-sim0001 was started\.\n/);
    expect(await power()).toBe("Running");
  });
});

describe.each(subjects)("found stopped, and to be started ($service)", (subject) => {
  test("the rollback does not end: it stays stopped because nobody knows what the disk holds", async () => {
    const { lever, inputs } = await damaged(cloud, subject);
    await cloud.control.patch("instances", subject.hostId, { status: "Stopped" });
    await cloud.clock.advance(600_000);
    await cloud.control.patch("disks", subject.diskId, { resetFate: "hangs" });
    const { message } = await failureOf(
      lever.up({ ...inputs, startAfter: "always", timeouts: { rollback: "2m" } }),
    );
    expect(message).toContain(
      `The ${subject.hostWord} ${subject.hostId} stays stopped, because the state of its disk is not known.`,
    );
    expect(message).not.toContain("another rollback");
    expect((await seenOf(cloud, subject)).power).toBe("Stopped");
  });
});

test("another rollback is not known to have ended, and this one is interrupted: it stays stopped for that", async () => {
  const [ecs] = subjects as readonly [Subject];
  const { lever, inputs } = await damaged(cloud, ecs);
  cloud.beforeSubmit = () => cloud.control.addFault({ action: "ResetDisk", effect: "drop-before" });
  await failureOf(lever.up({ ...inputs, timeouts: { rollback: "2m" } }));
  await cloud.control.clearFaults();
  cloud.beforeSubmit = undefined;
  const snapshotId = await completeSnapshot(cloud, {}, ecs.diskId);
  const user = new AbortController();
  const cut = hooked(cloud, "lever", async ({ action }) => {
    if (action === "CreateSnapshot") user.abort();
  });
  cut.state = lever.state;
  const { message } = await failureOf(cut.up({ ...inputs, snapshotId }, { signal: user.signal }));
  expect(message).toMatch(/stays stopped, because the state of its disk is not known/);
});

test("a refusal after the stop: does not say that nothing was changed", async () => {
  const { lever, inputs } = await running();
  cloud.clock.meanwhile = async () => {
    if ((await cloud.control.instance(instanceId)).status !== "Stopped") return;
    await cloud.control.patch("disks", diskId, { whitelisted: false });
  };
  const { message } = await failureOf(lever.up(inputs));
  expect(message).toMatch(
    /^Nothing was rolled back: .*Cannot roll back .* now\.\n +snapshotId: the cloud refuses it/s,
  );
  expect(message).not.toContain("Nothing was changed");
  expect(message).toContain("The instance i-sim0001 runs again.");
});
