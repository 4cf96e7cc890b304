import { describe, expect, test } from "vitest";
import { createTurns, type Purpose } from "../../../provider/runtime/turns";

/** Whether work for one purpose begins while work for another is under way on the same disk. */
async function overlaps(first: Purpose, second: Purpose): Promise<boolean> {
  const turns = createTurns();
  let end = () => {};
  const begun = turns.during(first, ["d-1"], () => new Promise<void>((resolve) => (end = resolve)));
  await new Promise((resolve) => setImmediate(resolve));
  let started = false;
  const next = turns.during(second, ["d-1"], async () => void (started = true));
  await new Promise((resolve) => setImmediate(resolve));
  const overlapped = started;
  end();
  await Promise.all([begun, next]);
  expect(started).toBe(true);
  return overlapped;
}

describe("turns on one disk", () => {
  test.each<[Purpose, Purpose, boolean]>([
    ["snapshot", "snapshot", false],
    ["snapshot", "rollback", false],
    ["snapshot", "power", false],
    ["rollback", "snapshot", false],
    ["rollback", "rollback", false],
    ["rollback", "power", true],
    ["rollback", "safety", true],
    ["safety", "power", false],
    ["power", "safety", false],
    ["power", "power", true],
  ])("%s, then %s: overlap %j", async (first, second, expected) => {
    expect(await overlaps(first, second)).toBe(expected);
  });

  test("other disks: do not wait", async () => {
    const turns = createTurns();
    let end = () => {};
    const begun = turns.during("snapshot", ["d-1"], () => new Promise<void>((resolve) => (end = resolve)));
    expect(await turns.during("snapshot", ["d-2"], async () => "done")).toBe("done");
    expect([turns.takesSnapshot(["d-1"]), turns.takesSnapshot(["d-2"])]).toEqual([true, false]);
    end();
    await begun;
    expect(turns.takesSnapshot(["d-1"])).toBe(false);
  });

  test("power: does not wait for a snapshot that stands in the queue, perhaps behind itself", async () => {
    const turns = createTurns();
    await turns.during("rollback", ["d-1"], async () => {
      const queued = turns.during("snapshot", ["d-1"], async () => "taken");
      expect(await turns.during("power", ["d-1"], async () => "stopped")).toBe("stopped");
      return { queued };
    });
  });

  test("whoever waits can tell what for; whoever does not wait is not asked", async () => {
    const turns = createTurns();
    const told: unknown[] = [];
    const waiting = (others: readonly Purpose[], wait: Promise<unknown>) => (told.push(others), wait);
    let end = () => {};
    const work = () => new Promise<void>((resolve) => (end = resolve));
    const begun = turns.during("snapshot", ["d-1"], work, waiting);
    const next = turns.during("rollback", ["d-1"], async () => "back", waiting);
    end();
    await begun;
    expect([await next, told]).toEqual(["back", [["snapshot"]]]);
  });

  test("a snapshot that goes on after its turn: is known until it has ended", async () => {
    const turns = createTurns();
    await turns.during("snapshot", ["d-1"], async () => turns.leave("d-1", "s-1"));
    expect([turns.takesSnapshot(["d-1"]), turns.left(["d-1", "d-2"])]).toEqual([true, ["s-1"]]);
    expect([turns.takesSnapshot(["d-2"]), turns.left(["d-2"])]).toEqual([false, []]);
    turns.ended(["s-1"]);
    expect([turns.takesSnapshot(["d-1"]), turns.left(["d-1"])]).toEqual([false, []]);
  });

  test("work that fails: ends its turn", async () => {
    const turns = createTurns();
    await expect(turns.during("rollback", ["d-1"], () => Promise.reject(new Error("no")))).rejects.toThrow(
      "no",
    );
    expect(await turns.during("rollback", ["d-1"], async () => "yes")).toBe("yes");
  });
});
