import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { NameRule } from "../../../provider/lifecycle/facts";
import { defaultSnapshotName, resourceNameOf } from "../../../provider/lifecycle/snapshotName";
import { services } from "../../../provider/services";

const rules = Object.entries<{ snapshotName: NameRule }>(services).map(
  ([service, { snapshotName }]) => [service, snapshotName] as const,
);
const anyName = fc.oneof(
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.string({ unit: "grapheme", maxLength: 300 }),
  fc.constantFrom(
    "auto",
    "auto-1",
    "Auto",
    "http://x",
    "https://x",
    "1",
    "-",
    "_",
    "---",
    "数据盘",
    "a".repeat(500),
  ),
);

describe.each(rules)("defaultSnapshotName: %s", (_service, rule) => {
  test("validity: whatever the resource is called, the name keeps the service's rule", () => {
    fc.assert(
      fc.property(anyName, fc.jsonValue(), (resourceName, identity) => {
        const name = defaultSnapshotName(rule, resourceName, identity);
        expect(name.length).toBeGreaterThanOrEqual(rule.shortest);
        expect(name.length).toBeLessThanOrEqual(rule.longest);
        expect(name).toMatch(rule.pattern);
        expect(name.toLowerCase()).not.toMatch(/^(auto|http)/);
      }),
      { numRuns: 1_000 },
    );
  });

  test("determinism: the same resource and identity give the same name, others another", () => {
    fc.assert(
      fc.property(anyName, fc.jsonValue(), (resourceName, identity) => {
        const name = defaultSnapshotName(rule, resourceName, identity);
        expect(defaultSnapshotName(rule, resourceName, structuredClone(identity))).toBe(name);
      }),
    );
    expect(defaultSnapshotName(rule, "data", "urn", "[1]")).not.toBe(
      defaultSnapshotName(rule, "data", "urn", "[2]"),
    );
  });

  test("readability: an ordinary resource's name stands in front", () => {
    expect(defaultSnapshotName(rule, "before-upgrade", "urn")).toMatch(/^before-upgrade-[0-9a-f]{8}$/);
  });
});

describe("resourceNameOf", () => {
  test.each([
    ["urn:pulumi:dev::shop::pulumi-nodejs:restore:DiskSnapshot::data", "data"],
    ["urn:pulumi:dev::shop::my:Component$pulumi-nodejs:restore:DiskSnapshot::web data", "web data"],
    ["", "snapshot"],
  ])("%j: is called %j", (urn, name) => {
    expect(resourceNameOf(urn)).toBe(name);
  });
});
