import { describe, expect, test } from "vitest";
import { arrived, neverArrived, writtenSince } from "./cutShort";
import { changes, completeSnapshot, failureOf, world } from "./fixture";
import type { DeclaredResource } from "./stack";
import { seenOf, subjects, type Subject } from "./subjects";

/** Preview of a run that was cut short after its request: what becomes of it, and what would be sent again. */
const cloud = world();
const [ecs, swas, ecd] = subjects as readonly [Subject, Subject, Subject];
type Inputs = Readonly<Record<string, unknown>>;

const undoOf = ({ state }: DeclaredResource) => String(state?.outputs["undoSnapshotId"]);
const sent = async () => (await changes(cloud)).filter((action) => /^(Reset|Create|Stop|Start)/.test(action));
const startHost = ({ hostId }: Subject) => cloud.control.patch("instances", hostId, { status: "Running" });

/** What preview says, line by line; it reads only, and what it says fits a terminal. */
async function previewed(lever: DeclaredResource, inputs: Inputs): Promise<string[]> {
  await cloud.control.clearCalls();
  const { operation, words } = await lever.preview(inputs);
  expect(operation).toBe("update");
  expect(await changes(cloud)).toEqual([]);
  return words.split("\n").map((line) => line.trim());
}

/** A preview that fails as the run itself would, though that asks no preview; neither has changed anything. */
async function refusedAlike(lever: DeclaredResource, inputs: Inputs): Promise<string> {
  await cloud.control.clearCalls();
  const { message } = await failureOf(lever.preview(inputs));
  const run = await failureOf(lever.updateOnly({ ...lever.state!.inputs, ...inputs }, {}));
  expect(withoutRequest(run.message)).toBe(withoutRequest(message));
  expect(await changes(cloud)).toEqual([]);
  return message;
}

const withoutRequest = (words: string) => words.replace(/RequestId [0-9A-F-]+/g, "RequestId");

/** A preview that warns in the words with which the run itself stops and asks. */
async function askedAlike(lever: DeclaredResource, inputs: Inputs): Promise<string> {
  const warned = lever.lines.warn.length;
  await previewed(lever, inputs);
  const words = lever.lines.warn.slice(warned).join("\n");
  expect((await failureOf(lever.up(inputs))).message).toBe(words);
  expect(await changes(cloud)).toEqual([]);
  return words;
}

const planOf = (name: string, size: number, snapshotId: string) => [
  expect.stringMatching(new RegExp(`^will roll back ${name} \\(\\w+ disk, ${size} GiB\\)$`)),
  expect.stringMatching(new RegExp(`^to snapshot ${snapshotId}, 2 h( \\d+ m)? old$`)),
  expect.stringMatching(/^writes since \d{4}-\d\d-\d\d \d\d:\d\d UTC \(2 h( \d+ m)?\) will be lost$/),
];

