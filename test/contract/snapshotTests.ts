import { takeAction } from "./takeAction";
import { describe, expect, it } from "vitest";
import { diskKey } from "../../provider/lifecycle/facts";
import { diskOf, hostOf, snapshotById, snapshotsOf, snapshotsOfHost } from "./reads";
import { endOf, refusalOf, type Trial } from "./trial";
import { simulationOf } from "./world";

export function snapshotTests(trial: Trial): void {
  const { service, subject, world } = trial;
  const { regionId, disk } = world.place;

  describe("a snapshot", () => {
    it("is found by its id and among those of its disk, as it was asked for", async () => {
      const { wanted, snapshotId } = await trial.complete();
      const byId = await snapshotById(trial, snapshotId);
      const source = await diskOf(trial);
      expect(byId).toMatchObject({
        snapshotId,
        snapshotName: wanted.name,
        sourceDisk: disk,
        sourceDiskType: source.type,
      });
      expect([source.sizeGiB, undefined]).toContain(byId?.sizeGiB);
      if (!service.setAfterCreate?.includes("description"))
        expect(byId?.description).toBe(wanted.description);
      expect(diskKey(byId?.sourceDisk ?? disk)).toBe(diskKey(disk));
      const listed = (await snapshotsOf(trial)).filter((facts) => facts.snapshotId === snapshotId);
      expect(listed).toEqual([byId]);
    });

    it("goes from progressing to accomplished, and nowhere else", async () => {
      const { seen } = await trial.complete();
      const statuses = seen.map(({ status }) => status);
      expect(statuses.at(-1)).toBe("accomplished");
      expect(statuses.slice(0, -1).filter((status) => status !== "progressing")).toEqual([]);
      const progress = seen.map((facts) => facts.progress);
      expect(progress).toEqual([...progress].sort((one, other) => one - other));
      expect(seen.at(-1)).toMatchObject({ available: true, progress: 100 });
    });

    if (service.foundAgainBy === "token")
      it("asked for twice with one token: is one", async () => {
        const { wanted, snapshotId } = await trial.complete();
        expect(await trial.call(service.takeSnapshot(wanted))).toEqual({ snapshotId });
        expect(await named(trial, wanted.name)).toEqual([snapshotId]);
      });

    it("takes the changes that its service knows, and shows them", async () => {
      const { snapshotId } = await trial.complete();
      const before = await snapshotById(trial, snapshotId);
      for (const request of service.changeSnapshot(regionId, snapshotId, subject.change))
        await trial.call(request);
      const { setTags, ...attributes } = subject.change;
      const expected = renamed(attributes);
      expect(await snapshotById(trial, snapshotId)).toEqual({
        ...before,
        ...expected,
        tags: { ...before?.tags, ...setTags },
      });
    });

    if (subject.change.setTags)
      it("loses a tag that is taken away, and no other", async () => {
        const { snapshotId } = await trial.complete();
        const change = (setTags: Record<string, string>, removeTags: string[]) =>
          service.changeSnapshot(regionId, snapshotId, { setTags, removeTags });
        for (const request of change({ gone: "soon", kept: "yes" }, [])) await trial.call(request);
        for (const request of change({}, ["gone"])) await trial.call(request);
        const tags = (await snapshotById(trial, snapshotId))?.tags;
        expect(tags).toMatchObject({ kept: "yes" });
        expect(tags).not.toHaveProperty("gone");
      });

    const { tags: tagActions } = service;
    if (tagActions)
      it("bears a note of the journal beside its tags", async () => {
        const { snapshotId } = await trial.complete();
        const before = await snapshotById(trial, snapshotId);
        const notes = { "pulumi-alicloud-restore:contract": "done|1", "pulumi-alicloud-restore:other": "x" };
        await trial.call(tagActions.write(regionId, [snapshotId], notes));
        const after = await snapshotById(trial, snapshotId);
        expect(after?.tags).toEqual({ ...before?.tags, ...notes });
      });
  });

  if (world.simulated) simulatedSnapshotTests(trial);
}

