import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { unknownValue } from "../../../provider/lifecycle/unknown";
import { diskSnapshot } from "../../../provider/runtime/diskSnapshot";
import type { Properties } from "../../../provider/runtime/properties";
import { checkOffline, type Offline } from "./offline";

const right = { diskId: "d-bp1" };
/** The disk of inputs that are right is looked at, without an answer. */
const checked = (inputs: Properties, options: Offline = {}) =>
  checkOffline(diskSnapshot, inputs, { cloud: "unanswered", ...options });
const failuresOf = async (inputs: Properties, options?: Offline) => (await checked(inputs, options)).failures;

const everything = {
  ...right,
  service: "ecs",
  regionId: "cn-beijing",
  snapshotName: "before-upgrade",
  description: "Before the upgrade",
  retentionDays: 30,
  tags: { team: "shop" },
  resourceGroupId: "rg-1",
  triggers: { release: "1.0" },
  keep: 5,
  waitFor: "available",
  onMissing: "recreate",
  forceDelete: true,
  timeouts: { create: "2h", delete: "90s" },
};

describe("check of a DiskSnapshot", () => {
  test("right inputs: pass, with the service and the region filled in", async () => {
    expect(await checked(right)).toEqual({
      inputs: { service: "ecs", regionId: "cn-hangzhou", diskId: "d-bp1" },
      failures: [],
    });
    expect((await checked(everything)).inputs).toEqual(everything);
    expect(await failuresOf(everything)).toEqual([]);
  });

  test("null: is as if it were not given", async () => {
    const { inputs, failures } = await checked({ ...right, regionId: null, tags: null });
    expect(failures).toEqual([]);
    expect(inputs).toEqual({ service: "ecs", regionId: "cn-hangzhou", diskId: "d-bp1" });
  });

  test("no region anywhere: names all three places to set it", async () => {
    const [failure, ...others] = await failuresOf(right, { config: {} });
    expect(others).toEqual([]);
    expect(failure?.property).toBe("regionId");
    expect(failure?.reason).toMatch(/alicloud:region.*ALIBABA_CLOUD_REGION_ID/);
  });

  test("no disk: is required, unless a snapshot that exists is tracked", async () => {
    expect(await failuresOf({})).toEqual([
      { property: "diskId", reason: expect.stringMatching(/^is required.*existingSnapshotId/) as string },
    ]);
    expect(await failuresOf({ existingSnapshotId: "s-bp1" })).toEqual([]);
  });

  const tags = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, "v"]));
  test.each<[string, Properties, RegExp]>([
    ["service", { service: "s3" }, /ecs/],
    ["regionId", { regionId: "hangzhou" }, /region id such as "cn-hangzhou"/],
    ["regionId", { regionId: `cn-${"a".repeat(70)}` }, /64/],
    ["diskId", { diskId: "disk-1" }, /disk id.*page ECS/],
    ["diskId", { diskId: 7 }, /string/],
    ["diskId", { diskId: "d-a b" }, /disk id/],
    ["retentionDays", { retentionDays: 0 }, /at least 1 day/],
    ["retentionDays", { retentionDays: 65_537 }, /at most 65536/],
    ["retentionDays", { retentionDays: 1.5 }, /whole number of days/],
    ["retentionDays", { retentionDays: "7" }, /whole number of days/],
    ["keep", { keep: 0 }, /at least 1: the newest generation is always kept/],
    ["keep", { keep: 257 }, /at most 256/],
    ["waitFor", { waitFor: "ready" }, /accomplished.*available.*submitted/],
    ["onMissing", { onMissing: "ignore" }, /keep.*recreate/],
    ["forceDelete", { forceDelete: "yes" }, /boolean/],
    ["timeouts", { timeouts: { create: "60" } }, /timeouts\.create must be a whole number and a unit/],
    ["timeouts", { timeouts: { create: "0m" } }, /timeouts\.create/],
    ["existingSnapshotId", { existingSnapshotId: "snap-1" }, /snapshot id/],
  ])("%s: %j is refused on its property, with the rule", async (property, inputs, reason) => {
    const [failure, ...others] = await failuresOf({ ...right, ...inputs });
    expect(others).toEqual([]);
    expect(failure?.property).toBe(property);
    expect(failure?.reason).toMatch(reason);
  });

  test.each<[Properties, RegExp]>([
    [{ snapshotName: "a" }, /^snapshotName must be 2 to 128 characters/],
    [{ snapshotName: "a".repeat(129) }, /2 to 128 characters/],
    [{ snapshotName: "1day" }, /begin with a letter/],
    [{ snapshotName: "auto-1" }, /"auto".*page ECS CreateSnapshot/],
    [{ snapshotName: "http://x" }, /"http:\/\/"/],
    [{ snapshotName: "two words" }, /letters, digits, ":", "_", "\." and "-"/],
    [{ resourceGroupId: "" }, /^resourceGroupId must be a resource group id/],
    [{ timeouts: { update: "5m" } }, /^timeouts\.update is not a property/],
    [{ password: "hunter2" }, /^password is not a property of this resource/],
    [{ description: "x" }, /^description must be 2 to 256 characters/],
    [{ description: "x".repeat(257) }, /^description must be 2 to 256/],
    [{ description: "https://example" }, /^description.*may not begin with http/],
    [{ tags: tags(21) }, /^tags hold 21 tags; a snapshot takes at most 20/],
    [{ tags: { "": "v" } }, /^tags have a key that breaks a rule, "": 1 to 128/],
    [{ tags: { ["k".repeat(129)]: "v" } }, /^tags have a key/],
    [{ tags: { "acs:x": "v" } }, /"acs:x".*not beginning with "aliyun" or "acs:"/],
    [{ tags: { "Aliyun-x": "v" } }, /"Aliyun-x".*not beginning/],
    [{ tags: { "http://x": "v" } }, /without http/],
    [{ tags: { team: "v".repeat(129) } }, /a value that breaks a rule, at "team": at most 128/],
    [{ tags: { team: "see https://x" } }, /a value that breaks a rule, at "team".*without http/],
    [{ tags: { team: 7 } }, /^tags\.team must be text/],
    [
      { tags: { "pulumi-alicloud-restore:safety": "v" } },
      /this package uses pulumi-alicloud-restore:… itself/,
    ],
  ])(
    "%j: is refused without naming the property, whose value the engine would print",
    async (inputs, reason) => {
      const [failure, ...others] = await failuresOf({ ...right, ...inputs });
      expect(others).toEqual([]);
      expect(failure?.property).toBe("");
      expect(failure?.reason).toMatch(reason);
    },
  );

  test("limits: exactly at them all is accepted", async () => {
    const atTheLimits = {
      snapshotName: `a${"b".repeat(127)}`,
      description: "x".repeat(256),
      retentionDays: 65_536,
      keep: 256,
      tags: { ...tags(19), ["k".repeat(128)]: "v".repeat(128) },
    };
    expect(await failuresOf({ ...right, ...atTheLimits })).toEqual([]);
    const least = { snapshotName: "ab", description: "xy", retentionDays: 1, keep: 1, tags: {} };
    expect(await failuresOf({ ...right, ...least })).toEqual([]);
    expect(await failuresOf({ ...right, snapshotName: "数据盘:快照_1.0-a" })).toEqual([]);
  });

  test("tracking: what belongs to an own snapshot is refused, each on its property", async () => {
    const found = await failuresOf({ ...everything, existingSnapshotId: "s-bp1" });
    const named = found.map(({ property, reason }) => property || reason.split(" ")[0]);
    expect(named.sort()).toEqual([
      "description",
      "resourceGroupId",
      "retentionDays",
      "snapshotName",
      "tags",
      "triggers",
    ]);
    for (const { reason } of found) expect(reason).toMatch(/only tracks one that exists/);
  });

  test("several mistakes: all at once", async () => {
    const found = await failuresOf({ diskId: "x", keep: 0, waitFor: "never", timeouts: { create: "soon" } });
    expect(found.map(({ property }) => property).sort()).toEqual(["diskId", "keep", "timeouts", "waitFor"]);
  });

  test("unknown in preview: each property may be, and then is not judged", async () => {
    for (const property of Object.keys(everything))
      expect(await failuresOf({ ...everything, [property]: unknownValue })).toEqual([]);
    expect(await failuresOf({ ...everything, tags: { team: unknownValue } })).toEqual([]);
    expect(await failuresOf({ existingSnapshotId: unknownValue })).toEqual([]);
  });

  test("unknown in preview: what is passed on still holds it", async () => {
    const { inputs } = await checked({ diskId: unknownValue });
    expect(inputs).toMatchObject({ diskId: unknownValue });
  });

  test("values: whatever is wrong, no value stands in a reason", async () => {
    const secret = "hunter2-hunter2";
    const properties = Object.keys(everything);
    await fc.assert(
      fc.asyncProperty(
        fc.subarray(properties, { minLength: 1 }),
        fc.constantFrom(secret, [secret], 7),
        async (some, value) => {
          const wrong = Object.fromEntries(some.map((property) => [property, value]));
          expect(JSON.stringify(await failuresOf({ ...right, ...wrong }))).not.toContain(secret);
        },
      ),
    );
  });
});

