import { describe, expect, it } from "vitest";
import type { CloudError } from "../../provider/client";
import { powered } from "./power";
import { snapshotById } from "./reads";
import { restored } from "./restored";
import { rollBackTo } from "./rollbackTests";
import { refusalOf, type Trial } from "./trial";
import { simulationOf } from "./world";

/** What can be seen of a rollback where the disk's content and the calls can be looked at. */
export function simulatedRollbackTests(trial: Trial): void {
  const { service, subject, world } = trial;
  const { disk, regionId } = world.place;
  const content = () => simulationOf(trial.open).read(disk);
  const rollBackCalls = () => simulationOf(trial.open).calls(rollBackTo(trial, "s-1").action);

  /** A snapshot of "good" of a disk that holds "damaged" now, with its host stopped. */
  const damaged = async () => {
    await simulationOf(trial.open).write(disk, "good");
    const { snapshotId } = await trial.complete();
    await simulationOf(trial.open).write(disk, "damaged");
    await powered(trial, "stopped");
    return snapshotId;
  };

  describe("the content of a disk", () => {
    it("comes back, by one rollback", async () => {
      const snapshotId = await damaged();
      expect(await content()).toEqual({ content: "damaged", resets: 0 });
      await trial.call(rollBackTo(trial, snapshotId));
      await restored(trial, snapshotId);
      expect(await content()).toEqual({ content: "good", resets: 1 });
    });

    it("stays what it was where a rollback was refused or only tried", async () => {
      const snapshotId = await damaged();
      await powered(trial, "running");
      await refusalOf(trial.call(rollBackTo(trial, snapshotId)));
      await powered(trial, "stopped");
      const unfinished = await trial.take();
      await refusalOf(trial.call(rollBackTo(trial, unfinished)));
      await refusalOf(trial.call(rollBackTo(trial, "s-contract0000none")));
      const tried = service.tryRollBack?.({ regionId, disk, snapshotId });
      if (tried) await refusalOf(trial.call(tried));
      expect(await content()).toEqual({ content: "damaged", resets: 0 });
    });

    it("changes once though the answer to the rollback was lost", async () => {
      const snapshotId = await damaged();
      const request = rollBackTo(trial, snapshotId);
      await simulationOf(trial.open).loseAnswer(request.action);
      const end = trial.call(request).then(
        () => "answered",
        (error: CloudError) => error.acted,
      );
      // With a token it is asked for again; without one nobody knows, and nothing is sent.
      expect(await end).toBe(service.capabilities.rollbackToken ? "answered" : "unknown");
      expect(await rollBackCalls()).toBe(service.capabilities.rollbackToken ? 2 : 1);
      await restored(trial, snapshotId);
      expect(await content()).toEqual({ content: "good", resets: 1 });
    });

    if (service.capabilities.rollbackToken)
      it("changes once though the same request is sent again later", async () => {
        const snapshotId = await damaged();
        const request = rollBackTo(trial, snapshotId, "contract-once");
        await trial.call(request);
        await restored(trial, snapshotId);
        await trial.call(request);
        await restored(trial, snapshotId);
        expect(await content()).toEqual({ content: "good", resets: 1 });
      });
  });

  describe("a disk that is being rolled back", () => {
    it("refuses another rollback, by a code that says so where there is one", async () => {
      const snapshotId = await damaged();
      await trial.call(rollBackTo(trial, snapshotId));
      const refusal = await refusalOf(trial.call(rollBackTo(trial, snapshotId)));
      expect(refusal).toMatchObject({ kind: subject.kinds.restoring, acted: "no" });
      if (service.restoringCodes.length) expect(service.restoringCodes).toContain(refusal.code);
      expect((await content()).resets).toBe(1);
    });

    const { rollbackSign } = subject;
    if (rollbackSign)
      it(`shows on its snapshot, as ${rollbackSign}`, async () => {
        const snapshotId = await damaged();
        const sign = rollbackSign === "diskState" ? "snapshotShowsRollback" : "receipts";
        expect(service.capabilities[sign]).toBe(true);
        const signs = async () => {
          const facts = await snapshotById(trial, snapshotId);
          return { diskState: facts?.diskState, rollbackTime: facts?.rollbackTime !== undefined };
        };
        const before = await signs();
        await trial.call(rollBackTo(trial, snapshotId));
        const during = await signs();
        await restored(trial, snapshotId);
        const after = await signs();
        const shows = rollbackSign === "diskState" && simulationOf(trial.open).showsResets;
        expect(during).toEqual(shows ? { ...before, diskState: "restoring" } : before);
        expect(after).toEqual({ ...before, rollbackTime: rollbackSign === "rollbackTime" });
        expect(before.rollbackTime).toBe(false);
      });
  });
}