/** The last of all: the tests of a world that lasts share one snapshot, and this one takes it away. */
export function deletionTests(trial: Trial): void {
  const { service, world } = trial;

  describe("a snapshot that is deleted", () => {
    it("is gone for every read; deleted again it stays gone", async () => {
      const { snapshotId } = await trial.complete();
      const remove = (attempt: number) =>
        service.deleteSnapshot(world.place.regionId, snapshotId, {
          force: false,
          clientToken: `delete-${attempt}-${snapshotId}`,
        });
      await trial.call(remove(1));
      trial.forgetComplete();
      await trial.until(
        () => snapshotById(trial, snapshotId),
        (facts) => facts === undefined,
      );
      const listed = (await snapshotsOf(trial)).map((facts) => facts.snapshotId);
      expect(listed).not.toContain(snapshotId);
      expect(["done", "notFound"]).toContain(await endOf(trial.call(remove(2))));
      expect(await snapshotById(trial, snapshotId)).toBeUndefined();
    });
  });
}

function simulatedSnapshotTests(trial: Trial): void {
  const { service, world } = trial;
  const { disk } = world.place;

  describe("a snapshot that is being taken", () => {
    it("is progressing, also in the list of its host", async () => {
      const snapshotId = await trial.take();
      const { hostId } = await hostOf(trial);
      expect(await snapshotById(trial, snapshotId)).toMatchObject({ status: "progressing" });
      const ofHost = await snapshotsOfHost(trial, hostId);
      expect(ofHost.filter(({ status }) => status === "progressing")).toMatchObject([{ snapshotId }]);
    });
  });

  describe("a snapshot whose answer was lost", () => {
    const lost = async () => {
      await simulationOf(trial.open).loseAnswer(takeAction(service));
      return trial.wanted();
    };

    if (service.foundAgainBy === "token")
      it("is asked for again with its token, and is one", async () => {
        const wanted = await lost();
        const snapshotId = await trial.take(wanted);
        expect(await simulationOf(trial.open).calls(takeAction(service))).toBe(2);
        expect(await named(trial, wanted.name)).toEqual([snapshotId]);
      });
    else
      it("is not asked for again, and is found by its name and description", async () => {
        const wanted = await lost();
        expect(await refusalOf(trial.take(wanted))).toMatchObject({ acted: "unknown", attempts: 1 });
        expect(await simulationOf(trial.open).calls(takeAction(service))).toBe(1);
        const found = (await snapshotsOf(trial)).filter(({ snapshotName }) => snapshotName === wanted.name);
        expect(found).toMatchObject([{ description: wanted.description }]);
      });
  });

  describe("a list of snapshots", () => {
    it("holds those of its disk, or of its host, and no others", async () => {
      const { ofHost, ofOtherHost } = await simulationOf(trial.open).addOthers(disk);
      const snapshotId = await trial.take();
      const ids = (facts: { snapshotId: string }[]) => facts.map((one) => one.snapshotId);
      expect(ids(await snapshotsOf(trial))).toEqual([snapshotId]);
      const { hostId } = await hostOf(trial);
      const inHost = ids(await snapshotsOfHost(trial, hostId));
      expect(inHost).toContain(snapshotId);
      expect(inHost).not.toContain(ofOtherHost);
      expect(ids(await snapshotsOfHost(trial, `${hostId}other`))).toEqual([ofOtherHost]);
      expect(await snapshotById(trial, ofHost)).toMatchObject({ snapshotId: ofHost });
    });
  });

  describe("a list longer than one answer", () => {
    it("is read to its end, each snapshot once, and each can be found by itself", async () => {
      const added = await simulationOf(trial.open).addSnapshots(disk, 101);
      const listed = (await snapshotsOf(trial)).map(({ snapshotId }) => snapshotId);
      expect(listed.sort()).toEqual(added.sort());
      for (const snapshotId of [added[0], added[50], added[100]])
        expect(await snapshotById(trial, snapshotId ?? "")).toMatchObject({ snapshotId });
    });
  });
}

/** The ids of the disk's snapshots that bear a name. */
async function named(trial: Trial, name: string): Promise<string[]> {
  const listed = await snapshotsOf(trial);
  return listed.filter(({ snapshotName }) => snapshotName === name).map(({ snapshotId }) => snapshotId);
}

/** A change as the facts show it. */
const renamed = ({ name, ...others }: { name?: string }) =>
  name === undefined ? others : { ...others, snapshotName: name };
