import { expect, test } from "vitest";
import { completeSnapshot, world } from "./fixture";
import { messageOf } from "./meeting";
import { newSession } from "./stack";

const cloud = world({ durations: { snapshot: "60s", reset: "30s", stop: "5s", start: "5s" } });
const ids = ["d-sim0003", "d-sim0004"];

test.each(["beforeStop", "afterStop"])(
  "Ctrl-C while the safety group is taken (%s): preview and up go on at once, and wait for it",
  async (when) => {
    const disks: { diskId: string; snapshotId: string }[] = [];
    for (const diskId of ids) {
      await cloud.control.writeContent(diskId, "before");
      disks.push({ diskId, snapshotId: await completeSnapshot(cloud, {}, diskId) });
      await cloud.control.writeContent(diskId, "after");
    }
    const inputs = { disks, whenRunning: "stop", safetySnapshot: { when } };
    const user = new AbortController();
    const session = newSession(cloud.surroundings());
    const call: typeof session.cloud.call = async (request, options) => {
      const answer = await session.cloud.call(request, options);
      if (request.action === "CreateSnapshotGroup") user.abort();
      return answer;
    };
    const lever = cloud.rollback();
    const interrupted = { ...session, cloud: { ...session.cloud, call } };
    expect(await messageOf(lever.up(inputs, { signal: user.signal, session: interrupted }))).toMatch(
      /Interrupted while waiting for safety snapshot group/,
    );
    expect((await lever.preview(inputs)).words).toMatch(/will roll back/);
    await lever.up(inputs);
    expect(await Promise.all(ids.map(async (id) => (await cloud.control.disk(id)).resets))).toEqual([1, 1]);
  },
);
