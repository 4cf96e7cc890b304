import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { callerOf, failureOf, requestOf } from "./calling";
import { endOf } from "./endOf";
import { answers, cutsBeforeAnswer, fails, type Gateway, startGateway } from "./gateway";

let gateway: Gateway | undefined;
afterEach(async () => {
  await gateway?.close();
  gateway = undefined;
});

const fine = answers({ RequestId: "R-1" });

describe("throttling", () => {
  const throttled = fails("Throttling.User", 400);

  it.each(["read", "repeatable", "once"] as const)(
    "%s: is waited out, since the cloud did nothing",
    async (effect) => {
      gateway = await startGateway(throttled, fails("Throttling", 403), fails("Throttling.Api", 429), fine);
      const { cloud, clock } = callerOf(gateway.address);
      const seen: string[] = [];
      const answer = await cloud.call(requestOf(effect), {
        onRetry: ({ error, attempt, delayMs }) =>
          seen.push(`${attempt} ${error.code} ${error.kind} ${delayMs}`),
      });
      expect(answer).toEqual({ RequestId: "R-1" });
      expect(clock.slept).toEqual([2000, 3500, 5750]);
      expect(seen).toEqual([
        "1 Throttling.User throttled 2000",
        "2 Throttling throttled 3500",
        "3 Throttling.Api throttled 5750",
      ]);
      expect(gateway.requests).toHaveLength(4);
      cloud.close();
    },
  );

  it("ends at the deadline, nothing done", async () => {
    gateway = await startGateway(throttled);
    const { cloud, clock } = callerOf(gateway.address);
    const error = await failureOf(cloud.call(requestOf("once"), { deadline: clock.now() + 6_000 }));
    expect(error).toMatchObject({
      kind: "throttled",
      acted: "no",
      attempts: 3,
      httpStatus: 400,
      requestId: "R-error",
    });
    expect(clock.slept).toEqual([2000, 3500]);
    cloud.close();
  });

  it("ends after five minutes where no deadline is given", async () => {
    const { error, slept } = await endOf("once", [throttled]);
    const waited = slept.reduce((sum, delay) => sum + delay, 0);
    expect(error.kind).toBe("throttled");
    expect(waited).toBeGreaterThan(4 * 60_000);
    expect(waited).toBeLessThanOrEqual(5 * 60_000);
  });

  it("waits as long as the cloud asks in x-acs-retry-after", async () => {
    gateway = await startGateway(fails("Throttling.User", 400, { "x-acs-retry-after": "7000" }), fine);
    const { cloud, clock } = callerOf(gateway.address);
    await cloud.call(requestOf("read"));
    expect(clock.slept).toEqual([7000]);
    cloud.close();
  });
});

describe("the cloud's errors", () => {
  it("are thrown at once, with the code's kind, next step, status and RequestId", async () => {
    const { error, sends } = await endOf("repeatable", [fails("IncorrectInstanceStatus", 403)]);
    expect(error).toMatchObject({
      code: "IncorrectInstanceStatus",
      kind: "wrongState",
      service: "ecs",
      action: "ResetDisk",
      target: "d-1 → s-2",
      regionId: "cn-hangzhou",
      requestId: "R-error",
      httpStatus: 403,
      cloudMessage: "Message of IncorrectInstanceStatus.",
      acted: "no",
      attempts: 1,
    });
    expect(error.next).toMatch(/whenRunning/);
    expect(error.message).toBe(
      "ResetDisk d-1 → s-2 (ecs, cn-hangzhou): IncorrectInstanceStatus: Message of IncorrectInstanceStatus. RequestId R-error",
    );
    expect(sends).toBe(1);
  });

  it.each([200, 400, 404, 500])("are the same with HTTP %i: the code decides", async (status) => {
    const { error } = await endOf("once", [fails("DryRunOperation", status)]);
    expect(error).toMatchObject({ kind: "dryRunPassed", acted: "no", httpStatus: status });
  });

  it("are shown whole and not tried again where the code is not known", async () => {
    const { error, sends } = await endOf("repeatable", [fails("MoonPhase.Wrong", 418)]);
    expect(error).toMatchObject({ kind: "unknown", acted: "unknown", code: "MoonPhase.Wrong" });
    expect(error.message).toContain("Message of MoonPhase.Wrong.");
    expect(sends).toBe(1);
  });

  it("are understood in small letters too", async () => {
    const { error } = await endOf("once", [
      answers({ code: "Forbidden.RAM", message: "No.", requestId: "r" }, 403),
    ]);
    expect(error).toMatchObject({
      kind: "denied",
      code: "Forbidden.RAM",
      cloudMessage: "No.",
      requestId: "r",
    });
  });

  it("name the permission that was missing", async () => {
    const denied = {
      Code: "Forbidden.RAM",
      Message: "No.",
      RequestId: "R",
      AccessDeniedDetail: { AuthAction: "ecs:ResetDisk" },
    };
    const { error } = await endOf("once", [answers(denied, 403)]);
    expect(error.message).toContain("missing permission: ecs:ResetDisk");
  });

  it("do not hide that an earlier attempt may have been carried out", async () => {
    const { error, sends } = await endOf("repeatable", [cutsBeforeAnswer, fails("IncorrectDiskStatus", 403)]);
    expect(error).toMatchObject({ code: "IncorrectDiskStatus", acted: "unknown", attempts: 2 });
    expect(sends).toBe(2);
  });
});

describe("an answer of another shape", () => {
  it("names the paths, and is not asked for again", async () => {
    gateway = await startGateway(
      answers({ RequestId: "R-1", Disks: { Disk: [{ DiskId: "d-1", Size: "big" }] } }),
    );
    const { cloud } = callerOf(gateway.address);
    const answer = z.object({
      Disks: z.object({ Disk: z.array(z.object({ DiskId: z.string(), Size: z.number() })) }),
    });
    const error = await failureOf(cloud.call({ ...requestOf("repeatable"), answer }));
    expect(error).toMatchObject({
      kind: "foreignAnswer",
      code: "UnexpectedAnswer",
      acted: "unknown",
      requestId: "R-1",
    });
    expect(error.message).toContain("Disks.Disk.0.Size");
    expect(gateway.requests).toHaveLength(1);
    cloud.close();
  });

  it("has the RequestId of the header where it holds none", async () => {
    const { error } = await endOf("once", [answers({}, 200, { "x-acs-request-id": "R-header" })]);
    expect(error).toMatchObject({ code: "UnexpectedAnswer", requestId: "R-header" });
  });
});
