import { describe, expect, test } from "vitest";
import { startSimulator } from "../../../simulator/index";
import { refusal, simulated } from "./simulated";
import { send, signedParameters, versions } from "./signedClient";

const sim = simulated();
const describeDisks = { RegionId: "cn-hangzhou" };

describe("gateway: what it accepts", () => {
  test("gateway: GET, POST with a form and POST with a query mean the same", async () => {
    const requests = [
      { method: "GET" },
      { method: "POST", place: "form" },
      { method: "POST", place: "query" },
    ] as const;
    for (const request of requests) {
      const { status, body } = await sim.ecs(
        "DescribeDisks",
        { ...describeDisks, DiskIds: '["d-sim0002"]' },
        request,
      );
      expect([status, body.Disks.Disk[0].DiskId]).toEqual([200, "d-sim0002"]);
    }
  });

  test("gateway: parameters in the query and in the form are one request, signed together", async () => {
    const { Action, Version, ...rest } = signedParameters(versions.ecs, "DescribeDisks", describeDisks);
    const url = `${sim.simulator.url}/?${new URLSearchParams({ Action: Action!, Version: Version! })}`;
    const response = await fetch(url, { method: "POST", body: new URLSearchParams(rest) });
    expect(response.status).toBe(200);
  });

  test("gateway: other credentials are accepted when the simulator was given others", async () => {
    const other = await startSimulator({ accessKeyId: "me", accessKeySecret: "mine" });
    const keys = { accessKeyId: "me", accessKeySecret: "mine" };
    const right = signedParameters(versions.ecs, "DescribeRegions", {}, keys);
    expect((await send(other.url, right)).status).toBe(200);
    const wrong = signedParameters(versions.ecs, "DescribeRegions");
    expect(refusal(await send(other.url, wrong))[1]).toBe("InvalidAccessKeyId.NotFound");
    await other.close();
  });

  test("gateway: STS credentials sign their token with the rest", async () => {
    const { securityToken, ...keys } = await sim.control.issueCredentials();
    const request = { ...keys, common: { SecurityToken: securityToken } };
    expect((await sim.ecs("DescribeRegions", {}, request)).status).toBe(200);
  });

  test("gateway: an answer is XML when Format is missing, with the same content and the error's envelope", async () => {
    const good = await sim.ecs("DescribeRegions", {}, { common: { Format: undefined } });
    expect(good.headers.get("content-type")).toContain("xml");
    expect(good.text).toMatch(
      /<DescribeRegionsResponse><RequestId>[-0-9A-F]{36}<\/RequestId><Regions><Region>/,
    );
    const bad = await sim.ecs("DescribeDisks", { RegionId: "nowhere" }, { common: { Format: "XML" } });
    expect(bad.status).toBe(400);
    expect(bad.text).toMatch(/<Error><RequestId>.*<Code>InvalidRegion\.NotFound<\/Code>/);
  });

  test("gateway: an error has the documented envelope", async () => {
    const { body, headers } = await sim.ecs("DescribeDisks", { RegionId: "nowhere" });
    const host = new URL(sim.simulator.url).host;
    expect(body).toEqual({
      RequestId: expect.stringMatching(/^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/),
      HostId: host,
      Code: "InvalidRegion.NotFound",
      Message: expect.any(String),
      Recommend: `https://api.aliyun.com/troubleshoot?q=InvalidRegion.NotFound&product=Ecs&requestId=${body.RequestId}`,
    });
    expect(headers.get("x-acs-request-id")).toBe(body.RequestId);
  });
});

