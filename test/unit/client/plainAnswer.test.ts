import { describe, expect, it } from "vitest";
import { plainAnswer } from "../../../provider/client/plainAnswer";

/** As bignumber.js makes it: what marks it is inherited. */
function big(digits: string): object {
  return Object.create({
    _isBigNumber: true,
    toNumber: () => Number(digits),
    toFixed: () => digits,
    isInteger: () => !digits.includes("."),
  }) as object;
}

describe("plainAnswer", () => {
  it("makes numbers of long ones that fit", () => {
    expect(plainAnswer({ Size: big("1234567890123456") })).toEqual({ Size: 1234567890123456 });
    expect(plainAnswer([big("0.12345678901234567")])).toEqual([0.12345678901234567]);
  });

  it("keeps every digit of those that do not", () => {
    expect(plainAnswer({ Items: [{ Id: big("12345678901234567890") }] })).toEqual({
      Items: [{ Id: "12345678901234567890" }],
    });
  });

  it("leaves everything else as it is", () => {
    const answer = { RequestId: "R", Empty: null, List: [], On: false, Nested: { Count: 0 } };
    expect(plainAnswer(answer)).toEqual(answer);
    expect(plainAnswer(null)).toBeNull();
    expect(plainAnswer("text")).toBe("text");
  });
});
