import { describe, expect, test } from "vitest";
import { withSignsOfLife } from "../../../provider/runtime/signsOfLife";
import { virtualClock, type VirtualClock } from "./virtualClock";

interface Said {
  readonly at: number;
  readonly words: string;
}

function watched(clock: VirtualClock) {
  const said: Said[] = [];
  const log = {
    progress: (words: string) => void said.push({ at: clock.elapsed() / 1_000, words }),
    info: () => undefined,
    warn: () => undefined,
  };
  return { said, context: { clock, log } };
}

describe("signs of life", () => {
  test("work that says nothing: the row speaks every ten seconds, and not after the end", async () => {
    const clock = virtualClock();
    const { said, context } = watched(clock);
    const end = await withSignsOfLife(context, async () => {
      await clock.sleep(35_000);
      return "done";
    });
    expect(end).toBe("done");
    expect(said.map(({ at }) => at)).toEqual([10, 20, 30]);
    await clock.sleep(60_000);
    expect(said).toHaveLength(3);
    expect(clock.sleeping()).toBe(0);
  });

  test("work that speaks itself: what it said last is repeated, ten seconds after it", async () => {
    const clock = virtualClock();
    const { said, context } = watched(clock);
    await withSignsOfLife(context, async ({ log }) => {
      await clock.sleep(8_000);
      log.progress("Throttling: trying again in 30 s");
      await clock.sleep(8_000);
      log.progress("snapshot s-1 7 %");
      await clock.sleep(25_000);
    });
    expect(said).toEqual([
      { at: 8, words: "Throttling: trying again in 30 s" },
      { at: 16, words: "snapshot s-1 7 %" },
      { at: 26, words: "snapshot s-1 7 % (no news for 10 s)" },
      { at: 36, words: "snapshot s-1 7 % (no news for 20 s)" },
    ]);
  });

  test("work that speaks often: nothing is added", async () => {
    const clock = virtualClock();
    const { said, context } = watched(clock);
    await withSignsOfLife(context, async ({ log }) => {
      for (let second = 0; second < 60; second += 5) {
        log.progress(`restoring ${second} %`);
        await clock.sleep(5_000);
      }
    });
    expect(said.filter(({ words }) => words.includes("no news"))).toEqual([]);
  });

  test("work that fails: its error comes through, and the row is quiet", async () => {
    const clock = virtualClock();
    const { said, context } = watched(clock);
    await expect(
      withSignsOfLife(context, async () => {
        await clock.sleep(15_000);
        throw new Error("refused");
      }),
    ).rejects.toThrow("refused");
    await clock.sleep(60_000);
    expect(said).toHaveLength(1);
  });
});
