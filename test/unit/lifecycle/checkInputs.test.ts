import { describe, expect, test } from "vitest";
import { z } from "zod";
import { checkInputs } from "../../../provider/lifecycle/inputs/checkInputs";
import { unknownValue } from "../../../provider/lifecycle/unknown";

const schema = z.strictObject({
  diskId: z.string().regex(/^d-/, "must be a disk id"),
  keep: z.int().min(1, "must be at least 1").optional(),
  description: z.string().min(2, "must be 2 characters or more").optional(),
  timeouts: z.strictObject({ create: z.string().regex(/m$/, "must be in minutes") }).optional(),
});
const none = () => [];

describe("checkInputs", () => {
  test("right inputs: no failure", () => {
    expect(checkInputs(schema, { diskId: "d-1", keep: 2, timeouts: { create: "5m" } }, none)).toEqual([]);
  });

  test("several mistakes: all at once, each on its property, with the rule", () => {
    const found = checkInputs(schema, { diskId: "x", keep: 0, timeouts: { create: "5s" } }, none);
    expect(found).toEqual([
      { property: "diskId", reason: "must be a disk id" },
      { property: "keep", reason: "must be at least 1" },
      { property: "timeouts", reason: "timeouts.create must be in minutes" },
    ]);
  });

  test("missing: says so in words", () => {
    expect(checkInputs(schema, {}, none)).toEqual([{ property: "diskId", reason: "is required" }]);
  });

  test("unknown in preview: neither missing nor wrong, at any depth", () => {
    const found = checkInputs(
      schema,
      { diskId: unknownValue, timeouts: { create: `${unknownValue}s` } },
      none,
    );
    expect(found).toEqual([]);
  });

  test("unknown in preview: the others are still checked", () => {
    expect(checkInputs(schema, { diskId: unknownValue, keep: 0 }, none)).toEqual([
      { property: "keep", reason: "must be at least 1" },
    ]);
  });

  test("rules between properties: are silent while one that they involve is unknown", () => {
    const rule = { property: "keep", involves: ["diskId"], reason: "needs another disk" };
    expect(checkInputs(schema, { diskId: "d-1" }, () => [rule])).toEqual([
      { property: "keep", reason: "needs another disk" },
    ]);
    expect(checkInputs(schema, { diskId: unknownValue }, () => [rule])).toEqual([]);
    expect(checkInputs(schema, { diskId: "d-1", keep: unknownValue }, () => [rule])).toEqual([]);
  });

  test("may be a secret: the property is not named to the engine, which would print its value", () => {
    const [found] = checkInputs(schema, { diskId: "d-1", description: "x" }, none);
    expect(found).toEqual({ property: "", reason: "description must be 2 characters or more" });
  });

  test("a long list: the property is not named to the engine, which would print all of it", () => {
    const lists = z.strictObject({ disks: z.array(z.string()).max(1, "must hold at most one disk") });
    const disks = (count: number) => Array.from({ length: count }, (_, index) => `d-${index}`);
    expect(checkInputs(lists, { disks: disks(20) }, none)).toEqual([
      { property: "", reason: "disks must hold at most one disk" },
    ]);
    expect(checkInputs(lists, { disks: disks(2) }, none)).toEqual([
      { property: "disks", reason: "must hold at most one disk" },
    ]);
  });

  test("no property of the resource: is named in the reason", () => {
    const found = checkInputs(
      schema,
      { diskId: "d-1", timeouts: { create: "5m", slow: 1 }, diskID: "d-2" },
      none,
    );
    expect(found.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/timeouts\.slow.*is not a property/),
      expect.stringMatching(/is not a property/),
    ]);
  });

  test("values: are in no reason", () => {
    const secret = "hunter2-hunter2";
    const wrong = { diskId: secret, keep: secret, description: [secret], timeouts: { create: secret } };
    expect(JSON.stringify(checkInputs(schema, wrong, none))).not.toContain(secret);
  });
});
