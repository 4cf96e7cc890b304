import { describe, expect, test } from "vitest";
import { startSimulator } from "../../../simulator/index";
import { refusal, simulated } from "./simulated";
import { signedParameters, send, versions } from "./signedClient";
import { sendV3, type SignedV3Request } from "./signedClientV3";

const sim = simulated();
const RegionId = "cn-hangzhou";
const ecs = (action: string, parameters: object = {}, request: SignedV3Request = {}) =>
  sendV3(sim.simulator.url, versions.ecs, action, parameters, request);
const hoursAgo = (hours: number) =>
  new Date(Date.now() - hours * 3_600_000).toISOString().replace(/\.\d+Z$/, "Z");

describe("signature version 3: what it accepts", () => {
  test("v3: query, form and JSON body mean the same; so does a GET", async () => {
    for (const request of [
      {},
      { method: "GET" },
      { place: "form" },
      { place: "json" },
    ] as SignedV3Request[]) {
      const { status, body } = await ecs("DescribeDisks", { RegionId, DiskIds: '["d-sim0002"]' }, request);
      expect([status, body?.Disks.Disk[0].DiskId]).toEqual([200, "d-sim0002"]);
    }
    expect((await sim.control.calls()).map(({ action, signature }) => [action, signature])).toEqual(
      Array(4).fill(["DescribeDisks", "V3"]),
    );
  });

  test("v3: a JSON body may have lists, objects, numbers and booleans", async () => {
    const parameters = {
      DiskId: "d-sim0002",
      RetentionDays: 3,
      Tag: [{ Key: "a b*~", Value: "\u4e2d" }, { Key: "c" }],
    };
    const { body } = await ecs("CreateSnapshot", parameters, { place: "json" });
    expect(await sim.control.snapshot(body.SnapshotId)).toMatchObject({
      retentionDays: 3,
      tags: { "a b*~": "\u4e2d", c: "" },
    });
    expect(refusal(await ecs("DescribeRegions", { DryRun: true }, { place: "json" }))[1]).not.toBe(
      "InvalidParameter",
    );
  });

  test("v3: answers are JSON, or what is asked for", async () => {
    expect((await ecs("DescribeRegions")).headers.get("content-type")).toContain("json");
    const xml = await ecs("DescribeRegions", {}, { unsigned: { accept: "application/xml" } });
    expect(xml.text).toMatch(/<DescribeRegionsResponse>/);
    expect((await ecs("DescribeRegions", { Format: "XML" })).text).toMatch(/<DescribeRegionsResponse>/);
  });

  test("v3: the version in the header says which product is meant", async () => {
    const { body } = await sendV3(sim.simulator.url, versions.swas, "ListDisks", { RegionId });
    expect(body.Disks[0].DiskId).toBe("d-simswas01");
  });
});

