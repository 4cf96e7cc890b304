import { describe, expect, test } from "vitest";
import { sign, stringToSign } from "../../../simulator/transport/signature";

// The documented example of the page "Request signatures", and two more that other clients' code agrees on.
const documented = {
  AccessKeyId: "testid",
  Action: "DescribeRegions",
  Format: "XML",
  SignatureMethod: "HMAC-SHA1",
  SignatureNonce: "3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf",
  SignatureVersion: "1.0",
  Timestamp: "2016-02-23T12:46:24Z",
  Version: "2014-05-26",
};
const parameters = (more: Record<string, string> = {}) => new Map(Object.entries({ ...documented, ...more }));

describe("signature", () => {
  test("sign: gives the documented signature of the documented GET", () => {
    expect(sign("GET", parameters(), "testsecret")).toBe("OLeaidS1JvxuMvnyHOwuJ+uX5qY=");
  });

  test("sign: a POST has another signature than a GET", () => {
    expect(sign("POST", parameters(), "testsecret")).toBe("MxbnVAM4w6sft9xjVpe/GCKueuk=");
  });

  test("sign: escapes spaces, stars, quotes, brackets and letters beyond ASCII, and leaves the tilde", () => {
    const hard = { "Tag.1.Key": "a b*~", "Tag.1.Value": "中(1)'!", SecurityToken: "tok/+=" };
    expect(sign("POST", parameters(hard), "testsecret")).toBe("pLpDvyUBsbb2svKfQqkix4BzGjI=");
  });

  test("sign: does not depend on the order of arrival, nor on a signature that came along", () => {
    const reversed = new Map([["Signature", "x"] as const, ...[...parameters()].reverse()]);
    expect(sign("GET", reversed, "testsecret")).toBe(sign("GET", parameters(), "testsecret"));
  });

  test("stringToSign: upper case comes before lower case", () => {
    const text = stringToSign("GET", new Map(Object.entries({ b: "1", a: "2", B: "3" })));
    expect(text).toBe("GET&%2F&B%3D3%26a%3D2%26b%3D1");
  });
});