describe("check of a changed DiskSnapshot: retentionDays", () => {
  const changed = (from: number | undefined, to: number | undefined, more: Properties = {}) =>
    failuresOf(
      { ...right, ...(to === undefined ? {} : { retentionDays: to }), ...more },
      {
        before: {
          ...right,
          service: "ecs",
          regionId: "cn-hangzhou",
          ...(from === undefined ? {} : { retentionDays: from }),
        },
      },
    );

  test("longer or the same: passes", async () => {
    expect(await changed(7, 8)).toEqual([]);
    expect(await changed(7, 7)).toEqual([]);
  });

  test.each([
    [7, 6],
    [7, undefined],
  ])("from %s to %s: the cloud only extends it", async (from, to) => {
    expect(await changed(from, to)).toEqual([
      {
        property: "retentionDays",
        reason: expect.stringMatching(/can only be extended: it is 7 now.*triggers/) as string,
      },
    ]);
  });

  test("new triggers, another disk or region: another snapshot, so any number", async () => {
    expect(await changed(7, 6, { triggers: [2] })).toEqual([]);
    expect(await changed(7, 6, { diskId: "d-bp2" })).toEqual([]);
    expect(await changed(7, 6, { regionId: "cn-beijing" })).toEqual([]);
  });

  test("unknown in preview: is not judged", async () => {
    expect(await changed(7, undefined, { retentionDays: unknownValue })).toEqual([]);
    expect(await changed(7, 6, { triggers: unknownValue })).toEqual([]);
  });
});
