import { describe, expect, test } from "vitest";
import { diskRollback } from "../../../provider/rollback";
import { failureOf, world } from "./fixture";
import { declaredResource } from "./stack";
import { damaged, seenOf, subjects, type Subject } from "./subjects";

const cloud = world();
const [ecs] = subjects as readonly [Subject, Subject, Subject];
const minutesMs = (minutes: number) => minutes * 60_000;

/** A lever whose machine's clock is ahead of the cloud's by so much. */
function leverAhead(minutes: number) {
  const surroundings = cloud.surroundings();
  const clock = { ...surroundings.clock, now: () => surroundings.clock.now() + minutesMs(minutes) };
  return declaredResource(diskRollback, "DiskRollback", "lever", { ...surroundings, clock });
}

const power = (status: "Running" | "Stopped") => cloud.control.patch("instances", ecs.hostId, { status });

/** Its host was started four minutes before the run, whose request never arrived; four minutes have passed since. */
async function cutShort(ahead: number) {
  const { inputs } = await damaged(cloud, ecs);
  await power("Stopped");
  await power("Running");
  await cloud.clock.advance(minutesMs(4));
  cloud.beforeSubmit = () => cloud.control.addFault({ action: "ResetDisk", effect: "drop-before" });
  const lever = leverAhead(ahead);
  const { message } = await failureOf(lever.up({ ...inputs, timeouts: { rollback: "2m" } }));
  expect(message).toMatch(/^Not known to be rolled back or not/);
  await cloud.control.clearFaults();
  await cloud.clock.advance(minutesMs(4));
  return { lever, inputs };
}

/** The state may be lost, too: then the journal tells of the run. */
const memories = ["known from the state", "known from the journal alone"] as const;

describe("whether a host was started since a run began is told by the cloud's clock", () => {
  for (const ahead of [0, -10, 10])
    describe(`this machine's clock is ${ahead} minutes ahead`, () => {
      test.each(memories)(
        "started four minutes before: sent again without a question (%s)",
        async (memory) => {
          const { lever, inputs } = await cutShort(ahead);
          const next = memory === memories[0] ? lever : leverAhead(ahead);
          const { words } = await next.preview(inputs);
          expect(words).toMatch(/nothing was written since/);
          await next.up(inputs);
          expect(await seenOf(cloud, ecs)).toEqual({ content: "before", resets: 1, power: "Running" });
        },
      );

      test.each(memories)("started after it: nothing is sent (%s)", async (memory) => {
        const { lever, inputs } = await cutShort(ahead);
        await power("Running");
        await cloud.control.writeContent(ecs.diskId, "written since");
        await power("Stopped");
        const next = memory === memories[0] ? lever : leverAhead(ahead);
        await next.preview(inputs);
        await failureOf(next.up(inputs));
        expect(await seenOf(cloud, ecs)).toEqual({ content: "written since", resets: 0, power: "Stopped" });
      });

      test("the moments in the outputs are the cloud's", async () => {
        const { inputs } = await damaged(cloud, ecs);
        const begun = cloud.clock.now();
        const lever = leverAhead(ahead);
        await lever.up(inputs);
        const { startedAt, finishedAt } = lever.state?.outputs["lastRollback"] as Record<string, string>;
        const oneSecondEarlier = new Date(begun - 1_000).toISOString();
        const oneSecondLater = new Date(cloud.clock.now() + 1_000).toISOString();
        expect([oneSecondEarlier, startedAt, finishedAt, oneSecondLater]).toEqual(
          [oneSecondEarlier, startedAt, finishedAt, oneSecondLater].sort(),
        );
      });
    });
});
