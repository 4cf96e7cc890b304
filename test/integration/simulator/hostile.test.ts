import { request } from "node:http";
import { connect } from "node:net";
import { afterEach, describe, expect, test, vi } from "vitest";
import { versions } from "./signedClient";
import { sendV3 } from "./signedClientV3";
import { refusal, simulated } from "./simulated";

const sim = simulated();
const RegionId = "cn-hangzhou";
const mebibyte = 1024 * 1024;

/** A request without any signature, of any size. */
function unsigned(
  body: string,
  contentType = "application/x-www-form-urlencoded",
): Promise<[number, string]> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": contentType, "content-length": Buffer.byteLength(body) };
    const sent = request(sim.simulator.url, { method: "POST", headers }, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => (text += chunk.toString()));
      response.on("end", () => resolve([response.statusCode ?? 0, text]));
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

async function control(method: string, path: string, body?: string): Promise<[number, { error?: string }]> {
  const response = await fetch(`${sim.simulator.url}/_simulator/${path}`, { method, body });
  return [response.status, (await response.json()) as { error?: string }];
}

const kept = async () => JSON.stringify(await sim.control.calls()).length;

describe("hostile calls, before anybody is asked who they are", () => {
  test("body: more than a mebibyte is refused, and nothing of it is kept", async () => {
    const [status, text] = await unsigned(`Action=DescribeRegions&X=${"x".repeat(10 * mebibyte)}`);
    expect([status, /<Code>([^<]*)/.exec(text)?.[1]]).toEqual([413, "RequestBodyTooLarge"]);
    expect(await kept()).toBeLessThan(2_000);
  });

  test("call log: keeps names and the beginning of values, however large they were", async () => {
    for (let sent = 0; sent < 5; sent++)
      await unsigned(`Action=${"a".repeat(9_000)}&Version=2014-05-26&X=${"x".repeat(900_000)}`);
    expect(await kept()).toBeLessThan(5 * 16_000);
    const [call] = await sim.control.calls();
    expect(call!.parameters["X"]).toMatch(/^x{1000,}… \(900000 characters\)$/);
  });

  test("a parameter name of 20,000 dots: is refused", async () => {
    const answer = await sim.ecs("DescribeRegions", { [".".repeat(20_000)]: "1" });
    expect(refusal(answer).slice(0, 2)).toEqual([400, "InvalidParameter"]);
    const deep = await sim.ecs("DescribeRegions", { [`A${".1".repeat(11)}`]: "1" });
    expect(refusal(deep).slice(0, 2)).toEqual([400, "InvalidParameter"]);
    expect((await sim.ecs("DescribeRegions", { [`A${".1".repeat(9)}`]: "1" })).status).toBe(200);
  });

  test("too many parameters, and a value that is too long: are refused with the number", async () => {
    const many = Object.fromEntries(Array.from({ length: 1_500 }, (_, index) => [`P${index}`, "1"]));
    const [status, code, message] = refusal(await sim.ecs("DescribeRegions", many));
    expect([status, code]).toEqual([400, "InvalidParameter"]);
    expect(message).toContain("1000");
    const long = refusal(await sim.ecs("DescribeRegions", { X: "x".repeat(200_000) }));
    expect(long.slice(0, 2)).toEqual([400, "InvalidParameter"]);
    expect(long[2]).toContain('"X"');
  });

  test("a JSON body with 200,000 parameters: only so many are looked at", async () => {
    const sent = { place: "json", body: `{"A":[${"1,".repeat(200_000)}1]}` } as const;
    const answer = await sendV3(sim.simulator.url, versions.ecs, "DescribeRegions", {}, sent);
    expect(refusal(answer).slice(1)).toEqual(["InvalidParameter", expect.stringContaining("more than 1000")]);
    const [call] = await sim.control.calls();
    expect(call!.parameters["…"]).toMatch(/^\d{3} more parameters$/);
  });

  test("a query of 40 KB: is read; the SDKs put everything there", async () => {
    const answer = await sim.ecs("DescribeRegions", { X: "x".repeat(40_000) }, { place: "query" });
    expect(answer.status).toBe(200);
  });
});

