import { describe, expect, test } from "vitest";
import type { ErrorKind } from "../../../provider/client";
import { WaitError } from "../../../provider/runtime/poller";
import { cloudError, done, estimating, pending, rejection, silent, waitingRoom } from "./waiting";

describe("poller: when it looks", () => {
  test("estimate: looks go where the end is expected", async () => {
    const room = waitingRoom();
    await room.wait("a", estimating(100_000));
    expect(room.looksAt("a")).toEqual([1, 61, 96.1, 99.61, 100.61]);
  });

  test("no estimate: looks become rarer", async () => {
    const room = waitingRoom();
    await room.wait("a", silent(10_000));
    expect(room.looksAt("a")).toEqual([1, 2, 3.5, 5.75, 9.125, 14.1875]);
  });

  test("jitter: stays within a tenth", async () => {
    for (const [random, second] of [
      [0, 46],
      [1, 56],
    ] as const) {
      const room = waitingRoom(() => random);
      await room.wait("a", (elapsedMs) => (elapsedMs > 40_000 ? done("value") : pending("", 50_000 / 0.9)));
      expect(room.looksAt("a")).toEqual([1, second]);
    }
  });

  test("a machine that is down: from the soonest end on, the next look is a second away", async () => {
    const room = waitingRoom();
    await room.wait("a", silent(50_000), { machineIsDown: true, kind: "stopped" });
    expect(room.looksAt("a")).toEqual(Array.from({ length: 48 }, (_, index) => index + 3));
  });

  test("a machine that is down for long: the end is seen within a fiftieth of the wait", async () => {
    const room = waitingRoom();
    await room.wait("a", silent(600_000), { machineIsDown: true, kind: "stopped" });
    expect(room.clock.elapsed()).toBeLessThanOrEqual(612_000);
    expect(room.looks.length).toBeLessThan(200);
  });

  test("a machine that is down: answers that take a while do not shift the looks", async () => {
    const room = waitingRoom();
    const slowly = async (elapsedMs: number) => {
      await room.clock.sleep(300);
      return silent(6_000)(elapsedMs);
    };
    await room.wait("a", slowly, { machineIsDown: true, kind: "stopped" });
    expect(room.looksAt("a")).toEqual([3, 4, 5, 6]);
  });

  test("one that must see the change: looks early, and then where the end may be", async () => {
    const room = waitingRoom();
    await room.wait("a", silent(5_000), { machineIsDown: true, kind: "restored", seesChange: true });
    expect(room.looksAt("a")).toEqual([1, 3, 4, 5]);
  });

  test("similar waits have ended before: the looks begin where the soonest of them has ended", async () => {
    const room = waitingRoom();
    for (const [name, endMs] of [
      ["slow", 8_000],
      ["first", 5_600],
    ] as const)
      await room.wait(name, silent(endMs), { machineIsDown: true, kind: "stopped" });
    const begun = room.clock.elapsed() / 1_000;
    await room.wait("second", silent(5_600), { machineIsDown: true, kind: "stopped" });
    expect(room.looksAt("second").map((at) => at - begun)).toEqual([5, 6]);
  });

  test("waits of another kind, or that came to nothing: tell nothing of this one", async () => {
    const room = waitingRoom();
    await room.wait("other", silent(30_000), { machineIsDown: true, kind: "stopped" });
    await rejection(
      room.wait("in vain", silent(90_000), { machineIsDown: true, kind: "started", timeoutMs: 30_000 }),
    );
    const begun = room.clock.elapsed() / 1_000;
    await room.wait("a", silent(3_500), { machineIsDown: true, kind: "started" });
    expect(room.looksAt("a").map((at) => at - begun)).toEqual([3, 4]);
  });

  test("a hundred that begin apart: one lane looks once a second, and each ends within a second of its end", async () => {
    const room = waitingRoom();
    const lateness = await Promise.all(
      Array.from({ length: 100 }, async (_, index) => {
        const begunAt = index * 137;
        const endMs = 6_000 + index * 211;
        await new Promise<void>((resolve) => room.clock.at(begunAt, resolve));
        await room.wait(`w${index}`, silent(endMs), { machineIsDown: true, kind: `of its own ${index}` });
        return room.clock.elapsed() - begunAt - endMs;
      }),
    );
    const moments = [...new Set(room.looks.map(({ at }) => at))];
    const gaps = moments.slice(1).map((at, index) => at - (moments[index] ?? 0));
    expect(Math.min(...gaps)).toBe(1_000);
    expect(Math.max(...lateness)).toBeLessThanOrEqual(1_000);
    expect(room.looks.length).toBeLessThan(100 * 40);
  });

  test("twenty waiters of a lane: look in the same moments, however many they are", async () => {
    const alone = waitingRoom();
    await alone.wait("a", estimating(10_000));
    const room = waitingRoom();
    await Promise.all(Array.from({ length: 20 }, (_, index) => room.wait(`w${index}`, estimating(10_000))));
    const moments = new Set(room.looks.map(({ at }) => at));
    expect(moments.size).toBe(alone.looks.length);
    expect(room.looks).toHaveLength(20 * alone.looks.length);
  });

  test("waiters with different ends: each ends in its time, the others go on", async () => {
    const room = waitingRoom();
    const ends = await Promise.all(
      [5_000, 30_000, 200_000].map((endMs) =>
        room.wait(`until ${endMs}`, estimating(endMs)).then(() => room.clock.elapsed()),
      ),
    );
    expect(ends[0]).toBeLessThanOrEqual(6_100);
    expect(ends[1]).toBeLessThanOrEqual(31_100);
    expect(ends[2]).toBeLessThanOrEqual(201_100);
  });

  test("two lanes: one's waiters are not looked at with the other's", async () => {
    const room = waitingRoom();
    await Promise.all([
      room.wait("slow", estimating(1_000_000), { lane: "one" }),
      room.wait("fast", silent(5_000), { lane: "two" }),
    ]);
    const fast = room.looksAt("fast").filter((at) => at > 1);
    expect(fast.length).toBeGreaterThan(2);
    for (const at of fast) expect(room.looksAt("slow")).not.toContain(at);
  });

  test("one that joins while the lane sleeps long: is looked at in time", async () => {
    const room = waitingRoom();
    const slow = room.wait("slow", estimating(300_000));
    const joined = new Promise((resolve) => {
      room.clock.at(20_000, () => resolve(room.wait("late", estimating(4_000))));
    });
    await joined;
    expect(room.looksAt("late")[0]).toBe(21);
    expect(room.clock.elapsed()).toBeLessThanOrEqual(25_100);
    await slow;
  });

  test("a lane that has ended: begins again, and nobody sleeps in between", async () => {
    const room = waitingRoom();
    await room.wait("first", silent(2_000));
    await new Promise((resolve) => setImmediate(resolve));
    expect(room.clock.sleeping()).toBe(0);
    const begun = room.clock.elapsed();
    await room.wait("second", silent(2_000));
    expect(room.looksAt("second")[0]).toBe(begun / 1_000 + 1);
  });
});

