import { describe, expect, test } from "vitest";
import { changes, diskId, world } from "./fixture";

/** Whichever write it is whose answer is lost after the cloud has acted: nothing is doubled, and nothing is missing. */
const cloud = world();

interface Changed {
  readonly what: string;
  readonly action: string;
  readonly target: Readonly<Record<string, unknown>>;
  readonly before?: Readonly<Record<string, unknown>>;
  readonly after?: Readonly<Record<string, unknown>>;
  readonly seen?: Readonly<Record<string, unknown>>;
}

const one = { diskId };
const group = { diskIds: ["d-sim0003", "d-sim0004"] };
const desktop = { service: "ecd", desktopId: "ecd-sim0001", sourceDiskType: "data" };
const server = { service: "swas", diskId: "d-simswas01" };
const named = { snapshotName: "one" };
const tagged = { tags: { a: "1" } };

const changed: readonly Changed[] = [
  { what: "taken", action: "CreateSnapshot", target: one },
  { what: "a group taken", action: "CreateSnapshotGroup", target: group },
  { what: "swas taken", action: "CreateSnapshot", target: server },
  { what: "ecd taken", action: "CreateSnapshot", target: desktop },
  {
    what: "renamed",
    action: "ModifySnapshotAttribute",
    target: one,
    before: named,
    after: { snapshotName: "two" },
    seen: { snapshotName: "two" },
  },
  {
    what: "tagged",
    action: "TagResources",
    target: one,
    before: tagged,
    after: { tags: { a: "2" } },
    seen: { tags: { a: "2" } },
  },
  { what: "untagged", action: "UntagResources", target: one, before: tagged, after: {}, seen: { tags: {} } },
  {
    what: "swas remarked",
    action: "UpdateSnapshotAttribute",
    target: server,
    before: { description: "one" },
    after: { description: "two" },
    seen: { remark: "two" },
  },
  {
    what: "swas tagged",
    action: "TagResources",
    target: server,
    before: tagged,
    after: { tags: { a: "2" } },
    seen: { tags: { a: "2" } },
  },
];

describe("a DiskSnapshot whose write is answered to nobody", () => {
  test.each(changed)("$what ($action)", async ({ action, target, before = {}, after, seen = {} }) => {
    const point = cloud.snapshot();
    const known = Object.keys((await cloud.control.world()).snapshots).length;
    if (after) await point.up({ ...target, ...before });
    await cloud.control.addFault({ action, effect: "drop-after", once: true });
    await point.up({ ...target, ...(after ?? {}) });
    const { snapshots } = await cloud.control.world();
    const members = "diskIds" in target ? 2 : 1;
    expect(Object.keys(snapshots)).toHaveLength(known + members);
    const taken = Object.values(snapshots).at(-1)!;
    expect(taken).toMatchObject({ status: "accomplished", ...seen });
    expect(await point.up({ ...target, ...(after ?? before) })).toBe("same");
  });

  test.each([
    ["DeleteSnapshot", one],
    ["DeleteSnapshotGroup", group],
    ["DeleteSnapshot", server],
    ["DeleteSnapshot", desktop],
  ])("deleted (%s, %o)", async (action, target) => {
    const point = cloud.snapshot();
    const known = Object.keys((await cloud.control.world()).snapshots).length;
    await point.up(target);
    await cloud.control.addFault({ action, effect: "drop-after", once: true });
    await point.destroy();
    expect(Object.keys((await cloud.control.world()).snapshots)).toHaveLength(known);
    expect((await changes(cloud)).filter((call) => call === action).length).toBeGreaterThan(0);
  });
});
