import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import type * as CodeTable from "../../../provider/client/codeTable";
import type * as RollbackInputs from "../../../provider/lifecycle/inputs/diskRollback";
import type * as SnapshotInputs from "../../../provider/lifecycle/inputs/diskSnapshot";
import { diskRollback } from "../../../provider/rollback";
import { diskSnapshot } from "../../../provider/runtime/diskSnapshot";
import { services, type Service } from "../../../provider/services";
import { startSimulator, type Simulator } from "../../../simulator/index";
import { products } from "../../../simulator/transport/products";
import type * as Entities from "../../../simulator/world/entities";
import { sharedClock, type SharedClock } from "../../integration/resources/clock";
import { CheckFailed, declaredResource } from "../../integration/resources/stack";
import { contract } from "../contract";
import { simulatedWorld, type SimulatedTarget } from "../simulatedWorld";
import type { Subject } from "../subject";
import { scratchProduct } from "./product";
import { scratch } from "./service";

/*
 * The steps of docs/add-a-service.md, tried on a product that no cloud has. Its service is ./service.ts, what a
 * program may declare of it ./inputs.ts, and its side of the simulator ./product.ts. What stands here before
 * the tests is where a registered service has lines in files of others. Step 4 and the unions of names
 * (ServiceName, hostWord) are the compiler's; here they are passed by `as`.
 */

// Step 2: the registry.
const registered = scratch as unknown as Service;
Object.assign(services, { scratch: registered });

// Step 3: what a program may declare.
vi.mock("../../../provider/lifecycle/inputs/diskSnapshot", async (original) => {
  const before = await original<typeof SnapshotInputs>();
  const { snapshotOption, withOption } = await import("./inputs.js");
  const snapshotInputs: typeof before.snapshotInputs = (names) =>
    withOption(before.snapshotInputs(names), snapshotOption) as never;
  return { ...before, snapshotInputs };
});
vi.mock("../../../provider/lifecycle/inputs/diskRollback", async (original) => {
  const before = await original<typeof RollbackInputs>();
  const { rollbackOption, withOption } = await import("./inputs.js");
  const rollbackInputs = () => withOption(before.rollbackInputs(), rollbackOption);
  return { ...before, rollbackInputs };
});

// Step 5: its error codes.
vi.mock("../../../provider/client/codeTable", async (original) => {
  const { table } = await original<typeof CodeTable>();
  const wait = "Wait until that has ended, then run again.";
  const scratchCodes = {
    notFound: { NoSuchVolume: "Check the id.", NoSuchPoint: "Check the id.", NoSuchMachine: "Check the id." },
    wrongState: { MachineNotHalted: "Halt the machine first.", MachinePowerWrong: "Look at the machine." },
    busy: { PointNotComplete: wait, VolumeReverting: wait },
  };
  const kinds = Object.entries(table).map(([kind, codes]) => [
    kind,
    { ...codes, ...scratchCodes[kind as keyof typeof scratchCodes] },
  ]);
  return { table: Object.fromEntries(kinds) };
});

// Step 6: the simulator's names of services, and its registry.
vi.mock("../../../simulator/world/entities", async (original) => {
  const before = await original<typeof Entities>();
  const serviceNames = [...before.serviceNames, "scratch"];
  const service = z.enum(serviceNames).default("ecs");
  return {
    ...before,
    serviceNames,
    diskSchema: before.diskSchema.extend({ service }),
    instanceSchema: before.instanceSchema.extend({ service }),
    snapshotSchema: before.snapshotSchema.extend({ service }),
  };
});
Object.assign(products, { scratch: scratchProduct });

// Step 7: the contract suite.
const subject: Subject = {
  service: registered,
  kinds: {
    missingDisk: "notFound",
    missingHost: "notFound",
    hostRuns: "wrongState",
    unfinished: "busy",
    restoring: "busy",
  },
  unknown: { disk: ["nothing"], host: ["nothing"], hostRead: ["nothing"] },
  change: { description: "changed by the contract suite" },
  rollbackSign: undefined,
  forces: false,
};

const target: SimulatedTarget = {
  product: "scratch",
  place: { regionId: "cn-hangzhou", disk: { diskId: "vol-1" }, groupDisks: [] },
  idOf: () => "vol-1",
  furnish: async (control) => {
    await control.add("instances", { instanceId: "machine-1", service: "scratch" });
    await control.add("disks", {
      ...{ diskId: "vol-1", service: "scratch", type: "data", size: 20, instanceIds: ["machine-1"] },
      content: "first",
    });
  },
};