describe("the preview of a run of which nobody knows whether it has run", () => {
  test("ecs, nothing was written since: the whole plan, and that nothing else is saved; up does so", async () => {
    const { lever, inputs, snapshotId } = await neverArrived(cloud, ecs);
    const undo = undoOf(lever);
    expect(await previewed(lever, inputs)).toEqual([
      "an earlier run was cut short after its request:",
      "it may have run, and nothing was written since;",
      "if that stays so it is sent again, and then:",
      ...planOf("d-sim0002", 100, snapshotId),
      "instance i-sim0001: Stopped;",
      "an earlier run has stopped it, and it is started again",
      `no other safety snapshot: ${undo} holds the present`,
      "cloud's dry run: passed",
    ]);
    await lever.up(inputs);
    expect(await sent()).toEqual(["ResetDisk", "StartInstance"]);
    expect(undoOf(lever)).toBe(undo);
    expect(await seenOf(cloud, ecs)).toEqual({ content: "before", resets: 1, power: "Running" });
  });

  test("ecs, what was saved is gone: another safety snapshot is in the plan; up takes it", async () => {
    const { lever, inputs } = await neverArrived(cloud, ecs);
    await cloud.control.remove("snapshots", undoOf(lever));
    const words = await previewed(lever, inputs);
    expect(words).toContain("safety snapshot first, kept 14 days");
    await lever.up(inputs);
    expect(await sent()).toEqual(["CreateSnapshot", "ResetDisk", "StartInstance"]);
  });

  test.each([ecs, ecd])(
    "$service, it may lose what was written since: warns of what up asks",
    async (one) => {
      const { lever, inputs } = await neverArrived(cloud, one);
      await writtenSince(cloud, one);
      const undo = undoOf(lever);
      const words = await askedAlike(lever, inputs);
      expect(words).toMatch(
        new RegExp(
          `was cut short and may have run.*Nothing is sent\\.\n  The present was saved before in .*${undo}`,
        ),
      );
      expect(words).toMatch(/stays stopped until then.*onInterrupted: "assumeDone".*"retry"/s);
      expect((await seenOf(cloud, one)).content).toBe("written since");
    },
  );

  test("ecd, nothing was written since: its service does not tell, so it is the question all the same", async () => {
    const { lever, inputs } = await neverArrived(cloud, ecd);
    expect(await askedAlike(lever, inputs)).toMatch(
      /rollback of ecd-sim0001\/data .* was cut short and may have run/,
    );
  });

  test.each([
    ["shows that it changes", true],
    ["keeps its status", false],
  ])("ecs, it runs, and the disk %s: says that nothing is sent; up waits for it", async (_, shows) => {
    await cloud.control.settings({ resetShowsReIniting: shows });
    await cloud.control.patch("disks", ecs.diskId, { resetFate: "hangs" });
    const { lever, inputs } = await arrived(cloud, ecs);
    const words = await previewed(lever, inputs);
    expect(words.slice(1)).toEqual([
      "the cloud has taken its request: this run waits for its end, and sends nothing",
      "instance i-sim0001: an earlier run has stopped it, and it is started again",
      `the disk as it was before that run is saved in ${undoOf(lever)}`,
    ]);
    cloud.clock.meanwhile = () =>
      cloud.control.patch("disks", ecs.diskId, { resetFate: "completes", lastReset: null }).then();
    await lever.up(inputs);
    expect(await sent()).toEqual(["StartInstance"]);
    expect(await seenOf(cloud, ecs)).toMatchObject({ resets: 1, power: "Running" });
  });

  test("swas, the snapshot bears its receipt: says that nothing is sent; up starts the server", async () => {
    const { lever, inputs } = await arrived(cloud, swas);
    const words = await previewed(lever, inputs);
    expect(words.join("\n")).toMatch(/has run: it is recorded, and nothing is sent/);
    expect(words.join("\n")).not.toMatch(/will be lost/);
    await lever.up(inputs);
    expect(await sent()).toEqual(["StartInstance"]);
  });

  test("assumeDone: says that it is recorded, and shows no plan; up sends nothing", async () => {
    const { lever, inputs } = await neverArrived(cloud, ecs);
    const assumed = { ...inputs, onInterrupted: "assumeDone" };
    const words = await previewed(lever, assumed);
    expect(words).toContain("it is recorded as done, and nothing is sent");
    expect(words.join("\n")).not.toMatch(/will roll back/);
    await lever.up(assumed);
    expect(await sent()).toEqual(["StartInstance"]);
  });

  test("retry, its host running again: the plan with the stop and another safety snapshot; up does so", async () => {
    const { lever, inputs } = await neverArrived(cloud, ecs);
    const undo = undoOf(lever);
    await startHost(ecs);
    await cloud.control.writeContent(ecs.diskId, "written since");
    const retry = { ...inputs, onInterrupted: "retry" };
    expect(await previewed(lever, retry)).toEqual([
      "an earlier run was cut short after its request:",
      `the disk as it was before that run is saved in ${undo}`,
      "it may have run; it is sent again, as onInterrupted says, and then:",
      ...planOf("d-sim0002", 100, String(inputs["snapshotId"])),
      "instance i-sim0001: Running;",
      "will be stopped, and is started again",
      "safety snapshot first (after the stop), kept 14 days",
      "cloud's dry run: no verdict while the instance runs",
    ]);
    await lever.up(retry);
    expect(await sent()).toEqual(["StopInstance", "CreateSnapshot", "ResetDisk", "StartInstance"]);
    expect((await cloud.control.snapshot(undoOf(lever))).content).toBe("written since");
  });

  test("retry, started and stopped by somebody since: stays stopped, as preview says", async () => {
    const { lever, inputs } = await neverArrived(cloud, ecs);
    await writtenSince(cloud, ecs);
    const retry = { ...inputs, onInterrupted: "retry" };
    expect(await previewed(lever, retry)).toContain("stays stopped");
    await lever.up(retry);
    expect(await seenOf(cloud, ecs)).toEqual({ content: "before", resets: 1, power: "Stopped" });
  });

  test.each(["Stopped", "Running"])(
    "retry, the disk is at another host since, and the first one is %s: the present one is stopped and started",
    async (first) => {
      const { lever, inputs } = await neverArrived(cloud, ecs);
      const attachedAt = (await cloud.control.world()).now;
      await cloud.control.patch("disks", ecs.diskId, { instanceIds: ["i-sim0002"], attachedAt });
      await cloud.control.writeContent(ecs.diskId, "written since");
      await cloud.control.patch("instances", ecs.hostId, { status: first });
      const retry = { ...inputs, onInterrupted: "retry" };
      const words = (await previewed(lever, retry)).join("\n");
      expect(words).toContain("instance i-sim0002: Running;\nwill be stopped, and is started again");
      expect(words.includes("instance i-sim0001: an earlier run has stopped it")).toBe(first === "Stopped");
      await lever.up(retry);
      const starts = first === "Stopped" ? ["StartInstance", "StartInstance"] : ["StartInstance"];
      expect(await sent()).toEqual(["StopInstance", "CreateSnapshot", "ResetDisk", ...starts]);
      expect(await seenOf(cloud, ecs)).toEqual({ content: "before", resets: 1, power: "Running" });
      expect((await cloud.control.instance("i-sim0002")).status).toBe("Running");
    },
  );

  test("swas: is known by its token, and the plan is what is lost where it has never arrived; up does so", async () => {
    const { lever, inputs, snapshotId } = await neverArrived(cloud, swas);
    const undo = undoOf(lever);
    expect(await previewed(lever, inputs)).toEqual([
      "an earlier run was cut short after its request:",
      `the disk as it was before that run is saved in ${undo}`,
      "it may have run; it is sent again with its token, by which the cloud knows it; if it has never arrived:",
      ...planOf("d-simswas01", 40, snapshotId),
      expect.stringMatching(/^system disk: /),
      `server ${swas.hostId}: Stopped;`,
      "an earlier run has stopped it, and it is started again",
      "safety snapshot first, kept until you delete it",
    ]);
    await lever.up(inputs);
    expect(await sent()).toEqual(["CreateSnapshot", "ResetDisk", "StartInstance"]);
    expect((await cloud.control.snapshot(undoOf(lever))).content).toBe("after");
  });

  test("width: a line fits a terminal of 80 columns with ids of real length", async () => {
    const { lever, inputs } = await neverArrived(cloud, ecs);
    const id = `s-bp1${"a".repeat(17)}`;
    const outputs = JSON.stringify(lever.state!.outputs).replaceAll(undoOf(lever), id);
    const { tags, description } = await cloud.control.snapshot(undoOf(lever));
    await completeSnapshot(cloud, { snapshotId: id, tags, description });
    await cloud.control.remove("snapshots", undoOf(lever));
    lever.state = { ...lever.state!, outputs: JSON.parse(outputs) as Inputs };
    for (const policy of [{}, { onInterrupted: "retry" }, { safetySnapshot: false }]) {
      const words = await previewed(lever, { ...inputs, ...policy });
      expect(words.join("\n")).toContain(id);
      expect(Math.max(...words.map((line) => line.length))).toBeLessThanOrEqual(74);
    }
  });

  test.each([ecs, swas])("$service, it cannot be looked into: says so, and preview goes on", async (one) => {
    const { lever, inputs } = await neverArrived(cloud, one);
    await cloud.control.addFault({ effect: "error", code: "Forbidden.RAM" });
    const words = (await previewed(lever, inputs)).join("\n");
    expect(words).toMatch(/was cut short:\nit will be looked into before anything is sent/);
    expect(words).toMatch(/Plan unchecked for .*Forbidden\.RAM/);
    expect((await failureOf(lever.up(inputs))).message).toMatch(
      /could not be looked into.*Nothing was sent/s,
    );
    expect(await changes(cloud)).toEqual([]);
  });
});

