import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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
  settings: { durations: { reset: string } };
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
    const saved = JSON.parse(readFileSync(path(), "utf8"));
    expect(Object.keys(saved.world.snapshots)).toEqual([body.SnapshotId]);
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
    const state = JSON.parse(readFileSync(path(), "utf8"));
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
    const state = JSON.parse(readFileSync(path(), "utf8")) as SavedState;
    change(state);
    const text = JSON.stringify(state);
    writeFileSync(path(), text);
    await expect(start()).rejects.toThrow(new RegExp(`state.json is not a state file[^]*at ${field}`));
    expect(readFileSync(path(), "utf8")).toBe(text);
  });

  test("state: a reset is saved too", async () => {
    const first = await start();
    await first.control.writeContent("d-sim0002", "other");
    await first.control.reset();
    await first.close();
    expect((await (await start()).control.disk("d-sim0002")).content).toBe("initial content of d-sim0002");
  });
});
