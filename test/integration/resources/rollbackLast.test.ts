import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, describe, test } from "vitest";
import { momentWords } from "../../../provider/lifecycle/duration";
import { readPlans } from "../../../provider/plans";
import { neverArrived } from "./cutShort";
import { completeSnapshot, world } from "./fixture";
import type { DeclaredResource } from "./stack";
import { damaged, subjects, type Subject } from "./subjects";

/** The disk's last rollback stands in every plan, whoever ran it: or the second engineer undoes the first one's work. */
const cloud = world();
const [ecs, swas] = subjects as readonly [Subject, Subject];
const journaled = [ecs, swas];

type Inputs = Readonly<Record<string, unknown>>;
/** The line of the plan that tells of it. */
async function told(lever: DeclaredResource, inputs: Inputs): Promise<string | undefined> {
  const { words } = await lever.preview(inputs);
  return words
    .split("\n")
    .map((line) => line.trim())
    .find((line) => line.startsWith("last roll"));
}

/** Another stack has rolled the disk back, an hour ago; this one has the same disk, and knows nothing of it. */
async function byAnotherStack(subject: Subject) {
  const { inputs, snapshotId } = await damaged(cloud, subject);
  const theirs = cloud.rollback("theirs");
  const at = cloud.clock.now();
  await theirs.up(inputs);
  await cloud.clock.advance(3_600_000);
  return {
    ...{ snapshotId, at, inputs: { ...inputs, triggers: ["ours"] } },
    saved: String(theirs.state?.outputs["undoSnapshotId"]),
  };
}

describe.each(journaled)("another stack's rollback of the disk: $service", (subject) => {
  test("when, to what, and where the disk as it was before is", async () => {
    const { snapshotId, saved, at, inputs } = await byAnotherStack(subject);
    const line = await told(cloud.rollback("ours"), inputs);
    expect(line).toBe(
      `last rolled back to ${snapshotId} on ${momentWords(new Date(at).toISOString())}; the disk as it was before is in ${saved}`,
    );
  });

  test("its safety snapshot is gone: none is named", async () => {
    const { snapshotId, saved, inputs } = await byAnotherStack(subject);
    await cloud.control.remove("snapshots", saved);
    expect(await told(cloud.rollback("ours"), inputs)).toMatch(
      new RegExp(`^last rolled back to ${snapshotId} on [^;]*$`),
    );
  });

  test("it was cut short: it may have run, and its end is not known", async () => {
    const { inputs, snapshotId } = await neverArrived(cloud, subject);
    const other = { ...inputs, triggers: ["ours"], onInterrupted: "retry" };
    expect(await told(cloud.rollback("ours"), other)).toMatch(
      new RegExp(
        `^last rollback to ${snapshotId}, on .*: it may have run, its end is not known; the disk as`,
      ),
    );
  });
});

test("of a desktop only the safety snapshot tells: how it ended is not known", async () => {
  const { inputs, saved, snapshotId } = await byAnotherStack(subjects[2] as Subject);
  expect(await told(cloud.rollback("ours"), inputs)).toMatch(
    new RegExp(
      `^last rollback to ${snapshotId}, on .*: it may have run, its end is not known; .* is in ${saved}$`,
    ),
  );
});

test("a disk that was never rolled back: the plan says nothing", async () => {
  const { lever, inputs } = await damaged(cloud, ecs);
  expect(await told(lever, inputs)).toBeUndefined();
});

test("a run of this lever that was cut short is told of as what it is, and not as the last rollback", async () => {
  const { lever, inputs } = await neverArrived(cloud, ecs);
  const { words } = await lever.preview(inputs);
  expect(words).toMatch(/^an earlier run was cut short/);
  expect(await told(lever, inputs)).toBeUndefined();
});

test("of several rollbacks the last one, whichever lever ran it", async () => {
  const { inputs } = await byAnotherStack(ecs);
  const point = await completeSnapshot(cloud);
  const ours = cloud.rollback("ours");
  await ours.up({ ...inputs, snapshotId: point });
  await cloud.clock.advance(3_600_000);
  for (const lever of [ours, cloud.rollback("third")])
    expect(await told(lever, { ...inputs, triggers: ["again"] })).toMatch(
      new RegExp(`^last rolled back to ${point} `),
    );
});

test("without the permission to tag: what this lever has run itself", async () => {
  const { lever, inputs, snapshotId } = await damaged(cloud, ecs);
  await cloud.control.addFault({ action: "TagResources", effect: "error", code: "Forbidden.RAM" });
  await lever.up(inputs);
  await cloud.clock.advance(3_600_000);
  const undo = String(lever.state?.outputs["undoSnapshotId"]);
  expect(await told(lever, { ...inputs, triggers: ["again"] })).toMatch(
    new RegExp(`^last rolled back to ${snapshotId} on .* is in ${undo}$`),
  );
});

test("the plan for machines has it, also where the rollback is refused", async () => {
  const { snapshotId, saved, at, inputs } = await byAnotherStack(ecs);
  const folder = await mkdtemp(join(tmpdir(), "plans-"));
  cloud.config["restore:planFile"] = folder;
  for (const more of [{}, { maxDataLoss: "1m" }]) {
    await cloud
      .rollback("ours")
      .preview({ ...inputs, ...more })
      .catch(() => undefined);
    const [plan] = readPlans(folder);
    expect(plan?.verdict).toBe("maxDataLoss" in more ? "refused" : "runs");
    expect(plan?.disks[0]?.lastRollback).toMatchObject({
      ...{ wentBackTo: snapshotId, end: "done", savedIn: saved },
    });
    const moment = Date.parse(plan?.disks[0]?.lastRollback?.startedAt ?? "");
    expect(Math.abs(moment - at)).toBeLessThan(60_000);
    expect(plan?.findings).toContainEqual(
      expect.objectContaining({ rule: "last-rollback", severity: "info", subject: "d-sim0002" }),
    );
  }
  await rm(folder, { recursive: true });
});
