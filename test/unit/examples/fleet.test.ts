import { describe, expect, test } from "vitest";
import { inWaves } from "../../../examples/fleet/waves.mjs";

interface Ending {
  member: string;
  wave: number;
  result?: string;
  error?: Error;
}

/** The example is JavaScript, and as lenient as that. */
const wavesOf = inWaves as (...args: unknown[]) => Promise<Ending[]>;

/** Plays waves, and tells what began and ended in which order. */
async function play(waves: string[][], failing: string[] = []) {
  const log: string[] = [];
  const work = async (member: string) => {
    log.push(`begin ${member}`);
    await Promise.resolve();
    if (failing.includes(member)) throw new Error(`${member} failed`);
    return `${member} is back`;
  };
  const endings = await wavesOf(waves, work, {
    begins: (index: number, members: string[]) => log.push(`wave ${index + 1}: ${members.join(" ")}`),
    ended: ({ member }: Ending) => log.push(`end ${member}`),
  });
  return { log, endings };
}

describe("examples/fleet: waves", () => {
  test("members of a wave: begin together, and the next wave begins after all of them", async () => {
    const { log, endings } = await play([["canary"], ["a", "b"], ["c"]]);
    expect(log).toEqual([
      ...["wave 1: canary", "begin canary", "end canary"],
      ...["wave 2: a b", "begin a", "begin b", "end a", "end b"],
      ...["wave 3: c", "begin c", "end c"],
    ]);
    expect(endings.map(({ member, wave, result }) => [member, wave, result])).toEqual([
      ["canary", 1, "canary is back"],
      ["a", 2, "a is back"],
      ["b", 2, "b is back"],
      ["c", 3, "c is back"],
    ]);
  });

  test("a failure: its wave is finished, and no other one begins", async () => {
    const { log, endings } = await play([["canary"], ["a", "b"], ["c"], ["d"]], ["a"]);
    expect(log.at(-1)).toBe("end b");
    expect(endings.map(({ member, result, error }) => [member, result ?? error?.message])).toEqual([
      ["canary", "canary is back"],
      ["a", "a failed"],
      ["b", "b is back"],
      ["c", undefined],
      ["d", undefined],
    ]);
  });
});
