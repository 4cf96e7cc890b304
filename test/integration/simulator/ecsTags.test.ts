import { describe, expect, test } from "vitest";
import { completeSnapshot, refusal, simulated } from "./simulated";

const sim = simulated();
const target = { RegionId: "cn-hangzhou", ResourceType: "snapshot" };

async function tagged(ResourceId: string) {
  const { body } = await sim.ecs("ListTagResources", { ...target, "ResourceId.1": ResourceId });
  return body.TagResources.TagResource.map((tag: { TagKey: string; TagValue: string }) => [
    tag.TagKey,
    tag.TagValue,
  ]);
}

describe("tags", () => {
  test("tags: are set, overwritten, listed, shown on the snapshot and taken away", async () => {
    const id = await completeSnapshot(sim, "d-sim0002");
    const tag = (more: object) => sim.ecs("TagResources", { ...target, "ResourceId.1": id, ...more });
    await tag({ "Tag.1.Key": "a", "Tag.1.Value": "1", "Tag.2.Key": "b", "Tag.2.Value": "" });
    await tag({ "Tag.1.Key": "a", "Tag.1.Value": "2" });
    expect(await tagged(id)).toEqual([
      ["a", "2"],
      ["b", ""],
    ]);
    expect((await sim.control.snapshot(id)).tags).toEqual({ a: "2", b: "" });
    await sim.ecs("UntagResources", { ...target, "ResourceId.1": id, "TagKey.1": "a" });
    expect(await tagged(id)).toEqual([["b", ""]]);
    await sim.ecs("UntagResources", { ...target, "ResourceId.1": id, All: true });
    expect(await tagged(id)).toEqual([]);
  });

  test("ListTagResources: finds by tag, and has pages", async () => {
    const tags = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`k${index}`, "v"]));
    for (const id of ["d-sim0001", "d-sim0002", "d-sim0003"]) await sim.control.patch("disks", id, { tags });
    const list = async (more: object) =>
      (await sim.ecs("ListTagResources", { ...target, ResourceType: "disk", "Tag.1.Key": "k1", ...more }))
        .body;
    const first = await list({});
    const second = await list({ NextToken: first.NextToken });
    expect([first.TagResources.TagResource.length, second.TagResources.TagResource.length]).toEqual([50, 10]);
    expect(second.NextToken).toBe("");
    expect((await list({ "Tag.1.Value": "w" })).TagResources.TagResource).toEqual([]);
  });

  test.each([
    [
      "TagResources",
      { ResourceType: "snapshot", "ResourceId.1": "s-1", "Tag.1.Key": "a" },
      404,
      "MissingParameter.RegionId",
    ],
    [
      "TagResources",
      { RegionId: "nowhere", ResourceType: "snapshot", "ResourceId.1": "s-1", "Tag.1.Key": "a" },
      404,
      "InvalidRegionId.NotFound",
    ],
    [
      "TagResources",
      { RegionId: "cn-hangzhou", "ResourceId.1": "s-1", "Tag.1.Key": "a" },
      404,
      "MissingParameter.ResourceType",
    ],
    [
      "TagResources",
      { ...target, ResourceType: "cat", "ResourceId.1": "s-1", "Tag.1.Key": "a" },
      404,
      "InvalidResourceType.NotFound",
    ],
    [
      "TagResources",
      { ...target, "ResourceId.1": "s-none", "Tag.1.Key": "a" },
      404,
      "InvalidResourceId.NotFound",
    ],
    ["TagResources", { ...target, "ResourceId.1": "s-none" }, 404, "MissingParameter.Tags"],
    [
      "TagResources",
      { ...target, "ResourceId.1": "s-none", "Tag.1.Key": "" },
      400,
      "InvalidTagKey.Malformed",
    ],
    [
      "TagResources",
      { ...target, "ResourceId.1": "s-none", "Tag.1.Key": "a", "Tag.1.Value": "acs:x" },
      400,
      "InvalidTagValue.Malformed",
    ],
    [
      "TagResources",
      { ...target, "ResourceId.1": "s-none", "Tag.1.Key": "a", "Tag.2.Key": "a" },
      400,
      "Duplicate.TagKey",
    ],
    ["UntagResources", { ...target, "ResourceId.1": "s-none" }, 404, "MissingParameter.Tags"],
    ["UntagResources", { ...target, "ResourceId.1": "s-none", All: true }, 404, "InvalidResourceId.NotFound"],
    ["ListTagResources", target, 404, "MissingParameter.Tags"],
    ["ListTagResources", { ...target, "Tag.1.Key": "a", NextToken: "caeba0bb" }, 400, "InvalidNextToken"],
  ])("%s: refuses %j", async (action, parameters, status, code) => {
    expect(refusal(await sim.ecs(action, parameters)).slice(0, 2)).toEqual([status, code]);
  });

  test("TagResources: refuses 51 resources, 21 tags, and a 21st tag on one resource", async () => {
    const many = (name: string, count: number) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, index) => [name.replace("N", String(index + 1)), `x${index}`]),
      );
    const code = async (parameters: object) =>
      refusal(await sim.ecs("TagResources", { ...target, ResourceType: "disk", ...parameters }))[1];
    expect(await code({ ...many("ResourceId.N", 51), "Tag.1.Key": "a" })).toBe("NumberExceed.ResourceIds");
    expect(await code({ "ResourceId.1": "d-sim0001", ...many("Tag.N.Key", 21) })).toBe("NumberExceed.Tags");
    expect(await code({ "ResourceId.1": "d-sim0001", ...many("Tag.N.Key", 20) })).toBeUndefined();
    expect(await code({ "ResourceId.1": "d-sim0001", "Tag.1.Key": "one-more" })).toBe("QuotaExceed.Tags");
  });
});
