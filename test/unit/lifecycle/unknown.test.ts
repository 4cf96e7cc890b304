import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hasUnknown, unknownProperties, unknownValue } from "../../../provider/lifecycle/unknown";

describe("hasUnknown", () => {
  test("value: is the one of Pulumi's wire protocol", () => {
    expect(unknownValue).toBe("04da6b54-80e4-46f7-96ec-b56ff0331ba9");
  });

  test("depth: is found wherever it stands, also within a text", () => {
    for (const value of [
      unknownValue,
      [1, unknownValue],
      { a: { b: [unknownValue] } },
      `snap-${unknownValue}-x`,
    ])
      expect(hasUnknown(value)).toBe(true);
  });

  test("absence: ordinary values, null and nothing have none", () => {
    expect(hasUnknown(undefined)).toBe(false);
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(hasUnknown(value)).toBe(false);
      }),
    );
  });

  test("properties: are named, each once", () => {
    expect(unknownProperties({ a: unknownValue, b: 1, c: [unknownValue, unknownValue], d: null })).toEqual([
      "a",
      "c",
    ]);
  });
});
