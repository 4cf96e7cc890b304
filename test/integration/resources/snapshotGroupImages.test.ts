import { describe, expect, test } from "vitest";
import { changes, failureOf, world } from "./fixture";

const cloud = world();
const diskIds = ["d-sim0003", "d-sim0004"];
const text = (value: unknown) => String(value);
const ids = async () => Object.keys((await cloud.control.world()).snapshots).sort();
const firstMember = (outputs: Record<string, unknown>) =>
  (outputs["snapshots"] as { snapshotId: string }[])[0]!.snapshotId;

describe("a group of which a custom image was made", () => {
  test.each(["image", "image_disk"])(
    "usage %s: destroy fails, deletes nothing and says what to do",
    async (usage) => {
      const point = cloud.snapshot();
      await point.up({ diskIds });
      const used = firstMember(point.state!.outputs);
      await cloud.control.patch("snapshots", used, { usage });
      await cloud.control.clearCalls();
      const before = await ids();
      const { message } = await failureOf(point.destroy());
      expect(message).toMatch(
        new RegExp(`custom images were made from ${used} .*Nothing of the group was deleted`),
      );
      expect(message).toMatch(/^Still there: .*\n.*Delete the custom images first/);
      expect(await changes(cloud)).toEqual([]);
      expect(await ids()).toEqual(before);

      await cloud.control.patch("snapshots", used, { usage: "none" });
      await point.destroy();
      expect(await ids()).toEqual([]);
    },
  );

  test("an earlier generation: stays on record with a warning", async () => {
    const point = cloud.snapshot();
    await point.up({ diskIds, keep: 1, triggers: [1] });
    const earlier = text(point.state?.outputs["snapshotGroupId"]);
    await cloud.control.patch("snapshots", firstMember(point.state!.outputs), { usage: "image" });
    for (const release of [2, 3]) await point.up({ diskIds, keep: 1, triggers: [release] });
    expect(point.state?.outputs["previousSnapshotIds"]).toContain(earlier);
    expect(point.lines.warn.join()).toMatch(/custom images were made from/);
    expect(await ids()).toHaveLength(6);
  });

  test("gone already: is fine", async () => {
    const point = cloud.snapshot();
    await point.up({ diskIds });
    await cloud.control.remove("snapshotGroups", text(point.state?.outputs["snapshotGroupId"]));
    await point.destroy();
    expect(point.state).toBeUndefined();
  });
});