describe("poller: how it ends", () => {
  test("done: in the value that was seen", async () => {
    const room = waitingRoom();
    expect(await room.wait("a", () => done({ snapshotId: "s-1" }))).toEqual({ snapshotId: "s-1" });
  });

  test("failed: in an error with its words and what was seen before", async () => {
    const room = waitingRoom();
    const error = await rejection(
      room.wait("a", (elapsedMs) =>
        elapsedMs < 2_000
          ? pending("snapshot s-1 40 %")
          : { kind: "failed", words: "Snapshot s-1 failed at 60 %" },
      ),
    );
    expect(error).toBeInstanceOf(WaitError);
    expect(error).toMatchObject({ reason: "failed" });
    expect(error.message).toBe("Snapshot s-1 failed at 60 %. Seen: snapshot s-1 40 % (1 s).");
  });

  test("time-out: at its time, in an error that lists what was seen, each sight once", async () => {
    const room = waitingRoom();
    const error = await rejection(
      room.wait("disk d-1", (elapsedMs) => pending(elapsedMs < 3_000 ? "In_use" : "ReIniting"), {
        timeoutMs: 90_000,
      }),
    );
    expect(error).toMatchObject({ reason: "timeout" });
    expect(error.message).toBe(
      "Waited 1 m 30 s for disk d-1 to be done, in vain. Seen: In_use (1 s); ReIniting (4 s).",
    );
    expect(room.clock.elapsed()).toBe(90_000);
  });

  test("time-out: the last look is at the deadline, and one that sees the end counts", async () => {
    const room = waitingRoom();
    const value = await room.wait(
      "a",
      (elapsedMs) => (elapsedMs >= 7_000 ? done("just in time") : pending("")),
      {
        timeoutMs: 7_000,
      },
    );
    expect(value).toBe("just in time");
    expect(room.clock.elapsed()).toBe(7_000);
  });

  test("time-out shorter than the shortest pause: is kept, after one look", async () => {
    const room = waitingRoom();
    await rejection(room.wait("a", silent(10_000), { timeoutMs: 300 }));
    expect(room.looksAt("a")).toEqual([0.3]);
  });

  test("time-out of one: leaves the others of its lane alone", async () => {
    const room = waitingRoom();
    const other = room.wait("other", estimating(100_000));
    await rejection(room.wait("a", silent(500_000), { timeoutMs: 5_000 }));
    expect(await other).toBe("value");
  });

  test("what was seen: the list stays short, and begins with the first", async () => {
    const room = waitingRoom();
    const error = await rejection(
      room.wait("a", (elapsedMs) => pending(`sight ${elapsedMs}`, 1_000), { timeoutMs: 60_000 }),
    );
    const listed = error.message.split("Seen: ")[1]?.split("; ") ?? [];
    expect(listed).toHaveLength(12);
    expect(listed[0]).toMatch(/^sight 1000 /);
    expect(listed.at(-1)).toMatch(/^sight 60000 /);
  });

  test("progress: every look that did not end the wait is told, with the time it took so far", async () => {
    const room = waitingRoom();
    const seen: [string, number][] = [];
    await room.wait("a", silent(3_000), { seen: (words, elapsedMs) => seen.push([words, elapsedMs]) });
    expect(seen).toEqual([
      ["on its way", 1_000],
      ["on its way", 2_000],
    ]);
  });
});

