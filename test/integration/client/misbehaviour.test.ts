import dns from "node:dns";
import net, { type AddressInfo } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { callerOf, failureOf, requestOf } from "./calling";
import { endOf } from "./endOf";
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

let gateway: Gateway | undefined;
afterEach(async () => {
  await gateway?.close();
  gateway = undefined;
});

const fine = answers({ RequestId: "R-1" });
const page = "<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>";

const brief = { "alicloud:clientReadTimeout": "200" };

const troubles: [string, Behaviour, string, string, RegExp, Record<string, string>?][] = [
  [
    "an HTML page with HTTP 200",
    says(page),
    "foreignAnswer",
    "ForeignAnswer",
    /HTTP 200 with a page: 502 Bad Gateway/,
  ],
  ["an HTML page with HTTP 404", says(page, 404), "foreignAnswer", "ForeignAnswer", /HTTP 404 with a page/],
  ["an HTML page with HTTP 429", says(page, 429), "badAnswer", "HtmlAnswer", /HTTP 429 with a page/],
  [
    "JSON of somebody else",
    answers({ error: "not found" }, 404),
    "foreignAnswer",
    "ForeignAnswer",
    /HTTP 404 with JSON that is none of the cloud's/,
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

  it.each([
    ["no other name is known either: there may be no network", false, "connection", "NameNotFound"],
    ["the cloud's own name is known: the host is none", true, "unknownHost", "HostNotFound"],
  ])("has a name that nobody knows, and %s; nothing was sent", async (_, isKnown, kind, code) => {
    gateway = await startGateway(fine);
    const lookup = vi.spyOn(dns.promises, "lookup");
    if (isKnown) lookup.mockResolvedValue({ address: "192.0.2.1", family: 4 });
    else lookup.mockRejectedValue(new Error("ENOTFOUND"));
    // Longer than a label of a name can be, so that no name server need be asked.
    const { cloud } = callerOf(`${"no-such-host-".repeat(6)}.invalid`);
    const error = await failureOf(cloud.call(requestOf("once")));
    expect(error).toMatchObject({ kind, code, acted: "no", attempts: 4 });
    expect(new Set(lookup.mock.calls.map(([name]) => name))).toEqual(new Set(["ecs.aliyuncs.com"]));
    lookup.mockRestore();
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
