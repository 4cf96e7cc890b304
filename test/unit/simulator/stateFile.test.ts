import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { knownWorld } from "../../../simulator/world/known";
import { defaultSettings, mergeSettings } from "../../../simulator/world/settings";
import { loadState, stateFile } from "../../../simulator/world/stateFile";
import { takeSnapshot } from "../../../simulator/world/snapshots";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "state-"))));
afterEach(() => rmSync(folder, { recursive: true }));

const now = Date.UTC(2026, 10, 20);
const clock = { simulatedAt: now, machineAt: now, speed: 1 };

/** A world whose file is written anew when more than so many bytes have been added. */
function opened(leastBytes: number) {
  const path = join(folder, "state.json");
  const world = knownWorld(now);
  const settings = mergeSettings(defaultSettings, {});
  const file = stateFile(path, () => ({ clock, settings, world }), leastBytes);
  file.rewrite();
  const write = async (content: string) => {
    world.disks["d-sim0002"]!.content = content;
    file.append([["disks", "d-sim0002"]]);
    await file.settled();
  };
  return { path, world, settings, file, write };
}

test("state file: is written anew when its changes outweigh it, so it does not grow for ever", async () => {
  const { path, write, file } = opened(1);
  const base = statSync(path).size;
  const sizes: number[] = [];
  for (let turn = 0; turn < 200; turn++) {
    await write(`content ${turn}`);
    sizes.push(statSync(path).size);
  }
  await file.close();
  expect(Math.max(...sizes)).toBeLessThan(3 * base);
  expect(sizes.filter((size, turn) => size < (sizes[turn - 1] ?? 0)).length).toBeGreaterThan(5);
  expect(loadState(path)!.world.disks["d-sim0002"]!.content).toBe("content 199");
});

test("state file: with few changes nothing is written anew", async () => {
  const { path, write, file } = opened(1_000_000);
  const base = readFileSync(path, "utf8");
  for (let turn = 0; turn < 50; turn++) await write(`content ${turn}`);
  await file.close();
  expect(readFileSync(path, "utf8").startsWith(base)).toBe(true);
});

test("state file: what is written anew is the same world, with what came and went meanwhile", async () => {
  const { path, world, settings, file, write } = opened(1);
  const snapshot = takeSnapshot(world.disks["d-sim0003"]!, { tags: { a: "b" } }, { world, settings, now });
  delete world.disks["d-sim0005"];
  file.append([
    ["snapshots", snapshot.snapshotId],
    ["disks", "d-sim0005"],
  ]);
  for (let turn = 0; turn < 100; turn++) await write(`content ${turn}`);
  await file.close();
  expect(loadState(path)!.world).toEqual({ ...world, snapshots: { [snapshot.snapshotId]: snapshot } });
});

test("state file: of calls that write together none goes on before its own change is in the file", async () => {
  const { path, world, file } = opened(20_000);
  const writeOften = async (diskId: string) => {
    for (let turn = 0; turn < 50; turn++) {
      world.disks[diskId]!.content = `${diskId} ${turn}`;
      file.append([["disks", diskId]]);
      await file.settled();
      expect(readFileSync(path, "utf8")).toContain(`"${diskId} ${turn}"`);
    }
  };
  await Promise.all(Object.keys(world.disks).map(writeOften));
  await file.close();
});
