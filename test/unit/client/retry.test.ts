import { describe, expect, it } from "vitest";
import { CloudError, type Effect, explainCode } from "../../../provider/client";
import { MOST_TROUBLES, retriesUntil } from "../../../provider/client/retry";

function errorWith(code: string, acted: "no" | "unknown", retryAfterMs?: number): CloudError {
  return new CloudError({
    code,
    ...explainCode(code),
    service: "ecs",
    action: "ResetDisk",
    target: "d-1",
    regionId: "cn-hangzhou",
    cloudMessage: "",
    acted,
    attempts: 1,
    retryAfterMs,
  });
}

/** The delays of one call that fails with this error each time, from time 0 on. */
function delaysOf(error: CloudError, effect: Effect, giveUpAt = 300_000, random = () => 0.5): number[] {
  const retries = retriesUntil(giveUpAt, random);
  const delays: number[] = [];
  let now = 0;
  for (;;) {
    const delay = retries.after(error, effect, now);
    if (delay === undefined) return delays;
    delays.push(delay);
    now += delay;
  }
}

const effects: Effect[] = ["read", "repeatable", "once"];

describe("retries: throttling", () => {
  it.each(effects)("%s: is tried again until the deadline, since the cloud did nothing", (effect) => {
    const delays = delaysOf(errorWith("Throttling.User", "no"), effect, 60_000);
    expect(delays.slice(0, 5)).toEqual([2000, 3500, 5750, 9125, 14188]);
    const waited = delays.reduce((sum, delay) => sum + delay);
    expect(waited).toBeLessThanOrEqual(60_000);
    expect(waited).toBeGreaterThan(30_000);
  });

  it("never waits longer than 30 s of its own accord", () => {
    expect(Math.max(...delaysOf(errorWith("Throttling", "no"), "read", 600_000, () => 0.999))).toBe(30_000);
  });

  it("spreads: the same failure waits differently with another random number", () => {
    const error = errorWith("Throttling", "no");
    expect(delaysOf(error, "read", 5_000, () => 0)[0]).toBe(1_000);
    expect(delaysOf(error, "read", 5_000, () => 0.999)[0]).toBe(2_998);
  });

  it("waits as long as the cloud asks", () => {
    expect(delaysOf(errorWith("Throttling", "no", 40_000), "once", 100_000)).toEqual([40_000, 40_000]);
  });

  it("gives up at once where the cloud asks for more time than there is", () => {
    expect(delaysOf(errorWith("Throttling", "no", 40_000), "once", 30_000)).toEqual([]);
  });
});

describe("retries: faults", () => {
  const open = [
    "InternalError",
    "ServiceUnavailable",
    "ConnectionLost",
    "ReadTimeout",
    "HtmlAnswer",
    "ForeignAnswer",
    "BrokenAnswer",
  ];

  it.each(open)("%s: is tried a few times where sending it again is safe", (code) => {
    for (const effect of ["read", "repeatable"] as const) {
      const delays = delaysOf(errorWith(code, "unknown"), effect);
      expect(delays).toEqual([1000, 1750, 2875]);
      expect(delays).toHaveLength(MOST_TROUBLES - 1);
    }
  });

  it.each(open)("%s: ends a request that must not be sent twice", (code) => {
    expect(delaysOf(errorWith(code, "unknown"), "once")).toEqual([]);
  });

  it.each(["ConnectTimeout", "ConnectionFailed", "NameNotFound", "HostNotFound"])(
    "%s: nothing was sent, so that even a request that must not be sent twice is tried again",
    (code) => {
      expect(delaysOf(errorWith(code, "no"), "once")).toHaveLength(MOST_TROUBLES - 1);
    },
  );

  it("keep within the deadline", () => {
    expect(delaysOf(errorWith("InternalError", "unknown"), "read", 2_900)).toEqual([1000, 1750]);
  });
});

describe("retries: answers that would not change", () => {
  it.each([
    "IncorrectInstanceStatus",
    "InvalidDiskId.NotFound",
    "InvalidSnapshotId.NotReady",
    "Forbidden.RAM",
    "QuotaExceed.Snapshot",
    "DryRunOperation",
    "IdempotentParameterMismatch",
    "UnexpectedAnswer",
    "NoSuchCode",
  ])("%s: is not tried again", (code) => {
    for (const effect of effects) expect(delaysOf(errorWith(code, "no"), effect)).toEqual([]);
  });
});

describe("retries: a request that is still being carried out", () => {
  it("is asked for again by its token", () => {
    const error = errorWith("IdempotentProcessing", "unknown");
    expect(delaysOf(error, "repeatable")).toHaveLength(MOST_TROUBLES - 1);
    expect(delaysOf(error, "once")).toEqual([]);
  });
});
