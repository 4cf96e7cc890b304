import { expect, test } from "vitest";
import { play } from "./play";
import { regressions } from "./regressions";
import { withoutGathering } from "./withoutGathering";

withoutGathering();

test.each(regressions)("$name", async ({ scene, commands }) => {
  const { broken, story } = await play({ scene, commands });
  expect(broken, `\n${story.join("\n")}\n`).toEqual([]);
});