describe("gateway: what it refuses", () => {
  const seconds = (minutes: number) =>
    new Date(Date.now() + minutes * 60_000).toISOString().replace(/\.\d+Z$/, "Z");

  test.each([
    ["an unknown key", { accessKeyId: "nobody" }, 404, "InvalidAccessKeyId.NotFound"],
    ["a wrong secret", { accessKeySecret: "wrong" }, 400, "SignatureDoesNotMatch"],
    ["a timestamp 16 minutes old", { common: { Timestamp: seconds(-16) } }, 400, "InvalidTimeStamp.Expired"],
    ["a timestamp 16 minutes ahead", { common: { Timestamp: seconds(16) } }, 400, "InvalidTimeStamp.Expired"],
    [
      "a timestamp of another form",
      { common: { Timestamp: "2026-11-20 10:00" } },
      400,
      "InvalidTimeStamp.Format",
    ],
    ["no timestamp", { common: { Timestamp: undefined } }, 400, "MissingTimestamp"],
    ["no nonce", { common: { SignatureNonce: undefined } }, 400, "MissingSignatureNonce"],
    ["no key", { common: { AccessKeyId: undefined } }, 400, "MissingAccessKeyId"],
    ["another signature method", { common: { SignatureMethod: "HMAC-MD5" } }, 400, "IncompleteSignature"],
    ["another format", { common: { Format: "YAML" } }, 400, "InvalidParameter.Format"],
    ["no action", { common: { Action: undefined } }, 400, "MissingAction"],
    ["no version", { common: { Version: undefined } }, 400, "MissingVersion"],
    ["an unknown version", { common: { Version: "2014-05-27" } }, 404, "InvalidVersion"],
    ["an unknown action", { common: { Action: "resetDisk" } }, 404, "InvalidApi.NotFound"],
    ["another product's action", { common: { Action: "ListDisks" } }, 404, "InvalidApi.NotFound"],
  ])("gateway: refuses %s", async (_, request, status, code) => {
    const answer = await sim.ecs("DescribeDisks", describeDisks, request);
    if (code === "InvalidParameter.Format") expect(answer.text).toContain(`<Code>${code}</Code>`);
    else expect(refusal(answer).slice(0, 2)).toEqual([status, code]);
    expect(answer.status).toBe(status);
  });

  test("gateway: a timestamp of 14 minutes ago is still good", async () => {
    const answer = await sim.ecs("DescribeDisks", describeDisks, { common: { Timestamp: seconds(-14) } });
    expect(answer.status).toBe(200);
  });

  test("gateway: the simulated time has no say in whether a timestamp is good", async () => {
    await sim.control.advance("30d");
    expect((await sim.ecs("DescribeDisks", describeDisks)).status).toBe(200);
  });

  test("gateway: no signature is refused", async () => {
    const unsigned = signedParameters(versions.ecs, "DescribeDisks", describeDisks);
    delete unsigned.Signature;
    expect(refusal(await send(sim.simulator.url, unsigned)).slice(0, 2)).toEqual([400, "MissingSignature"]);
  });

  test("gateway: a signed request that was sent once is refused the second time", async () => {
    const parameters = signedParameters(versions.ecs, "DescribeDisks", describeDisks);
    expect((await send(sim.simulator.url, parameters)).status).toBe(200);
    expect(refusal(await send(sim.simulator.url, parameters)).slice(0, 2)).toEqual([
      400,
      "SignatureNonceUsed",
    ]);
  });

  test("gateway: a parameter changed after signing is noticed, and the cloud shows what it signed", async () => {
    const parameters = signedParameters(versions.ecs, "DescribeDisks", describeDisks);
    const [status, code, message] = refusal(
      await send(sim.simulator.url, { ...parameters, RegionId: "cn-beijing" }),
    );
    expect([status, code]).toEqual([400, "SignatureDoesNotMatch"]);
    expect(message).toContain("server string to sign is:POST&%2F&AccessKeyId%3Dsimulator");
  });

  test("gateway: a POST that was signed as a GET is refused", async () => {
    const parameters = signedParameters(versions.ecs, "DescribeDisks", describeDisks, { method: "GET" });
    expect(refusal(await send(sim.simulator.url, parameters))[1]).toBe("SignatureDoesNotMatch");
  });

  test("gateway: methods other than GET and POST are refused", async () => {
    const response = await fetch(sim.simulator.url, { method: "DELETE" });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain("UnsupportedHTTPMethod");
  });

  test("gateway: authentication comes before the parameters, the parameters before the state", async () => {
    const wrongEverything = { DiskId: "d-none", SnapshotName: "auto1" };
    const first = await sim.ecs("CreateSnapshot", wrongEverything, { accessKeySecret: "wrong" });
    const second = await sim.ecs("CreateSnapshot", wrongEverything);
    const third = await sim.ecs("CreateSnapshot", { DiskId: "d-none", SnapshotName: "fine" });
    expect([first, second, third].map((answer) => answer.body.Code)).toEqual([
      "SignatureDoesNotMatch",
      "InvalidSnapshotName.Malformed",
      "InvalidDiskId.NotFound",
    ]);
  });
});
