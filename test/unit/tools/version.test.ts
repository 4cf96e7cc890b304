import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isAtLeast, readVersion } from "../../../tools/engine/version.mjs";

describe("readVersion", () => {
  test.each([
    ["v3.225.0\n", "3.225.0"],
    ["3.225.0", "3.225.0"],
    ["v3.226.0-alpha.1+0c2f9a.dirty", "3.226.0-alpha.1"],
    ["Downloading pulumi v3.265.0...\nv3.265.0\n", "3.265.0"],
    ["pulumi: fetch failed", undefined],
    ["", undefined],
  ])("readVersion: of %j is %j", (text, version) => {
    expect(readVersion(text)).toBe(version);
  });
});

describe("isAtLeast", () => {
  test.each([
    ["3.141.0", "3.141.0", true],
    ["3.141.1", "3.141.0", true],
    ["3.140.9", "3.141.0", false],
    ["3.99.0", "3.141.0", false],
    ["4.0.0", "3.141.0", true],
    ["2.225.0", "3.141.0", false],
    ["3.141.0-alpha.1", "3.141.0", false],
    ["3.142.0-alpha.1", "3.141.0", true],
  ])("isAtLeast: %s against %s is %s", (version, minimum, expected) => {
    expect(isAtLeast(version, minimum)).toBe(expected);
  });

  test("isAtLeast: orders releases as their numbers, of two different ones exactly one is later", () => {
    const release = fc.tuple(fc.nat(400), fc.nat(400), fc.nat(400)).map((numbers) => numbers.join("."));
    fc.assert(
      fc.property(release, release, (one, other) => {
        expect(isAtLeast(one, other) && isAtLeast(other, one)).toBe(one === other);
        expect(isAtLeast(one, other) || isAtLeast(other, one)).toBe(true);
      }),
    );
  });
});
