import { connect, readSettings } from "../../provider/client";
import { diskKey, type DiskReference, type ServiceName } from "../../provider/lifecycle/facts";
import { startSimulator, type SimulatorControl, type SimulatorOptions } from "../../simulator/index";
import { sharedClock } from "../integration/resources/clock";
import type { OpenWorld, Place, Simulation, World } from "./world";

/** Where on the simulator a service is tried. */
export interface SimulatedTarget {
  /** The name of the product, there and in `alicloud:endpoints`. */
  readonly product: string;
  readonly place: Place;
  /** Under which id the simulator's control API knows the disk. */
  idOf(disk: DiskReference): string;
  /** Puts things there that the known world does not have. */
  furnish?(control: SimulatorControl): Promise<void>;
}

const regionId = "cn-hangzhou";
const byKey = { idOf: diskKey };

/** Of the world that every simulator begins with. */
export const simulatedTargets: Readonly<Record<ServiceName, SimulatedTarget>> = {
  ecs: {
    ...byKey,
    product: "ecs",
    place: {
      regionId,
      disk: { diskId: "d-sim0002" },
      groupDisks: [{ diskId: "d-sim0003" }, { diskId: "d-sim0004" }],
    },
  },
  swas: {
    ...byKey,
    product: "swas",
    place: { regionId, disk: { diskId: "d-simswas01" }, groupDisks: [] },
  },
  ecd: {
    product: "ecd",
    place: { regionId, disk: { desktopId: "ecd-sim0001", sourceDiskType: "data" }, groupDisks: [] },
    idOf: () => "d-simecd02",
  },
};

/** A simulator of its own for each test; its time passes only where somebody waits. */
export function simulatedWorld(target: SimulatedTarget, name: string, options: SimulatorOptions = {}): World {
  return {
    name,
    place: target.place,
    simulated: true,
    destructive: true,
    pauseMs: 4_000,
    patienceMs: 3_600_000,
    testTimeoutMs: 30_000,
    open: () => openSimulation(target, options),
  };
}

async function openSimulation(target: SimulatedTarget, options: SimulatorOptions): Promise<OpenWorld> {
  const simulator = await startSimulator({
    speed: 0,
    durations: { snapshot: "10s", reset: "12s", stop: "5s", start: "5s" },
    ...options,
  });
  const { control, accessKeyId, accessKeySecret, port } = simulator;
  const clock = await sharedClock(simulator);
  await target.furnish?.(control);
  const settings = readSettings(
    {
      "alicloud:accessKey": accessKeyId,
      "alicloud:secretKey": accessKeySecret,
      "alicloud:endpoints": JSON.stringify({ [target.product]: `127.0.0.1:${port}` }),
    },
    {},
  );
  const cloud = connect(settings, { clock, env: {}, random: () => 0.5 });
  return {
    cloud,
    clock,
    simulation: simulationOn(target, control, options.resetShowsReIniting ?? true),
    close: async () => {
      cloud.close();
      await simulator.close();
    },
  };
}

function simulationOn(target: SimulatedTarget, control: SimulatorControl, showsResets: boolean): Simulation {
  // A product that a test has added is none that the type knows.
  const service = target.product as ServiceName;
  return {
    showsResets,
    write: (disk, text) => control.writeContent(target.idOf(disk), text),
    read: async (disk) => {
      const { content, resets } = await control.disk(target.idOf(disk));
      return { content, resets };
    },
    loseAnswer: async (action) => {
      await control.addFault({ service, action, effect: "drop-after", once: true });
    },
    hang: (hostId) => control.patch("instances", hostId, { stopFate: "hangs" }),
    stopsGiveAway: (hostId) => control.patch("instances", hostId, { economicalMode: true }),
    stoppedMode: async (hostId) => (await control.instance(hostId)).stoppedMode,
    calls: async (action) => (await control.calls()).filter((call) => call.action === action).length,
    addSnapshots: async (disk, count) => {
      const { diskId, type, size, instanceIds } = await control.disk(target.idOf(disk));
      const ids = Array.from({ length: count }, (_, index) => `s-added${index}`);
      const source = { sourceDiskId: diskId, sourceDiskType: type, sourceDiskSize: size };
      const [instanceId = ""] = instanceIds;
      await Promise.all(
        ids.map((snapshotId) => control.add("snapshots", { snapshotId, service, instanceId, ...source })),
      );
      return ids;
    },
    addOthers: async (disk) => {
      const { type, instanceIds } = await control.disk(target.idOf(disk));
      const [hostId = ""] = instanceIds;
      const [ofHost, ofOtherHost] = ["s-other1", "s-other2"];
      const otherHostId = `${hostId}other`;
      await control.add("instances", { instanceId: otherHostId, service });
      await control.add("disks", { diskId: "d-other2", service, type, instanceIds: [otherHostId] });
      const unfinished = { service, status: "progressing" };
      await control.add("snapshots", {
        ...{ ...unfinished, snapshotId: ofHost, instanceId: hostId, sourceDiskId: "d-other1" },
        sourceDiskType: type === "system" ? "data" : "system",
      });
      await control.add("snapshots", {
        ...{ ...unfinished, snapshotId: ofOtherHost, instanceId: otherHostId, sourceDiskId: "d-other2" },
        sourceDiskType: type,
      });
      return { ofHost, ofOtherHost };
    },
  };
}
