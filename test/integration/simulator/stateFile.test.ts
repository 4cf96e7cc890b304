import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startSimulator, type Simulator, type SimulatorOptions } from "../../../simulator/index";
import { caller } from "./signedClient";

let folder: string;
let simulators: Simulator[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "simulator-"));
  simulators = [];
});
afterEach(async () => {
  for (const simulator of simulators) await simulator.close();
  rmSync(folder, { recursive: true });
});

interface SavedState {
  clock: { speed: number; simulatedAt: number };
  settings: { durations: { reset: string }; latency?: string };
  world: Record<string, Record<string, unknown>>;
}

/** The state as the first version of the file had it: one JSON text. */
function asVersion1(): SavedState {
  const tables = ["disks", "instances", "snapshots", "snapshotGroups", "invocations", "tokens"];
  const world: SavedState["world"] = Object.fromEntries(tables.map((table) => [table, {}]));
  const wholes: Record<string, unknown> = {};
  const [head, ...lines] = readFileSync(path(), "utf8").trimEnd().split("\n");
  expect(JSON.parse(head!)).toEqual({ version: 2 });
  for (const [part, id, value] of lines.flatMap((line) => JSON.parse(line) as [string, string, unknown][])) {
    const table = world[part];
    if (table === undefined) wholes[part] = value;
    else if (value === null) delete table[id];
    else table[id] = value;
  }
  const { clock, settings, account } = wholes as unknown as SavedState & { account: Record<string, unknown> };
  return { version: 1, clock, settings, world: { ...world, account } } as SavedState;
}

const path = () => join(folder, "state.json");

async function start(options: SimulatorOptions = {}): Promise<Simulator> {
  const simulator = await startSimulator({ stateFile: path(), speed: 0, ...options });
  simulators.push(simulator);
  return simulator;
}

