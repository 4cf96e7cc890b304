import { describe, expect, test } from "vitest";
import {
  damagedDisk,
  diskId,
  failureOf,
  instanceId,
  startHost,
  stopHost,
  systemDiskId,
  world,
} from "./fixture";
import { newSession } from "./stack";
import { damaged, seenOf, subjects } from "./subjects";

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