describe("hostile values", () => {
  test.each(["__proto__", "constructor", "prototype", "toString", "hasOwnProperty"])(
    "tag key %s: is a key like any other",
    async (key) => {
      const tag = { "Tag.1.Key": key, "Tag.1.Value": "v" };
      const { status, body } = await sim.ecs("CreateSnapshot", { DiskId: "d-sim0002", ...tag });
      expect(status).toBe(200);
      const found = await sim.ecs("DescribeSnapshots", { RegionId, ...tag });
      expect(found.body.Snapshots.Snapshot).toMatchObject([
        { SnapshotId: body.SnapshotId, Tags: { Tag: [{ TagKey: key, TagValue: "v" }] } },
      ]);
      const resource = { RegionId, ResourceType: "snapshot", "ResourceId.1": body.SnapshotId };
      expect(
        (await sim.ecs("TagResources", { ...resource, "Tag.1.Key": "b", "Tag.1.Value": "" })).status,
      ).toBe(200);
      expect(
        (await sim.ecs("ListTagResources", resource)).body.TagResources.TagResource.map(
          ({ TagKey }: { TagKey: string }) => TagKey,
        ),
      ).toEqual([key, "b"]);
      const none = await sim.ecs("DescribeSnapshots", { RegionId, "Tag.1.Key": "valueOf" });
      expect(none.body.Snapshots.Snapshot).toEqual([]);
      await sim.ecs("UntagResources", { ...resource, "TagKey.1": key });
      expect((await sim.control.snapshot(body.SnapshotId)).tags).toEqual({ b: "" });
    },
  );

  test.each(["__proto__", "constructor", "prototype", "toString"])(
    "id %s: is unknown, to every call",
    async (id) => {
      for (const [action, parameters] of [
        ["CreateSnapshot", { DiskId: id }],
        ["ResetDisk", { DiskId: id, SnapshotId: id }],
        ["DeleteSnapshot", { SnapshotId: id }],
        ["StopInstance", { InstanceId: id }],
      ] as const) {
        const { status, body } = await sim.ecs(action, parameters);
        expect([status, body.Code]).toEqual([404, expect.stringMatching(/NotFound$/)]);
      }
    },
  );

  test("control characters: leave the XML well-formed, and the JSON as it was", async () => {
    const Description = "bell\u0007 null\u0000 fine\u{1F600} last\uffff";
    await sim.ecs("CreateSnapshot", { DiskId: "d-sim0002", Description });
    const { text } = await sim.ecs("DescribeSnapshots", { RegionId }, { common: { Format: "XML" } });
    expect(text).toContain("<Description>bell\ufffd null\ufffd fine\u{1F600} last\ufffd</Description>");
    const { body } = await sim.ecs("DescribeSnapshots", { RegionId });
    expect(body.Snapshots.Snapshot[0].Description).toContain("bell\u0007 null\u0000");
  });

  test("NextToken: one that points before the beginning is refused", async () => {
    const NextToken = Buffer.from("-5").toString("base64url");
    const answer = await sim.ecs("ListTagResources", {
      RegionId,
      ResourceType: "disk",
      "ResourceId.1": "d-sim0002",
      NextToken,
    });
    expect(refusal(answer)[1]).toMatch(/NextToken/);
  });
});

