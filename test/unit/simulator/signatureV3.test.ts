import { describe, expect, test } from "vitest";
import { canonicalRequest, readAuthorization, signV3 } from "../../../simulator/transport/signatureV3";

// The example of the page "V3 request structure and signature", with the signature that it documents.
const emptyBody = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const documented = {
  method: "POST",
  path: "/",
  query: new Map([
    ["RegionId", "cn-shanghai"],
    ["ImageId", "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd"],
  ]),
  headers: new Headers({
    host: "ecs.cn-shanghai.aliyuncs.com",
    "x-acs-action": "RunInstances",
    "x-acs-version": "2014-05-26",
    "x-acs-date": "2023-10-26T10:22:32Z",
    "x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d",
    "x-acs-content-sha256": emptyBody,
  }),
};
const signed = [
  ...["host", "x-acs-action", "x-acs-content-sha256", "x-acs-date", "x-acs-signature-nonce", "x-acs-version"],
];

describe("signature version 3", () => {
  test("signV3: gives the documented signature", () => {
    expect(signV3(documented, signed, "YourAccessKeySecret")).toBe(
      "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0",
    );
  });

  test("canonicalRequest: sorts and escapes the query, and trims the headers that are signed", () => {
    const query = new Map([
      ["b", "a b*~"],
      ["A", "\u4e2d"],
      ["Empty", ""],
    ]);
    const headers = new Headers({ host: " h ", "x-acs-content-sha256": emptyBody, "x-other": "o" });
    expect(canonicalRequest({ method: "GET", path: "/", query, headers }, ["host"])).toBe(
      ["GET", "/", "A=%E4%B8%AD&Empty=&b=a%20b%2A~", "host:h\n", "host", emptyBody].join("\n"),
    );
  });

  test("readAuthorization: reads the three parts; another algorithm or another form is none", () => {
    const signature = "0".repeat(64);
    const header = `ACS3-HMAC-SHA256 Credential=me,SignedHeaders=host;x-acs-date,Signature=${signature}`;
    expect(readAuthorization(header)).toEqual({
      ...{ accessKeyId: "me", signedHeaders: ["host", "x-acs-date"], signature },
    });
    for (const wrong of [header.replace("SHA256", "SM3"), header.slice(0, -1), "ACS3-HMAC-SHA256", ""])
      expect(readAuthorization(wrong)).toBeUndefined();
  });
});
