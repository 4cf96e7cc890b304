import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { obstacleRules } from "../../../provider/lifecycle/findings/rules";
import { unknownValue } from "../../../provider/lifecycle/unknown";
import { readPlans, type RollbackPlan } from "../../../provider/plans";
import { neverArrived, writtenSince } from "./cutShort";
import {
  changes,
  completeSnapshot,
  damagedDisk,
  diskId,
  failureOf,
  instanceId,
  startHost,
  stopHost,
  systemDiskId,
  world,
} from "./fixture";
import { newSession } from "./stack";
import { damaged, subjects, type Subject } from "./subjects";

const cloud = world();
const [ecs] = subjects as readonly [Subject];
let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), "plans-")), "plans");
  cloud.config["restore:planFile"] = folder;
});
afterEach(() => rm(join(folder, ".."), { recursive: true, force: true }));

/** The only plan in the folder, which every reader can read. */
function only(): RollbackPlan {
  const plans = readPlans(folder);
  expect(plans).toHaveLength(1);
  return plans[0] as RollbackPlan;
}
type Inputs = Readonly<Record<string, unknown>>;
async function planOf(inputs: Inputs, lever = cloud.rollback()): Promise<RollbackPlan> {
  await lever.preview(inputs).catch(() => undefined);
  return only();
}

describe("the plan for machines: a rollback that would run", () => {
  test("everything that the plan for people says, as data", async () => {
    const snapshotId = await damagedDisk(cloud);
    const newer = await completeSnapshot(cloud);
    await startHost(cloud);
    await cloud.control.patch("disks", diskId, { size: 250 });
    const lever = cloud.rollback();
    const inputs = { diskId, snapshotId, whenRunning: "stop", maxDataLoss: "24h", expectLast: "none" };
    const { words } = await lever.preview(inputs);
    const plan = only();
    expect(plan).toMatchObject({
      schemaVersion: 1,
      urn: lever.urn,
      name: "lever",
      service: "ecs",
      regionId: "cn-hangzhou",
      target: { diskId },
      goesBackTo: { snapshotId },
      verdict: "runs",
      disks: [{ diskId, type: "data", sizeGiB: 250, snapshotId, newerSnapshotIds: [newer] }],
      hosts: [{ hostId: instanceId, status: "Running", stop: "graceful", start: "again" }],
      guards: { maxDataLoss: "24h", requireNewest: false, expectLast: "none" },
      safetySnapshot: { kind: "taken", when: "afterStop", retentionDays: 14, isGroup: false },
      dryRun: "hostRuns",
      obstacles: [],
      findings: [{ rule: "resized-since-snapshot", severity: "warning", subject: diskId }],
    });
    const { createdAt } = await cloud.control.snapshot(snapshotId);
    // The cloud tells it to the second.
    const taken = Math.floor(Date.parse(String(createdAt)) / 1_000) * 1_000;
    expect(Date.parse(plan.disks[0]?.snapshotTakenAt ?? "")).toBe(taken);
    const lost = Math.round((Date.parse(plan.plannedAt) - taken) / 1_000);
    expect(plan).toMatchObject({ secondsOfWritesLost: lost, snapshotAgeSeconds: lost });
    // Two snapshots, each of which is an hour old by now.
    expect(Math.round(lost / 3_600)).toBe(2);
    for (const { words: told } of plan.findings) expect(words).toContain(told);
    expect(await changes(cloud)).toEqual([]);
  });

  test("no safety snapshot, and a host that stays stopped", async () => {
    const snapshotId = await damagedDisk(cloud);
    expect(await planOf({ diskId, snapshotId, safetySnapshot: false })).toMatchObject({
      verdict: "runs",
      hosts: [{ status: "Stopped", stop: "none", start: "none" }],
      safetySnapshot: { kind: "none" },
    });
  });

  test.each(subjects)("$service: is read back by its schema", async (subject) => {
    const { lever, inputs, snapshotId } = await damaged(cloud, subject);
    const plan = await planOf(inputs, lever);
    const { service, ...target } = { service: subject.service, ...subject.target };
    expect(plan).toMatchObject({ service, target, verdict: "runs", goesBackTo: { snapshotId } });
    expect(plan.disks).toMatchObject([service === "ecd" ? target : { diskId: subject.diskId }]);
  });

  test("a run that was cut short and is sent again: its safety snapshot is kept", async () => {
    const { lever, inputs } = await neverArrived(cloud, ecs);
    expect(await planOf(inputs, lever)).toMatchObject({
      verdict: "runs",
      safetySnapshot: { kind: "kept", snapshotIds: [lever.state?.outputs["undoSnapshotId"]] },
      hosts: [{ stop: "none", start: "again" }],
    });
  });
});

