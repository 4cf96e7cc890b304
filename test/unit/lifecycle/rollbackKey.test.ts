import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Goal } from "../../../provider/lifecycle/inputs/diskRollback";
import { rollbackKey } from "../../../provider/lifecycle/rollbackKey";

type Request = Parameters<typeof rollbackKey>[0];

const point = (number: number, snapshot = number) => ({
  disk: { diskId: `d-${number}` },
  snapshotId: `s-${snapshot}`,
});
const points = (...given: ReturnType<typeof point>[]): Goal => ({ kind: "points", points: given });

const request: Request = {
  service: "ecs",
  regionId: "cn-hangzhou",
  goal: points(point(1), point(2)),
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
    const numbers = fc.uniqueArray(fc.nat(), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(numbers, fc.infiniteStream(fc.nat()), (given, random) => {
        const shuffled = given
          .map((number) => ({ number, rank: random.next().value as number }))
          .sort((one, other) => one.rank - other.rank)
          .map(({ number }) => point(number));
        const inOrder = points(...given.map((number) => point(number)));
        expect(rollbackKey({ ...request, goal: points(...shuffled) })).toBe(
          rollbackKey({ ...request, goal: inOrder }),
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

  test.each<[string, Partial<Request>]>([
    ["service", { service: "swas" }],
    ["region", { regionId: "cn-beijing" }],
    ["disk", { goal: points({ ...point(1), disk: { diskId: "d-3" } }, point(2)) }],
    ["snapshot", { goal: points(point(1, 3), point(2)) }],
    ["number of disks", { goal: points(point(1)) }],
    ["pairing of disks and snapshots", { goal: points(point(1, 2), point(2, 1)) }],
    ["triggers", { triggers: { release: 8, by: ["ann", "bob"] } }],
    ["absence of triggers", { triggers: undefined }],
  ])("change: another %s is another rollback", (_part, change) => {
    expect(rollbackKey({ ...request, ...change })).not.toBe(rollbackKey(request));
  });

  test("triggers: null and none are the same, an empty list is something", () => {
    const of = (triggers: unknown) => rollbackKey({ ...request, triggers });
    expect(of(null)).toBe(of(undefined));
    expect(of([])).not.toBe(of(undefined));
    expect(of("1")).not.toBe(of(1));
  });

  test("desktops: the disk's type is part of it", () => {
    const of = (sourceDiskType: "system" | "data") =>
      rollbackKey({
        ...request,
        goal: {
          kind: "points",
          points: [{ disk: { desktopId: "ecd-1", sourceDiskType }, snapshotId: "s-1" }],
        },
      });
    expect(of("system")).not.toBe(of("data"));
  });

  test("a group and a moment: each part of them counts", () => {
    const goals: Goal[] = [
      { kind: "group", instanceId: "i-1", snapshotGroupId: "ssg-1" },
      { kind: "group", instanceId: "i-2", snapshotGroupId: "ssg-1" },
      { kind: "group", instanceId: "i-1", snapshotGroupId: "ssg-2" },
      { kind: "before", disk: { diskId: "d-1" }, before: "2026-11-20T18:40:00Z", namePrefix: undefined },
      { kind: "before", disk: { diskId: "d-2" }, before: "2026-11-20T18:40:00Z", namePrefix: undefined },
      { kind: "before", disk: { diskId: "d-1" }, before: "2026-11-20T18:41:00Z", namePrefix: undefined },
      { kind: "before", disk: { diskId: "d-1" }, before: "2026-11-20T18:40:00Z", namePrefix: "nightly" },
    ];
    expect(new Set(goals.map((goal) => rollbackKey({ ...request, goal }))).size).toBe(goals.length);
  });
});
