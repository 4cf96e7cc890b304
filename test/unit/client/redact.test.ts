import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { redactor } from "../../../provider/client/redact";

const secrets = [
  "LTAI5tExampleKeyId",
  "s3cr3t/With+Odd=Signs",
  "CAIS+token/with=signs&more",
  "simulator",
  "simulator-secret",
];
const redact = redactor(secrets);

describe("redact", () => {
  it.each([
    ["as it is", (secret: string) => secret],
    ["percent-encoded", encodeURIComponent],
    ["percent-encoded twice", (secret: string) => encodeURIComponent(encodeURIComponent(secret))],
    ["in JSON", (secret: string) => JSON.stringify(secret)],
  ])("takes a secret out %s", (_, spell) => {
    for (const secret of secrets) {
      const text = redact(`before ${spell(secret)} after`);
      expect(text).toMatch(/^before "?\[redacted\]"? after$/);
    }
  });

  it.each([
    [
      "a form",
      "AccessKeyId=LTAIother12345&Signature=qwe%2Brty%3D&Action=ResetDisk",
      ["LTAIother12345", "qwe%2Brty"],
    ],
    ["a signed text", "POST&%2F&SecurityToken%3DabcDEF%2526Action", ["abcDEF"]],
    ["a header", "x-acs-security-token: abcDEF.ghi", ["abcDEF"]],
    ["a file", '{"access_key_id": "AKother", "access_key_secret":"xyzzy"}', ["AKother", "xyzzy"]],
    [
      "a bare key",
      "the key LTAIother12345 and STS.NTother9876 are wrong",
      ["LTAIother12345", "STS.NTother9876"],
    ],
  ])("takes out what looks like a secret in %s", (_, text, hidden) => {
    for (const secret of hidden) expect(redact(text)).not.toContain(secret);
    expect(redact(text)).toContain("[redacted]");
  });

  it("keeps the rest of a form", () => {
    expect(redact("AccessKeyId=LTAIother12345&Action=ResetDisk")).toBe(
      "AccessKeyId=[redacted]&Action=ResetDisk",
    );
  });

  it("drops the text that SignatureDoesNotMatch repeats", () => {
    const message =
      "Specified signature is not matched with our calculation. server string to sign is:POST&%2F&AccessKeyId%3Dabc";
    expect(redact(message)).toBe(
      "Specified signature is not matched with our calculation. server string to sign is: [redacted]",
    );
  });

  it("leaves ordinary messages alone", () => {
    const messages = [
      "Specified signature nonce was used already.",
      "The specified SnapshotId does not exist.",
      "Disk d-bp14wq0149cpp2xy is In_use.",
    ];
    for (const message of messages) expect(redact(message)).toBe(message);
  });

  it("leaves no secret in any text around it", () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 8, unit: "grapheme-ascii" }),
        fc.string(),
        fc.string(),
        fc.constantFrom((text: string) => text, encodeURIComponent),
        (secret, before, after, spell) => {
          const clean = redactor([secret])(before + spell(secret) + after);
          expect(clean).not.toContain(spell(secret));
        },
      ),
    );
  });
});
