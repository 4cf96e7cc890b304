import { describe, expect, it } from "vitest";
import { powered } from "./power";
import { hostOf } from "./reads";
import { endOf, type Trial } from "./trial";
import { simulationOf } from "./world";

export function powerTests(trial: Trial): void {
  const { service, subject, world } = trial;
  const { regionId } = world.place;
  if (world.destructive)
    describe("power", () => {
      it("a stop: brings the host from running to stopped, and a start back", async () => {
        await powered(trial, "running");
        const stopping = (await powered(trial, "stopped")).map(({ state }) => state);
        const starting = (await powered(trial, "running")).map(({ state }) => state);
        expect(stopping.at(-1)).toBe("stopped");
        expect(stopping).toEqual(ordered(stopping, ["running", "changing", "stopped"]));
        expect(starting.at(-1)).toBe("running");
        expect(starting).toEqual(ordered(starting, ["stopped", "changing", "running"]));
      });

      it("a start of a running host, and a stop of a stopped one: change nothing", async () => {
        await powered(trial, "running");
        const { hostId } = await hostOf(trial);
        const start = service.startHost(regionId, hostId, "contract-start-2");
        expect(["done", "wrongState"]).toContain(await endOf(trial.call(start)));
        expect((await hostOf(trial)).state).toBe("running");
        await powered(trial, "stopped");
        const stop = service.stopHost(regionId, hostId, { force: false, clientToken: "contract-stop-2" });
        expect(["done", "wrongState"]).toContain(await endOf(trial.call(stop)));
        expect((await hostOf(trial)).state).toBe("stopped");
      });
    });

  if (world.simulated)
    describe("power", () => {
      it("a stop: keeps the machine, its address and its capacity", async () => {
        const { hostId } = await hostOf(trial);
        await simulationOf(trial.open).stopsGiveAway(hostId);
        await powered(trial, "stopped");
        expect(await simulationOf(trial.open).stoppedMode(hostId)).toBe("KeepCharging");
      });

      if (subject.forces)
        it("a forced stop: ends a host that does not react to another one", async () => {
          const { hostId } = await hostOf(trial);
          await simulationOf(trial.open).hang(hostId);
          const stop = service.stopHost(regionId, hostId, { force: true, clientToken: "contract-force" });
          await trial.call(stop);
          const seen = await trial.until(
            () => hostOf(trial),
            ({ state }) => state === "stopped",
          );
          expect(seen.map(({ state }) => state)).not.toContain("running");
        });
    });
}

const ordered = <State>(states: readonly State[], order: readonly State[]): State[] =>
  [...states].sort((one, other) => order.indexOf(one) - order.indexOf(other));
