import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rollbackKey, type RollbackRequest } from "../../../provider/lifecycle/rollbackKey";

const request: RollbackRequest = {
  service: "ecs",
  regionId: "cn-hangzhou",
  points: [
    { disk: "d-1", snapshotId: "s-1" },
    { disk: "d-2", snapshotId: "s-2" },
  ],
  triggers: { release: 7, by: ["ann", "bob"] },
};

describe("rollbackKey", () => {
  test("form: is short, and of letters that a tag and a token take", () => {
    expect(rollbackKey(request)).toMatch(/^rk-[0-9a-f]{24}$/);
  });

  test("form: is the same for ever, since it is in users' states", () => {
    expect(rollbackKey(request)).toBe("rk-c6b4eb979254dfec05c00988");
  });

  test("order: of the disks does not matter", () => {
    const points = fc.uniqueArray(
      fc.record({
        disk: fc.stringMatching(/^d-[a-z0-9]{1,8}$/),
        snapshotId: fc.stringMatching(/^s-[a-z0-9]{1,8}$/),
      }),
      { selector: ({ disk }) => disk, minLength: 1, maxLength: 10 },
    );
    fc.assert(
      fc.property(points, fc.infiniteStream(fc.nat()), (given, random) => {
        const shuffled = given
          .map((point) => ({ point, rank: random.next().value as number }))
          .sort((one, other) => one.rank - other.rank)
          .map(({ point }) => point);
        expect(rollbackKey({ ...request, points: shuffled })).toBe(
          rollbackKey({ ...request, points: given }),
        );
      }),
    );
  });

  test("order: of a trigger's fields does not matter, of a list's items it does", () => {
    expect(rollbackKey({ ...request, triggers: { by: ["ann", "bob"], release: 7 } })).toBe(
      rollbackKey(request),
    );
    expect(rollbackKey({ ...request, triggers: { by: ["bob", "ann"], release: 7 } })).not.toBe(
      rollbackKey(request),
    );
  });

  test.each<[string, Partial<RollbackRequest>]>([
    ["service", { service: "swas" }],
    ["region", { regionId: "cn-beijing" }],
    ["disk", { points: [{ disk: "d-3", snapshotId: "s-1" }, request.points[1]!] }],
    ["snapshot", { points: [{ disk: "d-1", snapshotId: "s-3" }, request.points[1]!] }],
    ["number of disks", { points: [request.points[0]!] }],
    [
      "which snapshot goes to which disk",
      {
        points: [
          { disk: "d-1", snapshotId: "s-2" },
          { disk: "d-2", snapshotId: "s-1" },
        ],
      },
    ],
    ["triggers", { triggers: { release: 8, by: ["ann", "bob"] } }],
    ["no triggers", { triggers: undefined }],
  ])("change: another %s is another rollback", (_part, change) => {
    expect(rollbackKey({ ...request, ...change })).not.toBe(rollbackKey(request));
  });

  test("triggers: null and none are the same, an empty list is something", () => {
    const of = (triggers: unknown) => rollbackKey({ ...request, triggers });
    expect(of(null)).toBe(of(undefined));
    expect(of([])).not.toBe(of(undefined));
    expect(of("1")).not.toBe(of(1));
  });
});
