import net, { type AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import type { CloudError, Effect } from "../../../provider/client";
import { callerOf, failureOf, requestOf } from "./calling";
import {
  answers,
  answersAfter,
  type Behaviour,
  cutsBeforeAnswer,
  cutsWithinAnswer,
  fails,
  type Gateway,
  neverAnswers,
  says,
  stallsWithinAnswer,
  startGateway,
} from "./gateway";

let gateway: Gateway;
afterEach(() => gateway.close());

const fine = answers({ RequestId: "R-1" });
const page = "<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>";

interface Ended {
  readonly error: CloudError;
  readonly sends: number;
  readonly slept: readonly number[];
}

async function endOf(
  effect: Effect,
  behaviours: [Behaviour, ...Behaviour[]],
  config: Record<string, string> = {},
): Promise<Ended> {
  gateway = await startGateway(...behaviours);
  const { cloud, clock } = callerOf(gateway.address, config);
  const error = await failureOf(cloud.call(requestOf(effect)));
  cloud.close();
  return { error, sends: gateway.requests.length, slept: clock.slept };
}

const brief = { "alicloud:clientReadTimeout": "60" };

const troubles: [string, Behaviour, string, string, RegExp, Record<string, string>?][] = [
  [
    "an HTML page with HTTP 200",
    says(page),
    "badAnswer",
    "HtmlAnswer",
    /HTTP 200 with a page: 502 Bad Gateway/,
  ],
  ["an HTML page with HTTP 502", says(page, 502), "badAnswer", "HtmlAnswer", /HTTP 502 with a page/],
  [
    "an HTML page with HTTP 504",
    says("<h1>Time\nout</h1>", 504),
    "badAnswer",
    "HtmlAnswer",
    /HTTP 504 with a page: Time out/,
  ],
  ["an answer of nothing", says("", 502), "badAnswer", "EmptyAnswer", /HTTP 502 without any content/],
  [
    "JSON that breaks off",
    says('{"RequestId":"R'),
    "badAnswer",
    "BrokenAnswer",
    /15 characters that are not complete JSON/,
  ],
  [
    "JSON that is no object",
    says("null", 500),
    "badAnswer",
    "BrokenAnswer",
    /HTTP 500 with JSON that is none of the cloud's/,
  ],
  [
    "JSON of a proxy",
    answers({ error: "upstream" }, 502),
    "badAnswer",
    "BrokenAnswer",
    /HTTP 502 .*upstream/,
  ],
  [
    "a connection cut before the answer",
    cutsBeforeAnswer,
    "connection",
    "ConnectionLost",
    /cut before the answer/,
  ],
  [
    "a connection cut within the answer",
    cutsWithinAnswer,
    "connection",
    "ConnectionLost",
    /cut before the answer/,
  ],
  ["no answer", neverAnswers, "timeout", "ReadTimeout", /no answer came in time/, brief],
  ["half an answer", stallsWithinAnswer, "timeout", "ReadTimeout", /no answer came in time/, brief],
  ["InternalError", fails("InternalError", 500), "unavailable", "InternalError", /Message of InternalError/],
  ["ServiceUnavailable", fails("ServiceUnavailable", 503), "unavailable", "ServiceUnavailable", /Message of/],
];

describe.each(troubles)("%s", (_, behaviour, kind, code, message, config) => {
  it("ends a request that must not be sent twice after one send, its outcome unknown", async () => {
    const { error, sends, slept } = await endOf("once", [behaviour], config);
    expect(error).toMatchObject({ kind, code, acted: "unknown", attempts: 1 });
    expect(error.message).toMatch(message);
    expect(sends).toBe(1);
    expect(slept).toEqual([]);
  });

  it("ends a request with a token after four sends, its outcome unknown", async () => {
    const { error, sends, slept } = await endOf("repeatable", [behaviour], config);
    expect(error).toMatchObject({ kind, code, acted: "unknown", attempts: 4 });
    expect(sends).toBe(4);
    expect(slept).toEqual([1000, 1750, 2875]);
  });

  it("ends a read after four sends, nothing changed", async () => {
    const { error, sends } = await endOf("read", [behaviour], config);
    expect(error).toMatchObject({ kind, code, acted: "no", attempts: 4 });
    expect(sends).toBe(4);
  });

  it("is overcome by a read where it passes", async () => {
    gateway = await startGateway(behaviour, behaviour, fine);
    const { cloud, clock } = callerOf(gateway.address, config);
    expect(await cloud.call(requestOf("read"))).toEqual({ RequestId: "R-1" });
    expect(gateway.requests).toHaveLength(3);
    expect(clock.slept).toEqual([1000, 1750]);
    const nonces = gateway.requests.map(({ form }) => form.get("SignatureNonce"));
    expect(new Set(nonces).size).toBe(3);
    cloud.close();
  });
});

describe("a slow answer", () => {
  // httpx would call this a connect time-out after 3 s, hence a request that was never sent.
  it("is waited for longer than a connection would be", async () => {
    gateway = await startGateway(answersAfter(3_100, { RequestId: "R-slow" }));
    const { cloud } = callerOf(gateway.address, { "alicloud:clientConnectTimeout": "40" });
    expect(await cloud.call(requestOf("once"))).toEqual({ RequestId: "R-slow" });
    expect(gateway.requests).toHaveLength(1);
    cloud.close();
  });

  it.each(["read", "once"] as const)("%s: that never ends gives its connection back", async (effect) => {
    gateway = await startGateway(stallsWithinAnswer);
    const { cloud } = callerOf(gateway.address, brief);
    const error = await failureOf(cloud.call(requestOf(effect)));
    await gateway.closed(error.attempts);
    expect(gateway.connections()).toBe(error.attempts);
    cloud.close();
  });
});

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
      kind: "badAnswer",
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

describe("a connection that never opens", () => {
  it("was refused: nothing was sent, so that even a request that must not be sent twice is tried again", async () => {
    gateway = await startGateway(fine);
    const { address } = gateway;
    await gateway.close();
    const { cloud, clock } = callerOf(address);
    const error = await failureOf(cloud.call(requestOf("once")));
    expect(error).toMatchObject({ kind: "connection", code: "ConnectionFailed", acted: "no", attempts: 4 });
    expect(error.message).toContain("ECONNREFUSED");
    expect(clock.slept).toEqual([1000, 1750, 2875]);
    cloud.close();
  });

  it("has a name that nobody knows: nothing was sent", async () => {
    gateway = await startGateway(fine);
    // Longer than a label of a name can be, so that no name server need be asked.
    const { cloud } = callerOf(`${"no-such-host-".repeat(6)}.invalid`);
    const error = await failureOf(cloud.call(requestOf("once")));
    expect(error).toMatchObject({ kind: "connection", code: "NameNotFound", acted: "no", attempts: 4 });
    cloud.close();
  });

  it("is no TLS: nothing was sent", async () => {
    gateway = await startGateway(fine);
    const { cloud } = callerOf(`https://${gateway.address}`);
    const error = await failureOf(cloud.call(requestOf("once")));
    expect(error).toMatchObject({ kind: "connection", code: "ConnectionFailed", acted: "no", attempts: 4 });
    expect(gateway.requests).toHaveLength(0);
    cloud.close();
  });

  it("takes too long: nothing was sent", async () => {
    gateway = await startGateway(fine);
    const silent = net.createServer((socket) => socket.on("error", () => undefined).resume());
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const address = `https://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const { cloud } = callerOf(address, { "alicloud:clientConnectTimeout": "50" });
    const error = await failureOf(cloud.call(requestOf("once")));
    expect(error).toMatchObject({ kind: "timeout", code: "ConnectTimeout", acted: "no", attempts: 4 });
    cloud.close();
    await new Promise((resolve) => silent.close(resolve));
  });
});
