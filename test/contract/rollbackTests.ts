import { describe, expect, it } from "vitest";
import { hostOf, snapshotById } from "./reads";
import { powered } from "./power";
import { restored } from "./restored";
import { simulatedRollbackTests } from "./simulatedRollbackTests";
import { endOf, refusalOf, type Trial } from "./trial";

export function rollbackTests(trial: Trial): void {
  const { service, world } = trial;

  describe("a rollback", () => {
    it("to a snapshot that is not there is refused before anything was done", async () => {
      const refusal = await refusalOf(trial.call(rollBackTo(trial, "s-contract0000none")));
      expect(refusal).toMatchObject({ kind: "notFound", acted: "no", attempts: 1 });
    });

    const { tryRollBack } = service;
    if (tryRollBack)
      it("that is only tried: tells what the host's state allows", async () => {
        const { snapshotId } = await trial.complete();
        const { state } = await hostOf(trial);
        const { regionId, disk } = world.place;
        const verdict = await refusalOf(trial.call(tryRollBack({ regionId, disk, snapshotId })));
        expect(verdict.kind).toBe(state === "stopped" ? "dryRunPassed" : trial.subject.kinds.hostRuns);
        expect(verdict.acted).toBe("no");
      });
  });

  if (world.destructive) destructiveTests(trial);
  if (world.simulated) simulatedRollbackTests(trial);
}

function destructiveTests(trial: Trial): void {
  const { service, subject, world } = trial;
  const { regionId, disk } = world.place;

  describe("a rollback", () => {
    it("is refused while the host runs, and nothing was done", async () => {
      const { snapshotId } = await trial.complete();
      await powered(trial, "running");
      const refusal = await refusalOf(trial.call(rollBackTo(trial, snapshotId)));
      expect(refusal).toMatchObject({ kind: subject.kinds.hostRuns, acted: "no", attempts: 1 });
    });

    const { tryRollBack } = service;
    if (tryRollBack)
      it("that is only tried: is refused while the host runs, and passes when it is stopped", async () => {
        const { snapshotId } = await trial.complete();
        const verdict = async () =>
          (await refusalOf(trial.call(tryRollBack({ regionId, disk, snapshotId })))).kind;
        await powered(trial, "running");
        expect(await verdict()).toBe(subject.kinds.hostRuns);
        await powered(trial, "stopped");
        expect(await verdict()).toBe("dryRunPassed");
      });

    it("to a snapshot that is not complete is refused", async () => {
      await powered(trial, "stopped");
      const snapshotId = await trial.take();
      const end = await endOf(trial.call(rollBackTo(trial, snapshotId)));
      const [seen] = await trial.ended(snapshotId);
      // What is not refused was complete already: a real cloud may be that fast.
      if (end === "done") await restored(trial, snapshotId);
      expect(end).toBe(seen?.status === "accomplished" ? "done" : subject.kinds.unfinished);
    });

    it("brings the disk through restoring back to ready", async () => {
      const { snapshotId } = await trial.complete();
      await powered(trial, "stopped");
      const begun = trial.open.clock.now();
      const { requestId } = await trial.call(rollBackTo(trial, snapshotId));
      expect(requestId).not.toBe("");
      const states = (await restored(trial, snapshotId)).map(({ state }) => state);
      expect(states.at(-1)).toBe("ready");
      // A desktop's status does not tell which of its disks is being put back.
      if (service.name !== "ecd") expect(states).not.toContain("busy");
      expect((await hostOf(trial)).state).toBe("stopped");
      const { rollbackTime } = (await snapshotById(trial, snapshotId)) ?? {};
      if (rollbackTime !== undefined)
        expect(Date.parse(rollbackTime)).toBeGreaterThan(begun - clockDifferenceMs);
    });
  });
}

/** The request, with a token of its own. */
export const rollBackTo = (trial: Trial, snapshotId: string, clientToken = trial.wanted().clientToken) =>
  trial.service.rollBack(
    { regionId: trial.world.place.regionId, disk: trial.world.place.disk, snapshotId },
    clientToken,
  );

const clockDifferenceMs = 60_000;
