import { beforeEach, describe, expect, test } from "vitest";
import { withoutSnapshotQuota } from "../../fixtures/withoutSnapshotQuota";
import { world } from "./fixture";
import { hooked, messageOf } from "./meeting";
import { damaged, seenOf, subjects, type Subject } from "./subjects";

/** Two pipelines declare the same; the line of the second one is throttled until the first one has come to its end. */
const cloud = world({ durations: { snapshot: "22s", reset: "30s", stop: "5s", start: "5s" } });
withoutSnapshotQuota();
beforeEach(() => cloud.control.settings({ swas: { snapshotsPerServer: 20 } }));
const [ecs, swas] = subjects as readonly [Subject, Subject, Subject];
const hour = 3_600_000;
const unsaved = { safetySnapshot: false };

describe.each(["sending", "stopping"])("its line %s is delayed until the other one is done", (phase) => {
  test.each([
    ["ecs", ecs, unsaved, {}],
    ["ecs", ecs, unsaved, unsaved],
    ["ecs", ecs, {}, {}],
    ["swas", swas, unsaved, unsaved],
    ["swas", swas, unsaved, {}],
  ] as const)(
    "%s: the disk is reset once, and what was written since is kept",
    async (_, subject, ofFirst, ofSecond) => {
      const { inputs } = await damaged(cloud, subject);
      await cloud.clock.advance(hour);
      const first = cloud.rollback("first");
      let isDelayed = false;
      const second = hooked(cloud, "second", async ({ action, parameters }) => {
        if (isDelayed || action !== "TagResources" || !JSON.stringify(parameters).includes(`|${phase}|`))
          return;
        isDelayed = true;
        const { service } = subject;
        await cloud.control.addFault({ service, action, effect: "error", code: "Throttling", once: true });
        cloud.clock.meanwhile = async () => {
          cloud.clock.meanwhile = undefined;
          await first.up({ ...inputs, ...ofFirst });
          await cloud.clock.advance(40_000);
        };
      });
      await messageOf(second.up({ ...inputs, ...ofSecond }));
      expect(isDelayed).toBe(true);
      expect(await seenOf(cloud, subject)).toMatchObject({ resets: 1, power: "Running" });
      await cloud.control.writeContent(subject.diskId, "written since");
      await cloud.clock.advance(hour);
      for (const lever of [second, cloud.rollback("forgetful")])
        await messageOf(lever.up({ ...inputs, ...ofSecond }));
      expect(await seenOf(cloud, subject)).toMatchObject({ content: "written since", resets: 1 });
    },
  );
});
