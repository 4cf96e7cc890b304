import { describe, expect, it } from "vitest";
import { diskKey } from "../../provider/lifecycle/facts";
import { completeGroup, readGroup, type CompleteGroup } from "./groups";
import { snapshotById } from "./reads";
import { severalDisksTests } from "./severalDisksTests";
import { endOf, type Trial } from "./trial";

/** Crash-consistent groups, for services that have them and worlds with disks for them. */
export function groupTests(trial: Trial): void {
  const { world, service } = trial;
  const { groups } = service;
  const { regionId, groupDisks } = world.place;
  if (!groups || groupDisks.length < 2) return;

  // The tests of a world that lasts share one group, and the last of them takes it away.
  let shared: Promise<CompleteGroup> | undefined;
  const group = () =>
    world.simulated ? completeGroup(trial, groups) : (shared ??= completeGroup(trial, groups));

  describe("a snapshot group", () => {
    it("holds a complete snapshot of each disk, which can be read by itself", async () => {
      const { facts, wanted } = await group();
      expect(facts).toMatchObject({ name: wanted.name, description: wanted.description });
      expect(facts.members.map(({ disk }) => diskKey(disk)).sort()).toEqual(groupDisks.map(diskKey).sort());
      for (const { snapshotId, disk } of facts.members)
        expect(await snapshotById(trial, snapshotId)).toMatchObject({
          sourceDisk: disk,
          status: "accomplished",
        });
    });

    it("asked for twice with one token: is one", async () => {
      const { facts, wanted } = await group();
      const { snapshotGroupId } = facts;
      expect(await trial.call(groups.take(wanted))).toEqual({ snapshotGroupId });
    });

    it("takes another name, description and tags", async () => {
      const { facts } = await group();
      const change = { name: "contract-renamed", description: "changed", setTags: { contract: "changed" } };
      for (const request of groups.change(regionId, facts.snapshotGroupId, change)) await trial.call(request);
      const { name, description, setTags } = change;
      const tags = { ...facts.tags, ...setTags };
      expect(await readGroup(trial, groups, facts.snapshotGroupId)).toEqual({
        ...facts,
        name,
        description,
        tags,
      });
    });

    it("that is not there: is nothing", async () => {
      expect(await readGroup(trial, groups, "ssg-contract0000none")).toBeUndefined();
    });
  });

  severalDisksTests(trial, group);

  describe("a snapshot group that is deleted", () => {
    it("is gone with its snapshots, each of which has a result; deleted again it stays gone", async () => {
      const { facts } = await group();
      const { snapshotGroupId, members } = facts;
      const { results } = await trial.call(groups.delete(regionId, snapshotGroupId));
      shared = undefined;
      expect(results.filter(({ failure }) => failure)).toEqual([]);
      const deleted = results.map(({ snapshotId }) => snapshotId).sort();
      expect(deleted).toEqual(members.map(({ snapshotId }) => snapshotId).sort());
      await trial.until(
        () => readGroup(trial, groups, snapshotGroupId),
        (left) => left === undefined,
      );
      for (const { snapshotId } of members) expect(await snapshotById(trial, snapshotId)).toBeUndefined();
      // No page lists the code of a group that is not there.
      const again = await endOf(trial.call(groups.delete(regionId, snapshotGroupId)));
      expect(["done", "notFound", "unknown"]).toContain(again);
    });
  });
}
