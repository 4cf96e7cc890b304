import { describe, expect, test } from "vitest";
import { expectedMs, pauseAfter, type Looked } from "../../../provider/runtime/pace";
import { services } from "../../../provider/services";

const polling = { shortestMs: 1_000, longestMs: 10_000, soonestMs: 3_000, settleMs: 15_000 };
const looked: Looked = {
  polling,
  machineIsDown: false,
  elapsedMs: 1_000,
  looks: 1,
  throttled: 0,
  remainingMs: undefined,
  random: 0.5,
};
const after = (change: Partial<Looked>) => pauseAfter({ ...looked, ...change });

describe("pauseAfter", () => {
  test("a machine that is down: the shortest pause, and after a minute a fiftieth of the wait", () => {
    const pauses = [1_000, 9_000, 50_000, 100_000, 3_600_000].map((elapsedMs, index) =>
      after({ machineIsDown: true, elapsedMs, looks: index + 1, random: 0.999 }),
    );
    expect(pauses).toEqual([1_000, 1_000, 1_000, 2_000, 10_000]);
  });

  test("no estimate, and no machine is down: longer and longer, up to the longest", () => {
    const pauses = [1, 2, 3, 4, 20].map((looks) => after({ looks }));
    expect(pauses).toEqual([1_000, 1_500, 2_250, 3_375, 10_000]);
  });

  test.each([false, true])("an estimate: nine tenths of it, within limits (machine down: %s)", (down) => {
    const estimated = (remainingMs: number) => after({ machineIsDown: down, remainingMs, looks: 20 });
    expect(estimated(10_000)).toBe(9_000);
    expect(estimated(3_600_000)).toBe(60_000);
    expect(estimated(100)).toBe(1_000);
    expect(estimated(0)).toBe(1_000);
  });

  test("throttled: each time twice as long, up to the longest, also while a machine is down or the end is near", () => {
    for (const change of [{}, { machineIsDown: true }, { remainingMs: 0 }]) {
      const pauses = [1, 2, 3, 4, 50].map((throttled) => after({ ...change, throttled }));
      expect(pauses).toEqual([2_000, 4_000, 8_000, 10_000, 10_000]);
    }
  });

  test("chance: moves a pause by a tenth at most, and none while a machine is down", () => {
    const pauses = (change: Partial<Looked>) => [0, 0.999].map((random) => after({ ...change, random }));
    expect(pauses({ looks: 20 }).map(Math.round)).toEqual([9_000, 10_998]);
    expect(pauses({ throttled: 1 }).map(Math.round)).toEqual([1_800, 2_200]);
    expect(pauses({ machineIsDown: true, remainingMs: 10_000 })).toEqual([9_000, 9_000]);
  });
});

describe("expectedMs", () => {
  test.each([
    ["nothing has ended before", [], 3_000],
    ["one pause before the soonest end", [9_000, 6_000, 7_000], 5_000],
    ["not before the service's soonest end", [1_000], 3_000],
    ["others were slow: a quick machine does not wait long for the first look", [60_000], 6_000],
  ])("%s", (_, endedBefore, expected) => {
    expect(expectedMs(polling, endedBefore)).toBe(expected);
  });
});

describe("the services' polling", () => {
  const all = Object.values(services);
  test.each(all)("$name: the pauses are in order", ({ polling: { shortestMs, longestMs } }) => {
    expect(shortestMs).toBeLessThan(longestMs);
  });

  test("swas allows ten calls a minute for each action: looks leave two of them for other reads", () => {
    expect(60_000 / services.swas.polling.shortestMs).toBeLessThanOrEqual(8);
  });

  test.each([services.ecs, services.ecd])("$name: while a machine is down, a look a second", (service) => {
    expect(service.polling.shortestMs).toBe(1_000);
  });
});
