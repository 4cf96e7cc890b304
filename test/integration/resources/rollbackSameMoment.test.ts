import { beforeEach, expect, test } from "vitest";
import { withoutSnapshotQuota } from "../../fixtures/withoutSnapshotQuota";
import { world } from "./fixture";
import { messageOf } from "./meeting";
import { newSession } from "./stack";
import { damaged, seenOf, subjects } from "./subjects";

const cloud = world({ durations: { snapshot: "22s", reset: "30s", stop: "5s", start: "5s" } });
withoutSnapshotQuota();
beforeEach(() => cloud.control.settings({ swas: { snapshotsPerServer: 40 } }));
const hour = 3_600_000;

test.each(subjects)(
  "two runs that began in the same millisecond ($service), one is interrupted after its request: what the other one knows of itself is not of that one",
  async (subject) => {
    const { inputs } = await damaged(cloud, subject);
    const runs = [0.2, 0.8].map((chance, index) => ({
      lever: cloud.rollback(`lever${index}`),
      user: new AbortController(),
      session: { ...newSession(cloud.surroundings()), random: () => chance },
    }));
    cloud.clock.meanwhile = async () => {
      if ((await cloud.control.disk(subject.diskId)).resets) for (const { user } of runs) user.abort();
    };
    await Promise.all(
      runs.map(({ lever, user, session }) => messageOf(lever.up(inputs, { session, signal: user.signal }))),
    );
    cloud.clock.meanwhile = undefined;
    expect(await seenOf(cloud, subject)).toMatchObject({ resets: 1 });
    await cloud.clock.advance(hour);
    await cloud.control.patch("instances", subject.hostId, { status: "Running" });
    await cloud.control.writeContent(subject.diskId, "written since");
    await cloud.clock.advance(hour);
    for (const { session } of runs) session.cloud.close();
    for (const { lever } of runs) await messageOf(lever.up(inputs));
    expect(await seenOf(cloud, subject)).toMatchObject({ content: "written since", resets: 1 });
  },
);
