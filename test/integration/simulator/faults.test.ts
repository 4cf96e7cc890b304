import { connect } from "node:net";
import { describe, expect, test } from "vitest";
import { refusal, simulated } from "./simulated";
import { signedParameters, versions, type Parameters } from "./signedClient";

const sim = simulated();
const create = { DiskId: "d-sim0002" };

/** What a bare socket gets: everything until the other side closes. */
function overRawSocket(action: string, parameters: Parameters): Promise<string> {
  const body = new URLSearchParams(signedParameters(versions.ecs, action, parameters)).toString();
  const { hostname, port } = new URL(sim.simulator.url);
  const lines = [
    "POST / HTTP/1.1",
    `Host: ${hostname}:${port}`,
    "Connection: close",
    "Content-Type: application/x-www-form-urlencoded",
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  return new Promise((resolve) => {
    let received = "";
    const socket = connect(Number(port), hostname, () =>
      socket.write(`${lines.join("\r\n")}\r\n\r\n${body}`),
    );
    socket.on("data", (chunk) => (received += chunk.toString()));
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(received));
  });
}

const lastCall = async () => (await sim.control.calls()).at(-1);
const snapshots = async () => Object.keys((await sim.control.world()).snapshots).length;

describe("faults: every effect, seen by a bare socket", () => {
  test("throttle: is the action's own throttling error, and nothing was done", async () => {
    await sim.control.addFault({ action: "CreateSnapshot", effect: "throttle" });
    expect(refusal(await sim.ecs("CreateSnapshot", create))).toEqual([
      403,
      "Throttling",
      "Request was denied due to user flow control.",
    ]);
    await sim.control.addFault({ action: "DescribeRegions", effect: "throttle" });
    expect(refusal(await sim.ecs("DescribeRegions")).slice(0, 2)).toEqual([400, "Throttling.User"]);
    expect(await snapshots()).toBe(0);
  });

  test("error: has the status and the text of the page, of the gateway, or those that were given", async () => {
    const answer = async (fault: object) => {
      await sim.control.addFault({ effect: "error", code: "x", once: true, ...fault });
      return refusal(await sim.ecs("CreateSnapshot", create));
    };
    expect(await answer({ code: "DiskInArrears" })).toEqual([
      403,
      "DiskInArrears",
      "The specified operation is denied as your disk has expired.",
    ]);
    expect((await answer({ code: "ServiceUnavailable" })).slice(0, 2)).toEqual([503, "ServiceUnavailable"]);
    expect(await answer({ code: "OperationConflict", status: 409, message: "busy" })).toEqual([
      409,
      "OperationConflict",
      "busy",
    ]);
    expect(await snapshots()).toBe(0);
  });

  test("drop-before: the connection ends without a byte, and nothing was done", async () => {
    const { id } = await sim.control.addFault({
      action: "CreateSnapshot",
      effect: "drop-before",
      once: true,
    });
    expect(await overRawSocket("CreateSnapshot", create)).toBe("");
    expect(await snapshots()).toBe(0);
    expect(await lastCall()).toMatchObject({ outcome: "dropped", acted: false, fault: id });
    expect((await sim.ecs("CreateSnapshot", create)).status).toBe(200);
  });

  test("drop-after: the connection ends without a byte, and it was done", async () => {
    await sim.control.addFault({ action: "CreateSnapshot", effect: "drop-after", once: true });
    expect(await overRawSocket("CreateSnapshot", create)).toBe("");
    expect(await snapshots()).toBe(1);
    expect(await lastCall()).toMatchObject({ outcome: "dropped", acted: true });
  });

  test("hold: it is done at once, and the answer comes when it is released", async () => {
    const { id } = await sim.control.addFault({ action: "CreateSnapshot", effect: "hold" });
    const order: string[] = [];
    const answer = overRawSocket("CreateSnapshot", create).then((text) => {
      order.push("answered");
      return text;
    });
    while ((await sim.control.faults())[0]?.held !== 1) order.length = 0;
    expect(await snapshots()).toBe(1);
    expect(await lastCall()).toMatchObject({ outcome: "held", acted: true });
    order.push("released");
    await sim.control.release(id);
    expect(await answer).toMatch(/^HTTP\/1.1 200 OK\r\n[^]*"SnapshotId":"s-/);
    expect(order).toEqual(["released", "answered"]);
    expect(await lastCall()).toMatchObject({ outcome: "ok", status: 200 });
  });

  test("hold: taking the fault away releases too", async () => {
    const { id } = await sim.control.addFault({ action: "DescribeRegions", effect: "hold" });
    const answer = sim.ecs("DescribeRegions");
    while ((await sim.control.faults())[0]?.held !== 1);
    await sim.control.removeFault(id);
    expect((await answer).status).toBe(200);
  });

  test("delay: the call waits before it is carried out", async () => {
    await sim.control.addFault({ action: "DescribeRegions", effect: "delay", milliseconds: 80 });
    const before = performance.now();
    expect((await sim.ecs("DescribeRegions")).status).toBe(200);
    expect(performance.now() - before).toBeGreaterThanOrEqual(75);
  });

  test("html: is a gateway's page, and nothing was done", async () => {
    await sim.control.addFault({ action: "CreateSnapshot", effect: "html" });
    const text = await overRawSocket("CreateSnapshot", create);
    expect(text).toMatch(/^HTTP\/1.1 502 Bad Gateway\r\n[^]*content-type: text\/html[^]*<html>/i);
    expect(await snapshots()).toBe(0);
    expect(await lastCall()).toMatchObject({ outcome: "html", acted: false, status: 502 });
  });

  test("truncate: it was done, and the JSON ends in the middle", async () => {
    await sim.control.addFault({ action: "CreateSnapshot", effect: "truncate" });
    const text = await overRawSocket("CreateSnapshot", create);
    expect(text).toMatch(/^HTTP\/1.1 200 OK\r\n/);
    const body = text.slice(text.indexOf("\r\n\r\n") + 4);
    expect(body).toMatch(/^\{"RequestId"/);
    expect(() => JSON.parse(body)).toThrow();
    expect(await snapshots()).toBe(1);
    expect(await lastCall()).toMatchObject({ outcome: "truncated", acted: true });
  });

  test("faults: an unauthenticated call is refused before an error can be put in its place", async () => {
    await sim.control.addFault({ effect: "error", code: "InternalError" });
    const answer = await sim.ecs("DescribeRegions", {}, { accessKeySecret: "wrong" });
    expect(refusal(answer)[1]).toBe("SignatureDoesNotMatch");
  });
});