describe("state file", () => {
  test("state: the world, the clock, the settings and the tokens survive a restart in the middle of things", async () => {
    const first = await start({ durations: { snapshot: "10s" } });
    const request = { DiskId: "d-sim0002", ClientToken: "t", SnapshotName: "kept" };
    const { body } = await caller(first.url)("CreateSnapshot", request);
    await first.control.writeContent("d-sim0002", "written later");
    await first.control.settings({ resetShowsReIniting: false });
    await first.control.advance("4s");
    const before = await first.control.world();
    await first.close();

    const second = await start();
    expect(await second.control.world()).toEqual(before);
    expect((await second.control.snapshot(body.SnapshotId)).progress).toBe(40);
    expect((await caller(second.url)("CreateSnapshot", request)).body.SnapshotId).toBe(body.SnapshotId);
    await second.control.advance("6s");
    expect((await second.control.snapshot(body.SnapshotId)).status).toBe("accomplished");
  });

  test("state: is on disk before the answer leaves, and in no moment half written", async () => {
    const simulator = await start();
    const { body } = await caller(simulator.url)("CreateSnapshot", { DiskId: "d-sim0002" });
    expect(Object.keys(asVersion1().world.snapshots!)).toEqual([body.SnapshotId]);
    expect(readdirSync(folder)).toEqual(["state.json"]);
  });

  test("state: options that are given count more than what was saved", async () => {
    await (await start({ durations: { reset: "10s", stop: "7s" } })).close();
    const { settings, speed } = await (await start({ durations: { reset: "1s" }, speed: 3 })).control.world();
    expect([settings.durations.reset, settings.durations.stop, speed]).toEqual(["1000ms", "7000ms", 3]);
  });

  test("state: time goes on while no simulator runs", async () => {
    let machine = Date.now();
    const options = { speed: 1, machineNow: () => machine, durations: { snapshot: "10m" } };
    const first = await start(options);
    const { body } = await caller(first.url)("CreateSnapshot", { DiskId: "d-sim0002" });
    await first.close();
    machine += 600_000;
    const second = await start(options);
    expect((await second.control.snapshot(body.SnapshotId)).status).toBe("accomplished");
  });

  test("state: a file that is none says so, and is left alone", async () => {
    writeFileSync(path(), '{"version":1}');
    await expect(start()).rejects.toThrow(/state.json is not a state file of this simulator; move it away/);
    expect(readFileSync(path(), "utf8")).toBe('{"version":1}');
  });

  test("state: a file of an older simulator, with a setting less, is read", async () => {
    await (await start({ durations: { reset: "9s" } })).close();
    const state = asVersion1();
    delete state.settings.latency;
    writeFileSync(path(), JSON.stringify(state));
    const { settings } = await (await start()).control.world();
    expect([settings.latency, settings.durations.reset]).toEqual(["0ms", "9000ms"]);
  });

  test.each([
    ["clock.speed", (state: SavedState) => (state.clock.speed = 1e300)],
    ["clock.simulatedAt", (state: SavedState) => (state.clock.simulatedAt = -1e300)],
    ["durations.reset", (state: SavedState) => (state.settings.durations.reset = "99999999999d")],
  ])("state: a file with an absurd %s is refused, and the field is named", async (field, change) => {
    await (await start()).close();
    const state = asVersion1();
    change(state);
    const text = JSON.stringify(state);
    writeFileSync(path(), text);
    await expect(start()).rejects.toThrow(new RegExp(`state.json is not a state file[^]*at ${field}`));
    expect(readFileSync(path(), "utf8")).toBe(text);
  });

  test("state: a read writes nothing, a write writes what it has changed", async () => {
    const simulator = await start();
    const size = () => readFileSync(path()).length;
    const before = size();
    await caller(simulator.url)("DescribeDisks", { RegionId: "cn-hangzhou" });
    await simulator.control.world();
    expect(size()).toBe(before);
    await caller(simulator.url)("CreateSnapshot", { DiskId: "d-sim0002" });
    const added = readFileSync(path(), "utf8").slice(before);
    const changes = JSON.parse(added) as [string, string, unknown][];
    expect(changes.map(([part]) => part)).toEqual(["snapshots"]);
  });

  test("state: whatever a call changes is the same after a restart", async () => {
    const first = await start();
    const ecs = caller(first.url);
    const { SnapshotId } = (await ecs("CreateSnapshot", { DiskId: "d-sim0002", ClientToken: "t" })).body;
    const gone = (await ecs("CreateSnapshot", { DiskId: "d-sim0003" })).body.SnapshotId as string;
    const RegionId = "cn-hangzhou";
    const tags = { RegionId, ResourceType: "snapshot", "ResourceId.1": SnapshotId as string };
    await ecs("TagResources", { ...tags, "Tag.1.Key": "__proto__", "Tag.1.Value": "v" });
    await ecs("ModifySnapshotAttribute", { SnapshotId, Description: "words" });
    await first.control.advance("1h");
    await ecs("DeleteSnapshot", { SnapshotId: gone });
    await ecs("CreateSnapshotGroup", { RegionId, InstanceId: "i-sim0002" });
    await ecs("StopInstance", { InstanceId: "i-sim0001" });
    await first.control.advance("1m");
    await ecs("ResetDisk", { DiskId: "d-sim0002", SnapshotId });
    await first.control.patchAccount({ enoughBalance: false });
    await first.control.add("disks", { diskId: "constructor" });
    await first.control.patch("disks", "constructor", { instanceIds: ["i-sim0001"] });
    await first.control.remove("disks", "d-sim0005");
    await first.control.settings({ resetShowsReIniting: false });
    const before = await (await fetch(`${first.url}/_simulator/world`)).text();
    await first.close();
    const second = await start();
    expect(await (await fetch(`${second.url}/_simulator/world`)).text()).toBe(before);
  });

  test("state: a line that was cut short is none, what stands before it counts", async () => {
    const first = await start();
    const { body } = await caller(first.url)("CreateSnapshot", { DiskId: "d-sim0002" });
    await first.close();
    appendFileSync(path(), '[["snapshots","s-half",{"snapshotId":"s-h');
    const second = await start();
    expect(Object.keys((await second.control.world()).snapshots)).toEqual([body.SnapshotId]);
  });

  test("state: a reset is saved too", async () => {
    const first = await start();
    await first.control.writeContent("d-sim0002", "other");
    await first.control.reset();
    await first.close();
    expect((await (await start()).control.disk("d-sim0002")).content).toBe("initial content of d-sim0002");
  });
});