describe("poller: interrupted", () => {
  test("while asleep: ends at once, and looks no more", async () => {
    const room = waitingRoom();
    const controller = new AbortController();
    room.clock.at(5_300, () => controller.abort());
    const error = await rejection(room.wait("a", estimating(600_000), { signal: controller.signal }));
    expect(error).toMatchObject({ reason: "interrupted" });
    expect(error.message).toBe("Interrupted while waiting for a to be done. Seen: on its way (1 s).");
    expect(room.clock.elapsed()).toBe(5_300);
    await new Promise((resolve) => setImmediate(resolve));
    expect(room.clock.sleeping()).toBe(0);
  });

  test("while a look is under way: ends without its answer", async () => {
    const room = waitingRoom();
    const controller = new AbortController();
    const error = await rejection(
      room.wait(
        "a",
        () => {
          controller.abort();
          return new Promise(() => undefined);
        },
        { signal: controller.signal },
      ),
    );
    expect(error).toMatchObject({ reason: "interrupted" });
  });

  test("before it began: never looks", async () => {
    const room = waitingRoom();
    const error = await rejection(room.wait("a", silent(1_000), { signal: AbortSignal.abort() }));
    expect(error.message).toBe("Interrupted while waiting for a to be done. Seen: nothing yet.");
    expect(room.looks).toEqual([]);
  });

  test("one of several: the others go on", async () => {
    const room = waitingRoom();
    const controller = new AbortController();
    room.clock.at(5_000, () => controller.abort());
    const other = room.wait("other", estimating(20_000));
    await rejection(room.wait("a", estimating(20_000), { signal: controller.signal }));
    expect(await other).toBe("value");
  });
});

describe("poller: a look that fails", () => {
  const passing: ErrorKind[] = [
    "throttled",
    "unavailable",
    "connection",
    "timeout",
    "badAnswer",
    "unknownHost",
    "foreignAnswer",
    "busy",
  ];
  test.each(passing)("%s: passes, and the wait goes on", async (kind) => {
    const room = waitingRoom();
    const looks: string[] = [];
    const value = await room.wait(
      "a",
      () => {
        if (looks.length < 2) throw cloudError(kind, "SomeCode");
        return done("value");
      },
      { seen: (words) => looks.push(words) },
    );
    expect(value).toBe("value");
    expect(looks).toEqual(["could not look: SomeCode", "could not look: SomeCode"]);
  });

  test.each(passing)("%s, while a machine is down: only throttling slows the looks", async (kind) => {
    const room = waitingRoom();
    const look = () => {
      if (room.looks.length <= 3) throw cloudError(kind, "SomeCode");
      return room.looks.length > 5 ? done("value") : pending("on its way");
    };
    await room.wait("a", look, { machineIsDown: true, kind: "stopped" });
    expect(room.looksAt("a")).toEqual(kind === "throttled" ? [3, 5, 9, 17, 18, 19] : [3, 4, 5, 6, 7, 8]);
  });

  test("a look that takes long, since the cloud throttles it: the pause after it is as long", async () => {
    const room = waitingRoom();
    const look = async () => {
      if (room.looks.length === 1) await room.clock.sleep(20_000);
      return room.looks.length > 2 ? done("value") : pending("on its way");
    };
    await room.wait("a", look, { machineIsDown: true, kind: "stopped" });
    expect(room.looksAt("a")).toEqual([3, 43, 44]);
  });

  test("passing, until the time is up: the error says why nothing was seen", async () => {
    const room = waitingRoom();
    const error = await rejection(
      room.wait(
        "a",
        () => {
          throw cloudError("throttled", "Throttling.User");
        },
        { timeoutMs: 30_000 },
      ),
    );
    expect(error).toMatchObject({ reason: "timeout" });
    expect(error.message).toContain("could not look: Throttling.User (1 s)");
  });

  const lasting: ErrorKind[] = ["denied", "credentials", "notFound", "invalid", "account", "unknown"];
  test.each(lasting)("%s: ends the wait with the cloud's own error", async (kind) => {
    const room = waitingRoom();
    const thrown = cloudError(kind, "SomeCode");
    const error = await rejection(
      room.wait("a", () => {
        throw thrown;
      }),
    );
    expect(error).toBe(thrown);
    expect(room.looks).toHaveLength(1);
  });

  test("a mistake of our own: ends the wait, and only this one", async () => {
    const room = waitingRoom();
    const other = room.wait("other", estimating(5_000));
    const error = await rejection(
      room.wait("a", () => {
        throw new TypeError("a mistake");
      }),
    );
    expect(error).toBeInstanceOf(TypeError);
    expect(await other).toBe("value");
  });
});
