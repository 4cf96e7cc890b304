import { describe, expect, test } from "vitest";
import { writtenSince } from "./cutShort";
import { completeSnapshot, world } from "./fixture";
import { dyingAt, isReset, messageOf } from "./meeting";
import { newSession } from "./stack";

const cloud = world();
const [first, second, hostId] = ["d-sim0003", "d-sim0004", "i-sim0002"] as const;
const hour = 3_600_000;

async function twoDisks() {
  const disks: { diskId: string; snapshotId: string }[] = [];
  for (const diskId of [first, second]) {
    await cloud.control.writeContent(diskId, "before");
    disks.push({
      diskId,
      snapshotId: await completeSnapshot(cloud, { snapshotGroupId: "ssg-test" }, diskId),
    });
    await cloud.control.writeContent(diskId, "after");
  }
  return { disks, whenRunning: "stop" };
}

/** ResetDisks acts, and says of some disks in an answer of 200 that the cloud had an internal error. */
function internalErrorOf(ids: readonly string[]) {
  const session = newSession(cloud.surroundings());
  const failure = { code: "InternalError", message: "The request processing has failed" };
  const call: typeof session.cloud.call = async (request, options) => {
    const answer = await session.cloud.call(request, options);
    if (!isReset(request)) return answer;
    const { results, ...others } = answer as { results: readonly { diskId?: string }[] };
    const told = results.map((one) => (ids.includes(one.diskId ?? "") ? { ...one, failure } : one));
    return { ...others, results: told } as typeof answer;
  };
  return { ...session, cloud: { ...session.cloud, call } };
}

describe("ResetDisks answers for a disk what leaves open whether it was reset", () => {
  test("for all of them: nobody says that they were not touched, and the instance stays off", async () => {
    const inputs = await twoDisks();
    await messageOf(cloud.rollback().up(inputs, { session: internalErrorOf([first, second]) })).then(
      (message = "") => expect(message).not.toMatch(/not touched/),
    );
    expect(await cloud.control.disk(first)).toMatchObject({ content: "before", resets: 1 });
  });

  test("for one: what was written to it since is not reset unasked", async () => {
    const inputs = await twoDisks();
    const lever = cloud.rollback();
    await messageOf(lever.up(inputs, { session: internalErrorOf([second]) }));
    await cloud.clock.advance(hour);
    await writtenSince(cloud, { hostId, diskId: second });
    await cloud.clock.advance(hour);
    await messageOf(lever.up(inputs));
    expect(await cloud.control.disk(second)).toMatchObject({ content: "written since", resets: 1 });
  });
});

test("an engine was killed at its request for several disks, and the lever is refreshed: tells of the group that holds the present", async () => {
  const inputs = await twoDisks();
  const lever = cloud.rollback();
  await lever.up({ disks: [{ diskId: first }, { diskId: second }] });
  const { dying, dead } = dyingAt(cloud, isReset);
  dying.state = lever.state;
  void dying.up(inputs);
  await dead;
  await lever.refresh();
  expect(lever.lines.warn.join("\n")).toMatch(/is saved in the safety snapshot ssg-/);
});
