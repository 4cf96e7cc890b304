import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { services } from "../../provider/services";
import { startSimulator, type Simulator, type WorldView } from "../../simulator/index";
import { sharedClock } from "../integration/resources/clock";
import { runsOn } from "./announce";
import { contract } from "./contract";
import { realTargets } from "./realTargets";
import { realWorld } from "./realWorld";
import { subjects } from "./subject";
import { endOf, openTrial } from "./trial";

/** As an environment names the real cloud, whose endpoints happen to be the simulator's. */
const targets = {
  RESTORE_CONTRACT: "real",
  RESTORE_CONTRACT_REGION: "cn-hangzhou",
  RESTORE_CONTRACT_ECS_DISK_ID: "d-sim0002",
  RESTORE_CONTRACT_ECS_GROUP_DISK_IDS: "d-sim0003, d-sim0004",
  RESTORE_CONTRACT_SWAS_DISK_ID: "d-simswas01",
  RESTORE_CONTRACT_ECD_DESKTOP_ID: "ecd-sim0001",
};
const testDisks = ["d-sim0002", "d-sim0003", "d-sim0004", "d-simecd02", "d-simswas01"];

describe.each([
  ["with rollbacks and power", { ...targets, RESTORE_CONTRACT_DESTRUCTIVE: "yes" }],
  ["without rollbacks and power", targets],
])("the suite on a cloud that lasts, %s", (_what, given) => {
  const env: Record<string, string> = { ...given };
  let simulator: Simulator;
  let before: WorldView;

  beforeAll(async () => {
    simulator = await startSimulator({ speed: 0, durations: { snapshot: "10s", reset: "12s" } });
    env["ALIBABA_CLOUD_ACCESS_KEY_ID"] = simulator.accessKeyId;
    env["ALIBABA_CLOUD_ACCESS_KEY_SECRET"] = simulator.accessKeySecret;
    for (const { product } of Object.values(services)) env[product.endpointVariable] = simulator.url;
    await simulator.control.patch("instances", "ecd-sim0001", { status: "Stopped" });
    before = await simulator.control.world();
  });
  afterAll(() => simulator.close());

  for (const subject of Object.values(subjects)) {
    const { name } = subject.service;
    const world = realWorld(name, { env, clock: () => sharedClock(simulator) });
    if (!world) throw new Error(`${name} has no test ids`);
    contract(subject, world);
  }

  it("leaves nothing behind: no snapshot, no group, every host as it was found", async () => {
    const after = await simulator.control.world();
    expect(after.snapshots).toEqual({});
    expect(after.snapshotGroups).toEqual({});
    const power = ({ instances }: WorldView) =>
      Object.values(instances).map(({ instanceId, status }) => `${instanceId} ${status}`);
    expect(power(after)).toEqual(power(before));
  });

  it("touches the test disks alone, and those only where that is allowed", async () => {
    const { disks, instances } = await simulator.control.world();
    const reset = Object.values(disks).filter(({ resets }) => resets > 0);
    const allowed = "RESTORE_CONTRACT_DESTRUCTIVE" in given;
    expect(reset.map(({ diskId }) => diskId).sort()).toEqual(allowed ? testDisks : []);
    const switched = Object.values(instances).filter(
      ({ instanceId, changedAt }) => changedAt !== before.instances[instanceId]?.changedAt,
    );
    expect(switched.length > 0).toBe(allowed);
  });
});

describe("a snapshot whose answer the suite never saw", () => {
  const env: Record<string, string> = { ...targets };
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator({ speed: 0 });
    env["ALIBABA_CLOUD_ACCESS_KEY_ID"] = simulator.accessKeyId;
    env["ALIBABA_CLOUD_ACCESS_KEY_SECRET"] = simulator.accessKeySecret;
    env["ALIBABA_CLOUD_ENDPOINT_ECD"] = simulator.url;
  });
  afterAll(() => simulator.close());

  describe("on a cloud that lasts", () => {
    const world = realWorld("ecd", { env, clock: () => sharedClock(simulator) });
    if (!world) throw new Error("ecd has no test ids");
    const trial = openTrial(subjects.ecd, world);
    it("is there, and nobody knows its id", async () => {
      await simulator.control.addFault({ action: "CreateSnapshot", effect: "drop-after", once: true });
      expect(await endOf(trial.take())).toBe("connection");
      expect(Object.keys((await simulator.control.world()).snapshots)).toHaveLength(1);
      expect(trial.created.snapshotIds.size).toBe(0);
    });
  });

  it("is found by its name and deleted with the others", async () => {
    expect((await simulator.control.world()).snapshots).toEqual({});
  });
});

describe("what the environment asks for", () => {
  it("nothing: the real cloud is skipped, and that is said", () => {
    expect(realTargets({})).toBeUndefined();
    expect(realTargets({ RESTORE_CONTRACT_ECS_DISK_ID: "d-1" })).toBeUndefined();
    expect(runsOn({})).toContain("the real cloud is skipped, as RESTORE_CONTRACT=real is not set");
  });

  it("the real cloud and no test ids: it is skipped, and that is said", () => {
    const env = { RESTORE_CONTRACT: "real", ALIBABA_CLOUD_REGION_ID: "cn-hangzhou" };
    expect(realTargets(env)).toEqual({ places: {}, destructive: false });
    expect(runsOn(env)).toContain("skipped, as no test id is set");
  });

  it("the real cloud: the services whose test ids are set, without rollbacks unless they are allowed", () => {
    const some = { ...targets, RESTORE_CONTRACT_ECD_DESKTOP_ID: "" };
    expect(runsOn(some)).toContain("on the real cloud (ecs, swas), without rollbacks and power");
    expect(runsOn({ ...some, RESTORE_CONTRACT_DESTRUCTIVE: "yes" })).toContain(
      "rollbacks and power included",
    );
    expect(realTargets(targets)?.places).toEqual({
      ecs: {
        regionId: "cn-hangzhou",
        disk: { diskId: "d-sim0002" },
        groupDisks: [{ diskId: "d-sim0003" }, { diskId: "d-sim0004" }],
      },
      swas: { regionId: "cn-hangzhou", disk: { diskId: "d-simswas01" }, groupDisks: [] },
      ecd: {
        regionId: "cn-hangzhou",
        disk: { desktopId: "ecd-sim0001", sourceDiskType: "data" },
        groupDisks: [],
      },
    });
  });

  it.each([
    ["RESTORE_CONTRACT", "yes"],
    ["RESTORE_CONTRACT_DESTRUCTIVE", "true"],
    ["RESTORE_CONTRACT_ECS_DISK_ID", "i-1"],
    ["RESTORE_CONTRACT_ECS_GROUP_DISK_IDS", "d-1"],
    ["RESTORE_CONTRACT_SWAS_DISK_ID", "all"],
    ["RESTORE_CONTRACT_ECD_DESKTOP_ID", "d-1"],
    ["RESTORE_CONTRACT_ECD_DISK_TYPE", "both"],
    ["RESTORE_CONTRACT_REGION", ""],
  ])("%s=%s: is refused by its name, before anything is sent", (name, text) => {
    expect(() => realTargets({ ...targets, [name]: text })).toThrow(name);
  });
});
