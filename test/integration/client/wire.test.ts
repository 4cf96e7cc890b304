import { createHmac } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { callerOf, requestOf, SECRETS } from "./calling";
import { answers, type Gateway, type Received, startGateway } from "./gateway";

let gateway: Gateway;
afterEach(() => gateway.close());

const fine = answers({ RequestId: "R-1" });

async function sent(parameters: Parameters<typeof requestOf>[1]): Promise<Received> {
  gateway = await startGateway(fine);
  const { cloud } = callerOf(gateway.address);
  await cloud.call(requestOf("once", parameters));
  cloud.close();
  return gateway.requests[0] as Received;
}

describe("a request", () => {
  it("is a POST whose address holds nothing", async () => {
    const { method, url, headers } = await sent({ DiskId: "d-1" });
    expect([method, url]).toEqual(["POST", "/"]);
    expect(headers["content-type"]).toBe("application/x-www-form-urlencoded");
    const all = JSON.stringify(headers);
    for (const secret of Object.values(SECRETS)) expect(all).not.toContain(secret);
  });

  it("carries the action, the version, and a signature that the cloud can verify", async () => {
    const { form } = await sent({ DiskId: "d-1", Description: "a b*~(中)'!" });
    const fields = Object.fromEntries(form);
    expect(fields).toMatchObject({
      Action: "ResetDisk",
      Version: "2014-05-26",
      Format: "JSON",
      AccessKeyId: SECRETS.accessKeyId,
      SecurityToken: SECRETS.securityToken,
      SignatureMethod: "HMAC-SHA1",
      SignatureVersion: "1.0",
      DiskId: "d-1",
      Description: "a b*~(中)'!",
    });
    expect(fields.Signature).toBe(signatureOf(fields));
  });

  it("flattens lists, spells out booleans and leaves out what is undefined", async () => {
    const { form } = await sent({
      DryRun: true,
      Force: false,
      RetentionDays: 14,
      Gone: undefined,
      DiskId: ["d-1", "d-2"],
      Tag: [
        { Key: "a", Value: "" },
        { Key: "b", Value: undefined },
      ],
    });
    const fields = Object.fromEntries(form);
    expect(fields).toMatchObject({
      DryRun: "true",
      Force: "false",
      RetentionDays: "14",
      "DiskId.1": "d-1",
      "DiskId.2": "d-2",
      "Tag.1.Key": "a",
      "Tag.1.Value": "",
      "Tag.2.Key": "b",
    });
    expect(Object.keys(fields).filter((name) => /Gone|Tag\.2\.Value/.test(name))).toEqual([]);
  });
});

describe("connections", () => {
  it("are re-used", async () => {
    gateway = await startGateway(fine);
    const { cloud } = callerOf(gateway.address);
    for (let count = 0; count < 5; count += 1) await cloud.call(requestOf("read"));
    await cloud.call(requestOf("repeatable"));
    expect(gateway.requests).toHaveLength(6);
    expect(gateway.connections()).toBe(1);
    cloud.close();
  });

  it("are not shared by a request that must not be sent twice", async () => {
    gateway = await startGateway(fine);
    const { cloud } = callerOf(gateway.address);
    await cloud.call(requestOf("read"));
    await cloud.call(requestOf("once"));
    await cloud.call(requestOf("read"));
    expect(gateway.connections()).toBe(2);
    cloud.close();
  });

  it("are closed by close()", async () => {
    gateway = await startGateway(fine);
    const { cloud } = callerOf(gateway.address);
    await Promise.all([cloud.call(requestOf("read")), cloud.call(requestOf("read"))]);
    cloud.close();
    await gateway.closed(2);
    expect(gateway.connections()).toBe(2);
  });

  it("serve many requests at once, each with its own nonce", async () => {
    gateway = await startGateway(fine);
    const { cloud } = callerOf(gateway.address);
    await Promise.all(Array.from({ length: 40 }, () => cloud.call(requestOf("read"))));
    const nonces = gateway.requests.map(({ form }) => form.get("SignatureNonce"));
    expect(new Set(nonces).size).toBe(40);
    cloud.close();
  });
});

describe("an answer", () => {
  it("is parsed by the request's schema, long numbers included", async () => {
    gateway = await startGateway((response) =>
      response.end('{"RequestId":"R-1","Bytes":1099511627776000,"Serial":12345678901234567890,"Extra":true}'),
    );
    const { cloud } = callerOf(gateway.address);
    const answer = z
      .object({ RequestId: z.string(), Bytes: z.number(), Serial: z.string() })
      .transform(({ Bytes, Serial }) => ({ bytes: Bytes, serial: Serial }));
    expect(await cloud.call({ ...requestOf("read"), answer })).toEqual({
      bytes: 1_099_511_627_776_000,
      serial: "12345678901234567890",
    });
    cloud.close();
  });
});

/** Signature version 1 as the cloud's page describes it, independent of the library that signs. */
function signatureOf({ Signature: _, ...fields }: Record<string, string>): string {
  const canonical = Object.entries(fields)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map((pair) => pair.map(percentEncoded).join("="))
    .join("&");
  const text = `POST&%2F&${percentEncoded(canonical)}`;
  return createHmac("sha1", `${SECRETS.accessKeySecret}&`).update(text).digest("base64");
}

function percentEncoded(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