describe("the preview of a run that the journal tells of, its state lost", () => {
  test.each([
    [
      ecs,
      "if that stays so it is sent again, and then:",
      /no other safety snapshot: s-\w+ holds the present/,
    ],
    [
      swas,
      "it may have run; it is sent again with its token, by which the cloud knows it; if it has never arrived:",
      /safety snapshot first/,
    ],
  ])("$service: the whole plan, and why it may be sent again; up does so", async (one, why, safety) => {
    const { inputs } = await neverArrived(cloud, one);
    const lever = cloud.rollback();
    await lever.up(one.target);
    // Nothing is declared, and the state knows of nothing: the journal does.
    expect(lever.lines.warn.join("\n")).toMatch(
      /^A rollback of \S+ that began at .* was sent, and nobody has seen its end: what the disk holds is not known\.\n.*safety snapshot s-\w+\.\n.* is Stopped\.\n.*declare it again/,
    );
    lever.lines.warn.length = 0;
    const words = await previewed(lever, inputs);
    expect(words[0]).toBe("an earlier run was cut short after its request:");
    expect(words).toContain(why);
    expect(words.join("\n")).toMatch(/will roll back .* will be lost/s);
    expect(words.join("\n")).toMatch(safety);
    await lever.up(inputs);
    expect((await sent()).includes("CreateSnapshot")).toBe(one === swas);
    expect(await seenOf(cloud, one)).toEqual({ content: "before", resets: 1, power: "Running" });
  });
});

