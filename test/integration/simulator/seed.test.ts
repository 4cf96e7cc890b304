import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { simulatorControl, startSimulator, type Simulator } from "../../../simulator/index";
import { completeSnapshot, simulated } from "./simulated";
import { caller, versions } from "./signedClient";

const sim = simulated();
const RegionId = "cn-hangzhou";
let directory: string;
let seeded: Simulator | undefined;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "seed-"));
});
afterEach(async () => {
  await seeded?.close();
  seeded = undefined;
  rmSync(directory, { recursive: true });
});

const describes = [
  ["ecs", "DescribeInstances"],
  ["ecs", "DescribeDisks"],
  ["ecs", "DescribeSnapshots"],
  ["swas", "ListInstances"],
  ["swas", "ListDisks"],
  ["swas", "ListSnapshots"],
  ["ecd", "DescribeDesktops"],
  ["ecd", "DescribeSnapshots"],
] as const;

/** What all describes of an account answer, but for what differs from call to call. */
async function answersOf(url: string): Promise<Record<string, unknown>> {
  const answers: Record<string, unknown> = {};
  for (const [service, action] of describes) {
    const { body } = await caller(url, versions[service])(action, { RegionId });
    answers[`${service}-${action}`] = { ...body, RequestId: "" };
  }
  return answers;
}

async function seedFrom(answers: Record<string, unknown>): Promise<Simulator> {
  const files = Object.entries(answers).map(([name, answer]) => {
    const file = join(directory, `${name}.json`);
    writeFileSync(file, JSON.stringify(answer));
    return file;
  });
  seeded = await startSimulator({ speed: 0, seed: files });
  // The account's clock was ahead of the machine's.
  await seeded.control.advance("3h");
  return seeded;
}

/** Something of everything, the hosts stopped in two ways. */
async function account(): Promise<void> {
  await completeSnapshot(sim, "d-sim0002");
  await sim.swas("CreateSnapshot", { RegionId, DiskId: "d-simswas01", SnapshotName: "point" });
  const desktop = { RegionId, DesktopId: "ecd-sim0001", SnapshotName: "point" };
  await sim.ecd("CreateSnapshot", { ...desktop, SourceDiskType: "data" });
  await sim.control.advance("1h");
  await sim.control.patch("instances", "i-sim0001", {
    tags: { team: "storage" },
    details: { DeletionProtection: true },
  });
  await sim.control.patch("disks", "d-sim0004", { instanceIds: [], tags: { old: "yes" } });
  await sim.ecs("StopInstance", { InstanceId: "i-sim0002", StoppedMode: "StopCharging" });
  await sim.control.advance("1h");
}

describe("a world from an account's answers", () => {
  test("round trip: it answers what the account answered", async () => {
    await account();
    const answers = await answersOf(sim.simulator.url);
    const { url } = await seedFrom(answers);
    expect(await answersOf(url)).toEqual(answers);
  });

  test("round trip: its machines, disks and snapshots are where they were, and a rollback works", async () => {
    await account();
    const { control, url } = await seedFrom(await answersOf(sim.simulator.url));
    const before = await sim.control.world();
    const after = await control.world();
    const shape = (world: typeof before) => ({
      instances: Object.values(world.instances).map(({ instanceId, service, status }) => [
        instanceId,
        service,
        status,
      ]),
      disks: Object.values(world.disks).map(({ diskId, service, status, instanceIds, size, type }) => [
        diskId,
        service,
        status,
        instanceIds.join(),
        size,
        type,
      ]),
      snapshots: Object.values(world.snapshots).map(({ snapshotId, sourceDiskId, instanceId, status }) => [
        snapshotId,
        sourceDiskId,
        instanceId,
        status,
      ]),
    });
    const sorted = (world: typeof before) =>
      Object.fromEntries(Object.entries(shape(world)).map(([kind, rows]) => [kind, rows.map(String).sort()]));
    expect(sorted(after)).toEqual(sorted(before));
    const point = Object.values(after.snapshots).find(({ sourceDiskId }) => sourceDiskId === "d-sim0002")!;
    await control.patch("instances", "i-sim0001", { status: "Stopped" });
    const { status } = await caller(url)("ResetDisk", { DiskId: "d-sim0002", SnapshotId: point.snapshotId });
    await control.advance("1m");
    expect([status, (await control.disk("d-sim0002")).content]).toEqual([
      200,
      `content of ${point.snapshotId}`,
    ]);
  });

  test("reset: brings the account's world back, not the known one, also when the files have gone", async () => {
    await account();
    const simulator = await seedFrom(await answersOf(sim.simulator.url));
    for (const file of readdirSync(directory)) rmSync(join(directory, file));
    await simulator.control.remove("disks", "d-sim0004");
    simulator.reset();
    expect((await simulator.control.disk("d-sim0004")).tags).toEqual({ old: "yes" });
  });

  test("command line: --seed as often as there are files, a page of a list each; a state file goes over them", async () => {
    const page = (PageNumber: number) =>
      sim.ecs("DescribeDisks", { RegionId, InstanceId: "i-sim0002", PageNumber, PageSize: 3 });
    const hosts = await sim.ecs("DescribeInstances", { RegionId, InstanceIds: '["i-sim0002"]' });
    const files = [hosts, await page(1), await page(2)].map(({ body }, index) => {
      const file = join(directory, `${index}.json`);
      writeFileSync(file, JSON.stringify(body));
      return ["--seed", file];
    });
    const state = ["--state", join(directory, "state.json")];
    const args = ["--import", "tsx", "simulator/cli.ts", "--port", "0", ...state, ...files.flat()];
    const contents: string[] = [];
    for (let start = 0; start < 2; start++) {
      const child = spawn(process.execPath, args);
      const [line] = (await once(child.stdout, "data")) as [Buffer];
      const control = simulatorControl(/http:[/\d.:]+/.exec(line.toString())![0]);
      const { instances, disks } = await control.world();
      expect([Object.keys(instances), Object.keys(disks).sort()]).toEqual([
        ["i-sim0002"],
        ["d-sim0003", "d-sim0004", "d-sim0005", "d-sim0006"],
      ]);
      contents.push(disks["d-sim0003"]!.content);
      await control.writeContent("d-sim0003", "written");
      child.kill();
      await once(child, "close");
    }
    expect(contents).toEqual(["initial content of d-sim0003", "written"]);
  });

  test("a file that is no such answer, or no JSON: is named, with what it may be", async () => {
    const file = join(directory, "wrong.json");
    writeFileSync(file, '{"Vpcs":{"Vpc":[]}}');
    await expect(startSimulator({ seed: [file] })).rejects.toThrow(
      /wrong\.json is not an answer.*DescribeDisks/s,
    );
    writeFileSync(file, "<html>");
    await expect(startSimulator({ seed: [file] })).rejects.toThrow(/wrong\.json cannot be read as JSON/);
  });
});