describe("signature version 3: what it refuses", () => {
  test.each([
    ["a wrong secret", { accessKeySecret: "wrong" }, 400, "SignatureDoesNotMatch"],
    ["an unknown key", { accessKeyId: "nobody" }, 404, "InvalidAccessKeyId.NotFound"],
    [
      "another body than was signed",
      { place: "form", body: "RegionId=cn-beijing" },
      400,
      "SignatureDoesNotMatch",
    ],
    ["a stale date", { headers: { "x-acs-date": hoursAgo(1) } }, 400, "InvalidTimeStamp.Expired"],
    ["a date of tomorrow", { headers: { "x-acs-date": hoursAgo(-24) } }, 400, "InvalidTimeStamp.Expired"],
    ["a date of another form", { headers: { "x-acs-date": "yesterday" } }, 400, "InvalidTimeStamp.Format"],
    ["no date", { headers: { "x-acs-date": undefined } }, 400, "MissingTimestamp"],
    ["no nonce", { headers: { "x-acs-signature-nonce": undefined } }, 400, "MissingSignatureNonce"],
    ["no hash of the body", { headers: { "x-acs-content-sha256": undefined } }, 400, "IncompleteSignature"],
    ["a token that is not signed", { unsigned: { "x-acs-security-token": "x" } }, 400, "IncompleteSignature"],
    ["a host that is not signed", { headers: { host: undefined } }, 400, "IncompleteSignature"],
    [
      "another algorithm",
      { unsigned: { authorization: "ACS3-HMAC-SM3 Credential=x" } },
      400,
      "IncompleteSignature",
    ],
    ["no action", { headers: { "x-acs-action": undefined } }, 400, "MissingAction"],
    ["an unknown action", { headers: { "x-acs-action": "resetDisk" } }, 404, "InvalidApi.NotFound"],
    ["an unknown version", { headers: { "x-acs-version": "2014-05-27" } }, 404, "InvalidVersion"],
  ] as [string, SignedV3Request, number, string][])("v3: refuses %s", async (_, request, status, code) => {
    expect(refusal(await ecs("DescribeDisks", { RegionId }, request)).slice(0, 2)).toEqual([status, code]);
  });

  test("v3: a nonce counts once, whichever version of the signature has used it", async () => {
    const headers = { "x-acs-signature-nonce": "once" };
    expect((await ecs("DescribeRegions", {}, { headers })).status).toBe(200);
    expect(refusal(await ecs("DescribeRegions", {}, { headers })).slice(0, 2)).toEqual([
      400,
      "SignatureNonceUsed",
    ]);
    const v1 = await sim.ecs("DescribeRegions", {}, { common: { SignatureNonce: "once" } });
    expect(refusal(v1)[1]).toBe("SignatureNonceUsed");
  });

  test("v3: a JSON body that is none, is no object or is nested too deep is refused", async () => {
    const deep = JSON.parse(`${'{"a":'.repeat(100)}1${"}".repeat(100)}`) as object;
    expect(refusal(await ecs("DescribeRegions", deep, { place: "json" })).slice(0, 2)).toEqual([
      400,
      "InvalidParameter",
    ]);
    expect(refusal(await ecs("DescribeRegions", [1], { place: "json" }))[1]).toBe("InvalidParameter");
  });

  test("v3: the cloud shows what it signed", async () => {
    const message = refusal(await ecs("DescribeDisks", { RegionId }, { accessKeySecret: "wrong" }))[2];
    expect(message).toMatch(
      /server StringToSign is \[ACS3-HMAC-SHA256\n[0-9a-f]{64}\] server CanonicalRequest is \[POST\n/,
    );
  });
});

describe("temporary keys, with both versions of the signature", () => {
  type Keys = { accessKeyId: string; accessKeySecret: string; securityToken?: string };
  const callers = {
    V1: (keys: Keys) =>
      sim.ecs("DescribeRegions", {}, { ...keys, common: { SecurityToken: keys.securityToken } }),
    V3: (keys: Keys) => ecs("DescribeRegions", {}, keys),
  };

  test.each(["V1", "V3"] as const)(
    "%s: a token counts with its own key, until it expires",
    async (version) => {
      const call = callers[version];
      const keys = await sim.control.issueCredentials();
      const others = await sim.control.issueCredentials();
      const expired = await sim.control.issueCredentials("0s");
      const own = { accessKeyId: "simulator", accessKeySecret: "simulator-secret" };
      const code = async (given: Keys) => {
        const answer = await call(given);
        return answer.status === 200 ? "ok" : (answer.body?.Code as string);
      };
      expect(await code(keys)).toBe("ok");
      expect(await code({ ...keys, accessKeySecret: "wrong" })).toBe("SignatureDoesNotMatch");
      expect(await code({ ...keys, securityToken: undefined })).toBe("MissingSecurityToken");
      expect(await code({ ...keys, securityToken: "unknown" })).toBe("InvalidSecurityToken.Malformed");
      expect(await code({ ...own, securityToken: "unknown" })).toBe("InvalidSecurityToken.Malformed");
      expect(await code({ ...keys, securityToken: others.securityToken })).toBe(
        "InvalidSecurityToken.MismatchWithAccessKey",
      );
      expect(await code(expired)).toBe("InvalidSecurityToken.Expired");
      await sim.control.reset();
      expect(await code(keys)).toBe("InvalidAccessKeyId.NotFound");
    },
  );

  test("a token expires by the machine's clock, not by the simulated one", async () => {
    let machine = Date.now();
    const simulator = await startSimulator({ machineNow: () => machine });
    const keys = await simulator.control.issueCredentials("15m");
    await simulator.control.advance("1d");
    const call = async () => {
      const Timestamp = new Date(machine).toISOString().replace(/\.\d+Z$/, "Z");
      const common = { SecurityToken: keys.securityToken, Timestamp };
      return refusal(
        await send(simulator.url, signedParameters(versions.ecs, "DescribeRegions", {}, { ...keys, common })),
      )[1];
    };
    expect(await call()).toBeUndefined();
    machine += 15 * 60_000;
    expect(await call()).toBe("InvalidSecurityToken.Expired");
    await simulator.close();
  });
});
