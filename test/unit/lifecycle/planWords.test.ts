import { describe, expect, test } from "vitest";
import type { RollbackPolicy } from "../../../provider/lifecycle/inputs/diskRollback";
import { planWords } from "../../../provider/lifecycle/planWords";
import type { Sight } from "../../../provider/lifecycle/sight";
import { someHost, somePolicy, someSight } from "./facts";

/** The plan's two lines of the host. */
function hostLines(sight: Partial<Sight>, policy: Partial<RollbackPolicy> = {}): string {
  const lines = planWords(somePolicy(policy), someSight(sight), "instance", false).split("\n");
  const first = lines.findIndex((line) => line.includes("instance i-1"));
  return lines
    .slice(first, first + 2)
    .map((line) => line.trim())
    .join(" ");
}
const running = [someHost({ state: "running", statusWord: "Running" })];
const stopping = { phase: "stopping", ranBefore: ["i-1"], at: "2026-11-20T12:00:00Z" } as const;

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
    expect(hostLines({ entry: stopping })).toBe(words);
    expect(hostLines({ unended: [stopping] })).toBe(words);
    expect(hostLines({ entry: stopping }, { startAfter: "never" })).toBe(
      "instance i-1: Stopped; stays stopped",
    );
  });
});
