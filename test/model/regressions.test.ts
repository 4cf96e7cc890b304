import { expect, test } from "vitest";
import { withoutSnapshotQuota } from "../fixtures/withoutSnapshotQuota";
import { play } from "./play";
import { regressions } from "./regressions";
import { withoutGathering } from "./withoutGathering";

withoutGathering();
withoutSnapshotQuota();

test.each(regressions)("$name", async ({ scene, commands }) => {
  const { broken, story } = await play({ scene, commands });
  expect(broken, `\n${story.join("\n")}\n`).toEqual([]);
});