describe("hostile control calls", () => {
  test.each([
    ["advance", '{"advance":"99999999999d"}'],
    ["advance beyond all numbers", `{"advance":"${"9".repeat(400)}d"}`],
    ["speed", '{"speed":1e300}'],
  ])("clock, absurd %s: is refused, and the clock goes on", async (_, body) => {
    const [status, { error }] = await control("POST", "clock", body);
    expect([status, error]).toEqual([400, expect.stringMatching(/at most/)]);
    expect((await control("GET", "health"))[0]).toBe(200);
    expect((await sim.ecs("DescribeRegions")).status).toBe(200);
  });

  test.each([
    '{"durations":{"reset":"99999999999d"}}',
    `{"durations":{"snapshot":"${"9".repeat(400)}d"}}`,
    '{"latency":"1d"}',
  ])("settings %s: are refused", async (body) => {
    const [status, { error }] = await control("PUT", "settings", body);
    expect([status, error]).toEqual([400, expect.stringMatching(/at most/)]);
    expect((await sim.ecs("CreateSnapshot", { DiskId: "d-sim0002" })).status).toBe(200);
    expect((await control("GET", "world"))[0]).toBe(200);
  });

  test("settings: a length with many digits can be written back as it was shown", async () => {
    expect((await control("PUT", "settings", '{"durations":{"reset":"0.0000001ms","stop":"1.1h"}}'))[0]).toBe(
      200,
    );
    const { settings } = await sim.control.world();
    expect((await control("PUT", "settings", JSON.stringify(settings)))[0]).toBe(200);
  });

  test("faults: a status that no answer with a body can have is refused; so is a delay of weeks", async () => {
    for (const status of [101, 204, 304])
      expect((await control("POST", "faults", `{"effect":"error","code":"X","status":${status}}`))[0]).toBe(
        400,
      );
    expect((await control("POST", "faults", '{"effect":"delay","milliseconds":1e15}'))[0]).toBe(400);
  });

  test.each(["__proto__", "constructor", "prototype", "toString"])(
    "%s: is no id, no kind, no status and no field",
    async (name) => {
      expect((await control("PUT", `disks/${name}/content`, "x"))[0]).toBe(404);
      expect((await control("PATCH", `world/disks/${name}`, "{}"))[0]).toBe(404);
      expect((await control("DELETE", `world/disks/${name}`))[0]).toBe(404);
      expect((await control("PATCH", `world/${name}/d-sim0002`, "{}"))[0]).toBe(400);
      expect((await control("PATCH", "world/instances/i-sim0001", `{"status":"${name}"}`))[0]).toBe(400);
      expect((await control("PATCH", "world/disks/d-sim0002", `{"${name}":{"size":1}}`))[0]).toBe(400);
      expect((await control("PATCH", "world/account", `{"${name}":true}`))[0]).toBe(400);
      expect((await control("PUT", "settings", `{"${name}":{"x":1}}`))[0]).toBe(400);
      expect((await control("GET", "world"))[0]).toBe(200);
    },
  );

  test("add: a disk named constructor is a disk", async () => {
    await sim.control.add("disks", { diskId: "constructor", tags: { prototype: "x" } });
    expect(await sim.control.disk("constructor")).toMatchObject({ tags: { prototype: "x" } });
    expect((await control("PUT", "disks/constructor/content", "new"))[0]).toBe(200);
    await sim.control.remove("disks", "constructor");
  });

  test("PATCH: a tag named __proto__ is kept, and changes no prototype", async () => {
    expect((await control("PATCH", "world/disks/d-sim0002", '{"tags":{"__proto__":"x"}}'))[0]).toBe(200);
    const answer = await fetch(`${sim.simulator.url}/_simulator/world`);
    expect(await answer.text()).toContain('"tags":{"__proto__":"x"}');
  });

  test.each([
    ["nested without end", (deep: number) => `{"X":${"[".repeat(deep)}${"]".repeat(deep)}}`],
    ["with a name that XML cannot hold", () => '{"X":{"<a b>":1}}'],
    ["with a name that is empty", () => '{"":1}'],
  ])("details %s: are refused, and the world stays as it was", async (_, details) => {
    const before = await sim.control.world();
    for (const deep of [30, 1_000, 200_000]) {
      const [status, { error }] = await control(
        "PATCH",
        "world/disks/d-sim0002",
        `{"details":${details(deep)}}`,
      );
      expect([status, error]).toEqual([400, expect.stringContaining("details")]);
    }
    expect(await sim.control.world()).toEqual({ ...before, now: expect.any(String) as string });
  });

  test("PATCH: an id stays what it is", async () => {
    const [status, { error }] = await control("PATCH", "world/disks/d-sim0002", '{"diskId":"d-other"}');
    expect([status, error]).toEqual([400, expect.stringContaining("diskId")]);
    expect((await control("PATCH", "world/disks/d-sim0002", '{"diskId":"d-sim0002","size":7}'))[0]).toBe(200);
    expect((await sim.control.disk("d-sim0002")).size).toBe(7);
  });

  test("times: years before 1970 and after 9999 are refused", async () => {
    for (const createdAt of ["0000-01-01T00:00:00+23:59", "9999-12-31T23:59:59-12:00"])
      expect((await control("PATCH", "world/disks/d-sim0002", JSON.stringify({ createdAt })))[0]).toBe(400);
  });

  test("body: more than a mebibyte is refused", async () => {
    const [status, { error }] = await control("PUT", "disks/d-sim0002/content", "x".repeat(2 * mebibyte));
    expect([status, error]).toEqual([413, expect.stringContaining("1048576")]);
    expect((await sim.control.disk("d-sim0002")).content).toBe("initial content of d-sim0002");
  });
});

describe("requests that are cut short", () => {
  afterEach(() => void vi.restoreAllMocks());

  test.each(["/", "/_simulator/faults"])("%s: leaves nothing on stderr", async (path) => {
    const said = [vi.spyOn(console, "error"), vi.spyOn(console, "info"), vi.spyOn(console, "log")];
    const { hostname, port } = new URL(sim.simulator.url);
    for (const length of ["Content-Length: 1000", "Transfer-Encoding: chunked"]) {
      const type = "Content-Type: application/x-www-form-urlencoded";
      const head = [`POST ${path} HTTP/1.1`, `Host: ${hostname}`, type, length, "", ""].join("\r\n");
      await new Promise<void>((resolve) => {
        const socket = connect(Number(port), hostname, () => {
          socket.write(`${head}5\r\nActio`, () => socket.resetAndDestroy());
        });
        socket.on("error", () => undefined);
        socket.on("close", () => resolve());
      });
    }
    // A later answer: by then the broken ones were looked at.
    for (let asked = 0; asked < 5; asked++) await control("GET", "health");
    expect(said.flatMap((spy) => spy.mock.calls)).toEqual([]);
  });
});
