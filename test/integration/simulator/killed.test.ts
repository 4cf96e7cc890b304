import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { startSimulator } from "../../../simulator/index";
import { caller } from "./signedClient";

const folder = mkdtempSync(join(tmpdir(), "killed-"));
afterAll(() => rmSync(folder, { recursive: true }));

const stateFile = join(folder, "state.json");
const rounds = 20;
const disks = 8;

/** A simulator in a process of its own, so that it can be killed. */
async function startProcess() {
  const args = ["--import", "tsx", "simulator/cli.ts", "--port", "0", "--speed", "0", "--state", stateFile];
  const child = spawn(process.execPath, args);
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(line.toString())![0];
  return { child, ecs: caller(url), url };
}

test(`state: ${rounds} kills in the middle of writes lose nothing that was answered`, async () => {
  const answered = new Set<string>();
  const deleted = new Set<string>();
  for (let round = 0; round < rounds; round++) {
    const { child, ecs, url } = await startProcess();
    if (round === 0)
      for (let index = 0; index < disks; index++) {
        const body = JSON.stringify({
          concurrentSnapshotsPerDisk: 1_000_000,
          manualSnapshotsPerDisk: 1_000_000,
        });
        await fetch(`${url}/_simulator/settings`, { method: "PUT", body });
        await fetch(`${url}/_simulator/world/disks`, {
          method: "POST",
          body: JSON.stringify({ diskId: `d-${index}` }),
        });
      }
    // A kill after so many answers, so that it falls into writes of others, each time elsewhere.
    const enough = 5 + round * 3;
    let count = 0;
    const write = async (index: number) => {
      for (;;) {
        const { body } = await ecs("CreateSnapshot", { DiskId: `d-${index}` });
        answered.add(body.SnapshotId as string);
        if (++count === enough) child.kill("SIGKILL");
        if (count % 5 === 0) {
          const [victim] = answered;
          answered.delete(victim!);
          await ecs("DeleteSnapshot", { SnapshotId: victim! });
          deleted.add(victim!);
        }
      }
    };
    // The kill ends each of them.
    await Promise.allSettled(Array.from({ length: disks }, (_, index) => write(index)));
    expect(count).toBeGreaterThanOrEqual(enough);
  }
  const simulator = await startSimulator({ stateFile });
  const { snapshots } = await simulator.control.world();
  await simulator.close();
  expect([...answered].filter((id) => snapshots[id] === undefined)).toEqual([]);
  expect([...deleted].filter((id) => snapshots[id] !== undefined)).toEqual([]);
  expect([answered.size, deleted.size].every((size) => size > rounds)).toBe(true);
}, 300_000);
