import { expect, test } from "vitest";
import { wasStartedBetween } from "../../../provider/lifecycle/hostRuns";
import type { RunPhase } from "../../../provider/rollback/model/state";

const at = (minute: number, second = 0) => new Date(Date.UTC(2026, 10, 21, 3, minute, second)).toISOString();
const found = (
  { wasRunning = true, before, stopped = true }: { wasRunning?: boolean; before?: string; stopped?: boolean },
  startedAt: string | undefined,
  ...phases: RunPhase[]
) =>
  wasStartedBetween(
    { hostId: "i-1", wasRunning, startedAt: before, stoppedAt: stopped ? at(10) : undefined },
    { startedAt },
    phases.map((phase) => ({ phase, startedAt: at(9) })),
  );

test("the cloud tells its last start: another one than before is of somebody", () => {
  expect(found({ before: at(1) }, at(11), "preflight", "stop")).toBe(true);
  expect(found({ before: at(1, 5) }, at(1), "preflight", "stop", "safetySnapshot")).toBe(false);
});

test("the cloud tells none: it was started where this run has seen it stopped", () => {
  expect(found({}, undefined, "preflight", "stop", "safetySnapshot")).toBe(true);
  expect(found({}, undefined, "preflight", "stop")).toBe(false);
  expect(found({ stopped: false }, undefined, "preflight", "stop", "safetySnapshot")).toBe(false);
  expect(found({}, undefined, "preflight", "safetySnapshot", "stop", "start")).toBe(false);
});

test("found stopped at first: it was started", () => {
  expect(found({ wasRunning: false }, undefined, "preflight")).toBe(true);
});
