import { describe, expect, test } from "vitest";
import type { RollbackPolicy } from "../../../provider/lifecycle/inputs/diskRollback";
import { planWords } from "../../../provider/lifecycle/planWords";
import type { Observed } from "../../../provider/rollback/model/observed";
import { someHost, somePoint, somePolicy, someObserved, someSnapshot } from "./facts";

/** The plan's two lines of the host. */
function hostLines(
  sight: Partial<Observed>,
  policy: Partial<RollbackPolicy> = {},
  ranBefore = false,
): string {
  const planned = { ranBefore: () => ranBefore, hostWord: "instance" };
  const lines = planWords(somePolicy(policy), someObserved(sight), planned).split("\n");
  const first = lines.findIndex((line) => line.includes("instance i-1"));
  return lines
    .slice(first, first + 2)
    .map((line) => line.trim())
    .join(" ");
}
const running = [someHost({ state: "running", statusWord: "Running" })];

describe("the plan's words on the host", () => {
  test("stopped by somebody: stays stopped, unless it is to be started always", () => {
    expect(hostLines({})).toBe("instance i-1: Stopped; stays stopped");
    expect(hostLines({}, { startAfter: "always" })).toBe("instance i-1: Stopped; will be started afterwards");
  });

  test("running: is stopped and started again, by force and for good where that is asked", () => {
    expect(hostLines({ hosts: running }, { whenRunning: "stop" })).toBe(
      "instance i-1: Running; will be stopped, and is started again",
    );
    expect(hostLines({ hosts: running }, { whenRunning: "stop", forceStop: true, startAfter: "never" })).toBe(
      "instance i-1: Running; will be stopped by force, and stays stopped",
    );
    expect(hostLines({ hosts: running }, { whenRunning: "wait" })).toBe(
      "instance i-1: Running; is waited for until somebody has stopped it, and is started again",
    );
  });

  test("stopped by an earlier run that was killed: is started again", () => {
    const words = "instance i-1: Stopped; an earlier run has stopped it, and it is started again";
    expect(hostLines({}, {}, true)).toBe(words);
    expect(hostLines({}, { startAfter: "never" }, true)).toBe("instance i-1: Stopped; stays stopped");
  });
});

describe("the plan's lines", () => {
  const id = (number: number) => `s-bp1234567890abcdefgh${number}`;
  const policy = {
    maxDataLoss: "7d",
    notAfter: "2026-11-30T00:00:00Z",
    requireNewest: true,
    expectLast: id(1),
  };
  const sibling = (number: number) =>
    someSnapshot({ snapshotId: id(number), creationTime: `2026-11-20T1${number}:30:00Z` });
  const plan = planWords(
    somePolicy(policy),
    someObserved({ points: [somePoint({ siblings: [4, 5, 6].map(sibling) })] }),
    { ranBefore: () => false, hostWord: "instance" },
  );

  test("newer snapshots and guards: are named on a line each", () => {
    expect(plan).toContain(`\n  newer snapshots skipped: ${id(4)}, ${id(5)} and 1 more\n`);
    expect(plan).toContain(
      `\n  guards passed: at most 7d lost, not after 2026-11-30 00:00 UTC, newest snapshot only, last applied is ${id(1)}`,
    );
  });
});

describe("the plan's words on what an earlier run has saved", () => {
  const safetyLineOf = (saved: string[], policy: Partial<RollbackPolicy> = {}) =>
    planWords(somePolicy(policy), someObserved({}), { ranBefore: () => false, hostWord: "instance", saved })
      .split("\n")
      .find((line) => line.includes("safety snapshot"))
      ?.trim();

  test("it is still the present: no other one is taken, whatever is wanted", () => {
    for (const policy of [{}, { safetySnapshot: false } as const]) {
      expect(safetyLineOf(["s-9"], policy)).toBe("no other safety snapshot: s-9 holds the present");
      expect(safetyLineOf(["s-7", "s-8", "s-9"], policy)).toBe(
        "no other safety snapshot: s-7 and 2 more hold the present",
      );
    }
  });

  test("it is not: another one comes first", () => {
    expect(safetyLineOf([])).toBe("safety snapshot first, kept 14 days");
  });
});

describe("the plan's words on the cloud's dry run", () => {
  const lastLine = (dryRun: Observed["dryRun"]) =>
    planWords(somePolicy(), someObserved({ dryRun }), { ranBefore: () => false, hostWord: "instance" })
      .split("\n")
      .at(-1)
      ?.trim();

  test("its verdict, or why there is none; nothing where it was not asked", () => {
    expect(lastLine({ kind: "passed" })).toBe("cloud's dry run: passed");
    expect(lastLine({ kind: "hostRuns" })).toBe("cloud's dry run: no verdict while the instance runs");
    expect(lastLine({ kind: "waits" })).toBe("cloud's dry run: not asked while a snapshot is being taken");
    expect(lastLine({ kind: "unanswered", disk: "d-1", because: "of a fault", error: new Error() })).toBe(
      "cloud's dry run: no verdict, because of a fault",
    );
    expect(lastLine(undefined)).toMatch(/^safety snapshot first/);
  });
});