describe("the preview of a run that the journal tells of, and that may have run", () => {
  test.each([ecs, ecd])("$service, written to since: warns in the words with which up asks", async (one) => {
    const { lever: forgotten, inputs } = await neverArrived(cloud, one);
    await writtenSince(cloud, one);
    const lever = cloud.rollback();
    await lever.up(one.target);
    const words = await askedAlike(lever, inputs);
    expect(words).toMatch(
      new RegExp(
        `was cut short and may have run.*The present was saved before in .*${undoOf(forgotten)}`,
        "s",
      ),
    );
  });
});

describe("what stands against sending it again", () => {
  test("swas, as many snapshots as there may be: no room for another safety snapshot; with room it is sent", async () => {
    const { lever, inputs, snapshotId } = await neverArrived(cloud, swas);
    const other = await completeSnapshot(cloud, {}, swas.diskId);
    const undo = undoOf(lever);
    const words = await refusedAlike(lever, inputs);
    expect(words).toMatch(/^Not known to be rolled back or not: d-simswas01/);
    expect(words).toContain(`The present was saved before in the safety snapshot ${undo}.`);
    expect(words).toMatch(
      new RegExp(
        `safetySnapshot: server ${swas.hostId} has 3 of 3 snapshots: no room .*not needed any more \\(others: ${other} of [^;,]* UTC\\)`,
      ),
    );
    expect(words).toMatch(/ran before and stays stopped until then/);
    expect(words).not.toContain(`${snapshotId} of`);
    await cloud.control.remove("snapshots", other);
    expect((await previewed(lever, inputs)).join("\n")).toMatch(/safety snapshot first/);
    await lever.up(inputs);
    expect(await seenOf(cloud, swas)).toEqual({ content: "before", resets: 1, power: "Running" });
  });

  test("swas, as many snapshots as there may be, and none wanted: the plan says so; up sends it", async () => {
    const { lever, inputs } = await neverArrived(cloud, swas);
    await completeSnapshot(cloud, {}, swas.diskId);
    const without = { ...inputs, safetySnapshot: false };
    expect(await previewed(lever, without)).toContain(
      "NO safety snapshot: there is no way back to the present",
    );
    await lever.up(without);
    expect((await seenOf(cloud, swas)).resets).toBe(1);
  });

  test.each([ecs, swas])(
    "$service, guards and a locked host: all of it at once, in preview and in the run",
    async (one) => {
      const { lever, inputs } = await neverArrived(cloud, one);
      const guards = { maxDataLoss: "1m", notAfter: "2020-01-01T00:00:00Z", expectLast: "s-other" };
      const words = await refusedAlike(lever, { ...inputs, ...guards });
      expect(words).toMatch(/Nothing was changed.*maxDataLoss: .*notAfter: .*expectLast: /s);
      await lever.up(inputs);
      expect((await seenOf(cloud, one)).resets).toBe(1);
    },
  );

  test.each<[string, Subject, () => Promise<unknown> | void, RegExp]>([
    [
      "the switch that refuses all rollbacks",
      ecs,
      () => void (cloud.environment["ALICLOUD_RESTORE_ROLLBACKS"] = "refuse"),
      /snapshotId: rollbacks are switched off by ALICLOUD_RESTORE_ROLLBACKS/,
    ],
    [
      "a locked instance",
      ecs,
      () => cloud.control.patch("instances", ecs.hostId, { operationLocks: ["security"] }),
      /diskId: instance i-sim0001 is locked or unpaid/,
    ],
    [
      "what the cloud has against it",
      ecs,
      () => cloud.control.patch("disks", ecs.diskId, { conflicting: true }),
      /snapshotId: the cloud refuses it in a dry run: .*Operation\.Conflict/,
    ],
  ])("%s: is told in preview and in the run", async (_, one, happens, words) => {
    const { lever, inputs } = await neverArrived(cloud, one);
    await happens();
    const again = cloud.rollback();
    again.state = lever.state;
    const told = await refusedAlike(again, inputs);
    expect(told).toMatch(words);
    expect(told).toMatch(/ran before and stays stopped until then/);
    expect((await seenOf(cloud, one)).resets).toBe(0);
  });

  test.each([ecs, swas])("$service, the snapshot is gone: is told in preview and in the run", async (one) => {
    const { lever, inputs, snapshotId } = await neverArrived(cloud, one);
    await cloud.control.remove("snapshots", snapshotId);
    expect(await refusedAlike(lever, inputs)).toMatch(
      new RegExp(`snapshotId: there is no snapshot ${snapshotId}`),
    );
  });

  test.each(subjects)(
    "$service, retry with a running host that is not to be stopped: is told",
    async (one) => {
      const { lever, inputs } = await neverArrived(cloud, one);
      await startHost(one);
      const retry = { ...inputs, whenRunning: "fail", onInterrupted: "retry" };
      const words = await refusedAlike(lever, retry);
      expect(words).toMatch(/whenRunning: \w+ \S+ is Running and must be Stopped/);
      expect(words).not.toMatch(/stays stopped/);
    },
  );
});

