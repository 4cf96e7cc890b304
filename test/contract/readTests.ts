import { takeAction } from "./takeAction";
import { describe, expect, it } from "vitest";
import { CloudError } from "../../provider/client";
import { diskKey, type DiskReference } from "../../provider/lifecycle/facts";
import { diskOf, hostOf, snapshotById, snapshotsOf, snapshotsOfHost } from "./reads";
import type { Seen } from "./subject";
import { refusalOf, type Trial } from "./trial";

export function readTests(trial: Trial): void {
  const { service, subject, world } = trial;
  const { regionId, disk } = world.place;

  describe("reads", () => {
    it("a disk: is found by its name, with its host, its type and its size", async () => {
      const facts = await diskOf(trial);
      expect(diskKey(facts.disk)).toBe(diskKey(disk));
      expect(facts).toMatchObject({ state: "ready", locks: [], multiAttach: false });
      expect(facts.sizeGiB).toBeGreaterThan(0);
      expect(["system", "data"]).toContain(facts.type);
      expect(facts.hostIds).toHaveLength(1);
    });

    it("several disks: are found by one call, each once, though one is not there", async () => {
      const wanted = [disk, nowhere(disk)];
      const found = await trial.call(service.readDisks(regionId, wanted));
      expect(found.filter((facts) => diskKey(facts.disk) === diskKey(disk))).toHaveLength(1);
      expect(found.map((facts) => diskKey(facts.disk))).not.toContain(diskKey(nowhere(disk)));
    });

    it("a host: is found by its id, at rest, and named by the cloud's own word", async () => {
      const host = await hostOf(trial);
      expect(["running", "stopped"]).toContain(host.state);
      expect(host.statusWord.toLowerCase()).toBe(host.state);
      expect(host.locks).toEqual([]);
    });

    it("the disks of a host: hold the disk, and are all of that host", async () => {
      const { hostId } = await hostOf(trial);
      const disks = await trial.call(service.listDisks(regionId, hostId));
      expect(disks.map((facts) => diskKey(facts.disk))).toContain(diskKey(disk));
      expect(disks.filter((facts) => !facts.hostIds.includes(hostId))).toEqual([]);
    });

    it("a snapshot that is not there: is nothing", async () => {
      expect(await snapshotById(trial, unknownId("s"))).toBeUndefined();
    });

    it("a disk that is not there: is nothing, and has no snapshots", async () => {
      expect(await seen(trial.call(service.readDisks(regionId, [nowhere(disk)])))).toBe("nothing");
      expect(subject.unknown.disk).toContain(await seen(snapshotsOf(trial, nowhere(disk))));
    });

    it("a host that is not there: is nothing, and has no snapshots", async () => {
      const hostId = unknownHost(disk);
      expect(subject.unknown.hostRead).toContain(
        await seen(trial.call(service.readHosts(regionId, [hostId]))),
      );
      expect(subject.unknown.host).toContain(await seen(snapshotsOfHost(trial, hostId)));
    });

    it("a snapshot of a disk that is not there: is refused, and none is taken", async () => {
      const refusal = await refusalOf(trial.take(trial.wanted(nowhere(disk))));
      expect(refusal.kind).toBe(subject.kinds.missingDisk);
      expect(refusal.action).toBe(takeAction(service));
    });

    it("a host that is not there: cannot be stopped or started", async () => {
      const hostId = unknownHost(disk);
      const stop = service.stopHost(regionId, hostId, { force: false, clientToken: "contract-stop" });
      expect((await refusalOf(trial.call(stop))).kind).toBe(subject.kinds.missingHost);
      const start = service.startHost(regionId, hostId, "contract-start");
      expect((await refusalOf(trial.call(start))).kind).toBe(subject.kinds.missingHost);
    });
  });
}

/** Well formed, and nobody's. */
const unknownId = (prefix: string) => `${prefix}-contract0000none`;

const unknownHost = (disk: DiskReference) =>
  disk.diskId === undefined ? unknownId("ecd") : "i-contract0000none";

const nowhere = (disk: DiskReference): DiskReference =>
  disk.diskId === undefined
    ? { desktopId: unknownId("ecd"), sourceDiskType: disk.sourceDiskType }
    : { diskId: unknownId("d") };

async function seen(read: Promise<readonly unknown[]>): Promise<Seen | "something"> {
  try {
    return (await read).length === 0 ? "nothing" : "something";
  } catch (error) {
    if (error instanceof CloudError) return error.kind;
    throw error;
  }
}