contract(subject, simulatedWorld(target, "the simulator, as docs/add-a-service.md has it"));

describe("the resources of a service from outside", () => {
  let simulator: Simulator;
  let clock: SharedClock;
  beforeEach(async () => {
    simulator = await startSimulator({ speed: 0, durations: { snapshot: "10s", reset: "12s" } });
    clock = await sharedClock(simulator);
    await target.furnish?.(simulator.control);
  });
  afterEach(() => simulator.close());

  const surroundings = () => ({
    clock,
    beforeCall: async () => undefined,
    config: {
      "alicloud:region": "cn-hangzhou",
      "alicloud:endpoints": JSON.stringify({ scratch: `127.0.0.1:${simulator.port}` }),
    },
    environment: {
      ALIBABA_CLOUD_ACCESS_KEY_ID: simulator.accessKeyId,
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: simulator.accessKeySecret,
    },
  });
  const snapshot = () => declaredResource(diskSnapshot, "DiskSnapshot", "point", surroundings());
  const rollback = () => declaredResource(diskRollback, "DiskRollback", "lever", surroundings());
  const inputs = { service: "scratch", diskId: "vol-1" };

  it("DiskSnapshot: is taken, changed in place, taken again, read and deleted", async () => {
    const point = snapshot();
    expect(await point.up({ ...inputs, description: "one" })).toBe("create");
    const first = point.state?.outputs ?? {};
    expect(first).toMatchObject({ service: "scratch", status: "accomplished", sizeGiB: 20 });
    expect(await point.up({ ...inputs, description: "one" })).toBe("same");

    expect(await point.up({ ...inputs, description: "two" })).toBe("update");
    expect(point.state?.outputs).toMatchObject({ snapshotId: first["snapshotId"] });
    expect((await simulator.control.snapshot(String(first["snapshotId"]))).description).toBe("two");

    expect(await point.up({ ...inputs, description: "two", triggers: ["again"] })).toBe("update");
    expect(point.state?.outputs["previousSnapshotIds"]).toEqual([first["snapshotId"]]);
    expect(await point.refresh()).toMatchObject({ status: "accomplished" });
    await point.destroy();
    expect((await simulator.control.world()).snapshots).toEqual({});
  });

  it("DiskRollback: previews, stops, saves the present, brings the content back once, and starts", async () => {
    const point = snapshot();
    await simulator.control.writeContent("vol-1", "good");
    await point.up(inputs);
    await simulator.control.writeContent("vol-1", "damaged");
    const lever = rollback();
    const armed = { ...inputs, snapshotId: point.state?.outputs["snapshotId"], whenRunning: "stop" };

    const preview = await lever.preview(armed);
    expect(preview.operation).toBe("create");
    expect(preview.words).toContain("machine machine-1");
    expect((await simulator.control.disk("vol-1")).resets).toBe(0);

    expect(await lever.up(armed)).toBe("create");
    expect(await simulator.control.disk("vol-1")).toMatchObject({ content: "good", resets: 1 });
    expect((await simulator.control.instance("machine-1")).status).toBe("Running");
    const undo = await simulator.control.snapshot(String(lever.state?.outputs["undoSnapshotId"]));
    expect(undo).toMatchObject({ content: "damaged", status: "accomplished" });

    expect(await lever.up(armed)).toBe("same");
    expect((await simulator.control.disk("vol-1")).resets).toBe(1);
  });

  it("a running machine: refuses the rollback in its preview, by the service's own words", async () => {
    const point = snapshot();
    await point.up(inputs);
    const armed = { ...inputs, snapshotId: point.state?.outputs["snapshotId"] };
    await expect(rollback().preview(armed)).rejects.toThrow(/whenRunning: machine machine-1 is running/);
    expect((await simulator.control.disk("vol-1")).resets).toBe(0);
  });

  it.each([
    [{ diskId: "d-1" }, "diskId", "page Scratch TakePoint"],
    [{ snapshotName: "Capital" }, "snapshotName", "begin with a small letter"],
    [{ tags: { app: "shop" } }, "tags", "is not a property of this resource"],
  ])("%j: is refused by the rules of its own page", async (wrong, property, reason) => {
    const refused = snapshot().up({ ...inputs, ...wrong });
    await expect(refused).rejects.toThrow(CheckFailed);
    await expect(refused).rejects.toThrow(property);
    await expect(refused).rejects.toThrow(reason);
    expect((await simulator.control.calls()).length).toBe(0);
  });
});
