import { describe, expect, test } from "vitest";
import { failureOf, world } from "./fixture";
import { damaged, seenOf, subjects, type Subject } from "./subjects";

/** A run that has failed comes to its end, whatever the cloud goes on refusing. */
const cloud = world();
const [ecs, swas] = subjects as readonly [Subject, Subject];
const journaled = [ecs, swas];

describe.each(journaled)(
  "the request is refused, and no note can be written from then on: $service",
  (subject) => {
    test("the run ends, gives the host back, and says that it could not be noted", async () => {
      const { lever, inputs } = await damaged(cloud, subject);
      const { service, calls } = subject;
      cloud.beforeSubmit = async () => {
        await cloud.control.addFault({
          service,
          action: calls.rollBack,
          effect: "error",
          code: "OperationDenied",
        });
        await cloud.control.addFault({ service, action: "TagResources", effect: "drop-before" });
      };
      const { message } = await failureOf(lever.up(inputs));
      expect(message).toMatch(/^Nothing was rolled back.*OperationDenied/s);
      expect(message).toMatch(/runs again\..*could not be noted/s);
      expect(await seenOf(cloud, subject)).toEqual({ content: "after", resets: 0, power: "Running" });
    });
  },
);

test("neither the request nor its dry run is taken: the run is given up with what the cloud said", async () => {
  const { lever, inputs } = await damaged(cloud, ecs);
  cloud.beforeSubmit = () => cloud.control.addFault({ action: "ResetDisk", effect: "throttle" });
  const { message } = await failureOf(lever.up(inputs));
  expect(message).toMatch(/^Nothing was rolled back.*Throttling/s);
  expect(message).not.toMatch(/does not show/);
  expect(await seenOf(cloud, ecs)).toEqual({ content: "after", resets: 0, power: "Running" });
});
