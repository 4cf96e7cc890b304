import { expect, test } from "vitest";
import { explore, type Explored } from "./explore";
import { largeWorlds, smallWorlds } from "./worlds";

const worlds = process.env["EXPLORE"] === "large" ? [...smallWorlds, ...largeWorlds] : smallWorlds;

test.each(worlds)("every promise is kept in every state: $name", ({ name, bounds, mostStates }) => {
  const explored = explore(bounds, undefined, mostStates === undefined ? {} : { mostStates });
  process.stdout.write(`${name}: ${figures(explored)}\n`);
  expect(explored.broken.map(storyText)).toEqual([]);
  // A world in which nothing is ever rolled back keeps every promise.
  if (explored.whole) expect(explored.done).toBeGreaterThan(0);
  expect(explored.whole || explored.states >= (mostStates ?? 0)).toBe(true);
});

const figures = ({ states, done, moves, seconds, whole }: Explored): string =>
  `${states} states, ${done} after a rollback, ${moves} moves${whole ? "" : ", and more beyond"}, ${seconds.toFixed(1)} s`;

const storyText = ({ promise, moves }: Explored["broken"][number]): string =>
  `${promise}\n  ${moves.join("\n  ")}`;