describe("the plan for machines: verdicts", () => {
  test("disarmed, and what has run: nothing to do", async () => {
    const snapshotId = await damagedDisk(cloud);
    const lever = cloud.rollback();
    const nothing = { verdict: "nothing-to-do", obstacles: [], disks: [] };
    expect(await planOf({ diskId }, lever)).toMatchObject({ ...nothing, goesBackTo: {} });
    await lever.up({ diskId });
    expect(await planOf({ diskId }, lever)).toMatchObject(nothing);
    expect((await planOf({ diskId, snapshotId }, lever)).verdict).toBe("runs");
    await lever.up({ diskId, snapshotId });
    expect(await planOf({ diskId, snapshotId }, lever)).toMatchObject(nothing);
  });

  test("obstacles: refused, each with its rule and its property", async () => {
    const snapshotId = await damagedDisk(cloud);
    await startHost(cloud);
    const plan = await planOf({ diskId, snapshotId, maxDataLoss: "1m" });
    expect(plan.verdict).toBe("refused");
    expect(plan.obstacles).toMatchObject([
      { rule: "host-running", property: "whenRunning" },
      { rule: "max-data-loss", property: "maxDataLoss" },
    ]);
    expect(plan.obstacles.every(({ rule }) => rule in obstacleRules)).toBe(true);
    expect(plan.secondsOfWritesLost).toBeUndefined();
  });

  test("a reverted commit: refused, since it has run", async () => {
    const first = await damagedDisk(cloud);
    const second = await completeSnapshot(cloud);
    const lever = cloud.rollback();
    await lever.up({ diskId, snapshotId: first });
    await lever.up({ diskId, snapshotId: second });
    expect(await planOf({ diskId, snapshotId: first }, lever)).toMatchObject({
      verdict: "refused",
      obstacles: [{ rule: "already-run", property: "snapshotId" }],
    });
  });

  test("it may have run, and something was written since: asks", async () => {
    const { lever, inputs } = await neverArrived(cloud, ecs);
    await writtenSince(cloud, ecs);
    const plan = await planOf(inputs, lever);
    expect(plan.verdict).toBe("asks");
    expect(plan.reason).toMatch(/may have run/);
  });

  test("the cloud does not answer: unchecked; what needs no reading refuses all the same", async () => {
    const snapshotId = await damagedDisk(cloud);
    await cloud.control.addFault({ effect: "error", code: "ServiceUnavailable" });
    expect(await planOf({ diskId, snapshotId })).toMatchObject({ verdict: "unchecked", obstacles: [] });
    expect(await planOf({ diskId, snapshotId, expectLast: "s-other" })).toMatchObject({
      verdict: "refused",
      obstacles: [{ rule: "unexpected-last" }],
    });
  });

  test("inputs that are not known yet: unchecked, and no placeholder is written", async () => {
    const plan = await planOf({ diskId, snapshotId: unknownValue });
    expect(plan).toMatchObject({ verdict: "unchecked", target: { diskId }, goesBackTo: {} });
    expect(plan.reason).toContain("`snapshotId` is known only when the run has come this far");
  });
});

describe("the folder of plans", () => {
  test("several levers at once, each previewed again and again: one whole file each, with the last plan", async () => {
    const snapshotId = await damagedDisk(cloud);
    const system = await completeSnapshot(cloud, {}, systemDiskId);
    const session = newSession(cloud.surroundings());
    const levers = Array.from({ length: 8 }, (_, index) => cloud.rollback(`lever/${index}`));
    const declared = (index: number) =>
      index % 2 ? { diskId, snapshotId } : { diskId: systemDiskId, snapshotId: system };
    for (let round = 0; round < 3; round += 1)
      await Promise.all(levers.map((lever, index) => lever.preview(declared(index), { session })));
    await levers[0]?.preview({ diskId: systemDiskId }, { session });
    session.cloud.close();
    const plans = readPlans(folder);
    expect(plans.map(({ urn }) => urn).sort()).toEqual(levers.map(({ urn }) => urn).sort());
    expect(plans.filter(({ verdict }) => verdict === "nothing-to-do").map(({ name }) => name)).toEqual([
      "lever/0",
    ]);
    expect((await readdir(folder)).filter((name) => !name.endsWith(".json"))).toEqual([]);
  });

  test("the environment names it, and the stack's configuration comes before it", async () => {
    const other = `${folder}-other`;
    cloud.environment["ALICLOUD_RESTORE_PLAN_FILE"] = other;
    await cloud.rollback().preview({ diskId });
    expect([readPlans(folder).length, await readdir(other).catch(() => "none")]).toEqual([1, "none"]);
    delete cloud.config["restore:planFile"];
    await cloud.rollback().preview({ diskId });
    expect(readPlans(other)).toHaveLength(1);
  });

  test("a refresh writes none", async () => {
    const lever = cloud.rollback();
    await lever.up({ diskId });
    await rm(folder, { recursive: true });
    await lever.refresh();
    await expect(readdir(folder)).rejects.toThrow(/ENOENT/);
  });

  test("it cannot be written: preview fails with its path, of a new lever and of one that is there", async () => {
    const snapshotId = await damagedDisk(cloud);
    const lever = cloud.rollback();
    await lever.up({ diskId });
    await rm(folder, { recursive: true });
    await writeFile(folder, "not a folder");
    for (const one of [lever, cloud.rollback("new")]) {
      const { message } = await failureOf(one.preview({ diskId, snapshotId }));
      expect(message).toContain(`cannot be written to ${folder}/`);
      expect(message).toMatch(/Nothing was changed.*restore:planFile/);
      await failureOf(one.up({ diskId, snapshotId }));
    }
    expect(await readFile(folder, "utf8")).toBe("not a folder");
    expect(await changes(cloud)).toEqual([]);
  });

  test("a file that is no plan, or of a later version: is refused with its name", async () => {
    await stopHost(cloud);
    await mkdir(folder);
    for (const content of ["{", "{}", JSON.stringify({ ...(await planOf({ diskId })), schemaVersion: 2 })]) {
      await writeFile(join(folder, "broken.json"), content);
      expect(() => readPlans(folder)).toThrow(/broken\.json is no plan of a rollback: /);
      await rm(join(folder, "broken.json"));
    }
  });
});
