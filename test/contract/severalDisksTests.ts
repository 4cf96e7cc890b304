import { describe, expect, it } from "vitest";
import { pointOf, type CompleteGroup } from "./groups";
import { powered } from "./power";
import { restored } from "./restored";
import { endOf, type Trial } from "./trial";
import { simulationOf } from "./world";

/** Several disks put back by one request, where the service can do that and the world allows it. */
export function severalDisksTests(trial: Trial, group: () => Promise<CompleteGroup>): void {
  const { service, world } = trial;
  const { regionId, groupDisks } = world.place;
  const [first, second] = groupDisks;
  const { rollBackTogether } = service;
  if (!rollBackTogether || !first || !second || !world.destructive) return;
  const disks = [first, second];

  const write = async (text: string) => {
    if (world.simulated) for (const disk of disks) await simulationOf(trial.open).write(disk, text);
  };
  const damaged = async () => {
    await powered(trial, "running", first);
    await write("good");
    const { facts } = await group();
    await write("damaged");
    await powered(trial, "stopped", first);
    return facts;
  };
  const contents = async () => {
    const found = await Promise.all(disks.map((disk) => simulationOf(trial.open).read(disk)));
    return found.map(({ content, resets }) => `${content} ${resets}`);
  };

  describe("several disks", () => {
    it("go back together, each with a result of its own", async () => {
      const facts = await damaged();
      const points = disks.map((disk) => pointOf(trial, facts, disk));
      const { results, requestId } = await trial.call(rollBackTogether(regionId, points));
      expect(requestId).not.toBe("");
      expect(results.filter(({ failure }) => failure)).toEqual([]);
      const named = results.map(({ snapshotId }) => snapshotId).sort();
      expect(named).toEqual(points.map(({ snapshotId }) => snapshotId).sort());
      for (const { disk, snapshotId } of points) await restored(trial, snapshotId, disk);
      if (world.simulated) expect(await contents()).toEqual(["good 1", "good 1"]);
    });

    it("of which one cannot: the others go back, and its failure is told in an answer that is none", async () => {
      const facts = await damaged();
      const good = pointOf(trial, facts, first);
      // Another disk's snapshot: the cloud refuses it, whatever state the disk is in.
      const wrong = { ...pointOf(trial, facts, second), snapshotId: good.snapshotId };
      const { results } = await trial.call(rollBackTogether(regionId, [good, wrong]));
      const failed = results.filter(({ failure }) => failure);
      expect(failed).toMatchObject([{ failure: { code: "InvalidParameter.Mismatch" } }]);
      expect(failed[0]?.diskId ?? second.diskId).toBe(second.diskId);
      await restored(trial, good.snapshotId, first);
      if (world.simulated) expect(await contents()).toEqual(["good 1", "damaged 0"]);
    });

    it("of a running host: are refused, all of them", async () => {
      const facts = await damaged();
      await powered(trial, "running", first);
      const points = disks.map((disk) => pointOf(trial, facts, disk));
      const answer = trial.call(rollBackTogether(regionId, points));
      const end = await endOf(answer);
      // No page says whether that is an error of the request or of each disk.
      const failures = end === "done" ? (await answer).results.map(({ failure }) => failure?.code) : [];
      expect(["done", "wrongState"]).toContain(end);
      if (end === "done") expect(failures).toEqual(disks.map(() => "IncorrectInstanceStatus"));
      if (world.simulated) expect(await contents()).toEqual(["damaged 0", "damaged 0"]);
    });
  });
}