describe("several disks, some of which are not back", () => {
  const data = ["d-sim0003", "d-sim0004", "d-sim0005"] as const;

  /** What happens right before the request leaves; one disk is not rolled back then. */
  async function mixed(beforeSubmit: () => Promise<unknown>) {
    const disks = [];
    for (const diskId of data) {
      await cloud.control.writeContent(diskId, "before");
      disks.push({ diskId, snapshotId: await completeSnapshot(cloud, {}, diskId) });
      await cloud.control.writeContent(diskId, "after");
    }
    const lever = cloud.rollback();
    const inputs = { disks, whenRunning: "stop" };
    cloud.beforeSubmit = beforeSubmit;
    const error = await failureOf(lever.up({ ...inputs, timeouts: { rollback: "2m" } }));
    expect(error.message).toMatch(/^MIXED STATE: restored: d-sim0003 .*d-sim0005/);
    await cloud.control.clearFaults();
    await cloud.control.patch("disks", "d-sim0004", { conflicting: false });
    await cloud.clock.advance(3_600_000);
    return { lever, inputs };
  }
  const fails = () => cloud.control.patch("disks", "d-sim0004", { conflicting: true });
  /** Each by its own request, the second of which never arrives. */
  const isLost = async () => {
    await cloud.control.settings({ resetDisks: "gone" });
    await cloud.control.addFault({ action: "ResetDisk", effect: "drop-before", nth: 2 });
  };
  const resets = async () =>
    Promise.all(data.map(async (diskId) => (await cloud.control.disk(diskId)).resets));

  test("one has failed: the plan is of that one, with the others' state; up sends only that one", async () => {
    const { lever, inputs } = await mixed(fails);
    const group = String(lever.state?.outputs["undoSnapshotGroupId"]);
    const words = await previewed(lever, inputs);
    expect(words[0]).toBe("an earlier run was cut short after its request:");
    expect(words).toEqual(
      expect.arrayContaining([
        "d-sim0003 is back, and stays as it is",
        "d-sim0005 is back, and stays as it is",
        "what was not rolled back is sent again, and then:",
        "will roll back d-sim0004 (data disk, 200 GiB)",
        `no other safety snapshot: ${group} holds the present`,
        "an earlier run has stopped it, and it is started again",
      ]),
    );
    expect(words.filter((line) => line.startsWith("will roll back"))).toHaveLength(1);
    await lever.up(inputs);
    expect(await sent()).toEqual(["ResetDisk", "StartInstance"]);
    expect(await resets()).toEqual([1, 1, 1]);
  });

  test("one has failed, and something stands against it: is told, after what is true of all", async () => {
    const { lever, inputs } = await mixed(fails);
    await cloud.control.patch("disks", "d-sim0004", { multiAttach: true });
    await cloud.control.patch("disks", "d-sim0003", { multiAttach: true });
    const words = await refusedAlike(lever, inputs);
    expect(words).toMatch(/^MIXED STATE: restored: .*NOT rolled back: d-sim0004/);
    expect(words).toMatch(/disks: disk d-sim0004 is a multi-attach disk/);
    expect(words).not.toMatch(/disk d-sim0003 is a multi-attach disk/);
  });

  test("of one nobody knows: the plan is of that one; up sends only that one, and saves nothing anew", async () => {
    const { lever, inputs } = await mixed(isLost);
    const group = String(lever.state?.outputs["undoSnapshotGroupId"]);
    const words = await previewed(lever, inputs);
    expect(words).toEqual(
      expect.arrayContaining([
        "d-sim0003 is back, and stays as it is",
        "it may have run, and nothing was written since;",
        "will roll back d-sim0004 (data disk, 200 GiB)",
        `no other safety snapshot: ${group} holds the present`,
      ]),
    );
    await lever.up(inputs);
    expect(await sent()).toEqual(["ResetDisk", "StartInstance"]);
    expect(await resets()).toEqual([1, 1, 1]);
  });

  test("of one nobody knows, and it is assumed to be done: nothing is sent", async () => {
    const { lever, inputs } = await mixed(isLost);
    const assumed = { ...inputs, onInterrupted: "assumeDone" };
    expect(await previewed(lever, assumed)).toContain("it is recorded as done, and nothing is sent");
    await lever.up(assumed);
    expect(await resets()).toEqual([1, 0, 1]);
  });
});
