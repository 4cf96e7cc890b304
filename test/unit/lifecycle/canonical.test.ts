import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonical, digest, sameValue } from "../../../provider/lifecycle/canonical";

describe("canonical", () => {
  test("keys: their order and absent values do not matter, at any depth", () => {
    expect(canonical({ b: { d: 1, c: undefined }, a: [{ y: 1, x: 2 }] })).toBe(
      '{"a":[{"x":2,"y":1}],"b":{"d":1}}',
    );
  });

  test("lists: their order matters", () => {
    expect(sameValue([1, 2], [2, 1])).toBe(false);
  });

  test("kinds: a number, its text, null, false and nothing are all different", () => {
    const texts = [1, "1", null, false, "", [], {}].map(canonical);
    expect(new Set(texts).size).toBe(texts.length);
  });

  test("state: what went through JSON is still the same value", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const stored: unknown = JSON.parse(JSON.stringify(value));
        expect(sameValue(value, stored)).toBe(true);
        expect(digest(value, 16)).toBe(digest(stored, 16));
      }),
    );
  });
});

describe("digest", () => {
  test("length: is as asked, in hexadecimal digits", () => {
    expect(digest({ a: 1 }, 8)).toMatch(/^[0-9a-f]{8}$/);
    expect(digest({ a: 1 }, 48)).toMatch(/^[0-9a-f]{48}$/);
  });
});
