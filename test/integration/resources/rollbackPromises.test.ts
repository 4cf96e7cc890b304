import { beforeEach, describe, expect, test } from "vitest";
import { wrapped } from "../../../provider/host/wrapped";
import { withoutSnapshotQuota } from "../../fixtures/withoutSnapshotQuota";
import { changes, completeSnapshot, failureOf, world } from "./fixture";
import { damaged, seenOf, subjects, type Subject } from "./subjects";

/** What a rollback promises, for every service alike. */
const cloud = world();
withoutSnapshotQuota();
beforeEach(() =>
  cloud.control.settings({ durations: { stop: "20s", start: "20s" }, swas: { snapshotsPerServer: 20 } }),
);

const text = (value: unknown) => String(value);
const calls = async () => (await changes(cloud)).filter((action) => !/[Tt]ag/.test(action));
const restored = { content: "before", resets: 1 };
const untouched = { content: "after", resets: 0 };
const power = ({ hostId }: Subject, status: string) => cloud.control.patch("instances", hostId, { status });
const lines = (words: string) => words.split("\n").map((line) => line.trim());

describe.each(subjects)("the plan ($service)", (subject) => {
  const { service, calls: named, hostId, hostWord } = subject;

  test("preview: disk, snapshot, loss, host, power and the way back, one fact a line; it reads only", async () => {
    const { lever, inputs, snapshotId } = await damaged(cloud, subject);
    const { words } = await lever.preview(inputs);
    expect(lines(words)).toEqual([
      expect.stringMatching(/^will roll back \S+ \((system|data) disk, \d+ GiB\)$/),
      `to snapshot ${snapshotId}, 1 h old`,
      expect.stringMatching(/^writes since \d{4}-\d\d-\d\d \d\d:\d\d UTC \(1 h\) will be lost$/),
      // The server's disk is its system disk.
      ...(service === "swas" ? [expect.stringMatching(/^system disk: host name, .* go back too$/)] : []),
      `${hostWord} ${hostId}: Running;`,
      "will be stopped, and is started again",
      expect.stringMatching(/^safety snapshot first \(after the stop\), kept (14 days|until you delete it)$/),
      ...(service === "ecs" ? ["cloud's dry run: no verdict while the instance runs"] : []),
    ]);
    expect(Math.max(...lines(wrapped("INFO", words)).map((line) => line.length))).toBeLessThanOrEqual(74);
    expect(await changes(cloud)).toEqual([]);
    expect(await seenOf(cloud, subject)).toEqual({ ...untouched, power: "Running" });
  });

  test.each<[string, Parameters<typeof cloud.control.addFault>[0], RegExp]>([
    ["cut off", { effect: "drop-before" }, /ConnectionLost/],
    ["behind a gateway that answers in its place", { effect: "html" }, /HtmlAnswer/],
    ["closed to this caller", { effect: "error", code: "Forbidden.RAM" }, /Forbidden\.RAM/],
  ])(
    "the cloud is %s: the plan is unchecked, and says why; up changes nothing",
    async (_case, fault, why) => {
      const { lever, inputs } = await damaged(cloud, subject);
      const before = lever.state;
      await cloud.control.addFault(fault);
      const { operation, words } = await lever.preview(inputs);
      expect(operation).toBe("update");
      expect(words).toMatch(/^Plan unchecked for .*, because /);
      expect(words).toMatch(why);
      expect((await failureOf(lever.up(inputs))).message).toMatch(/Nothing was changed/);
      expect(lever.state).toEqual(before);
      expect(await seenOf(cloud, subject)).toEqual({ ...untouched, power: "Running" });
    },
  );

  test("obstacles: all at once, each on the property that mends it, also at the last look of up", async () => {
    const { inputs, snapshotId } = await damaged(cloud, subject);
    const newer = await completeSnapshot(cloud, {}, subject.diskId);
    await cloud.control.patch("snapshots", snapshotId, { status: "failed" });
    const guards = {
      maxDataLoss: "1m",
      notAfter: "2020-01-01T00:00:00Z",
      requireNewest: true,
      expectLast: "s-other",
    };
    const lever = cloud.rollback("obstructed");
    const all = { ...inputs, ...guards, whenRunning: "fail" };
    const told = (await failureOf(lever.preview(all))).message;
    expect(told.split("\n").map((line) => line.split(":")[0])).toEqual([
      "snapshotId",
      "whenRunning",
      "maxDataLoss",
      "notAfter",
      "requireNewest",
      "expectLast",
    ]);
    expect(told).toContain(newer);
    expect(await changes(cloud)).toEqual([]);
    expect(await seenOf(cloud, subject)).toEqual({ ...untouched, power: "Running" });
  });

  test("kill switch: refuses every run, in preview and in up, wherever it is set", async () => {
    const { lever, inputs } = await damaged(cloud, subject);
    for (const [where, name, value] of [
      [cloud.config, "restore:rollbacks", "refuse"],
      [cloud.environment, "ALICLOUD_RESTORE_ROLLBACKS", "refuse"],
    ] as const) {
      where[name] = value;
      for (const attempt of [cloud.rollback("other").preview, cloud.rollback("other").up])
        expect((await failureOf(attempt(inputs))).message).toMatch(
          new RegExp(`rollbacks are switched off by .*${name}`),
        );
      delete where[name];
    }
    expect(await changes(cloud)).toEqual([]);
    await lever.up(inputs);
    expect(await seenOf(cloud, subject)).toEqual({ ...restored, power: "Running" });
  });

  test("host stopped between preview and up, or started: the run does as it finds it", async () => {
    const { lever, inputs } = await damaged(cloud, subject);
    await lever.preview(inputs);
    await power(subject, "Stopped");
    await lever.up(inputs);
    expect(await seenOf(cloud, subject)).toEqual({ ...restored, power: "Stopped" });
    expect(await calls()).toEqual([named.take, named.rollBack]);
    expect(lever.state?.outputs).toMatchObject({ hostWasRunning: false, service });
  });
});

describe.each(subjects)("guards and policies ($service)", (subject) => {
  test("guards that hold: let it pass, and the plan names them", async () => {
    const { lever, inputs } = await damaged(cloud, subject);
    const guarded = {
      ...inputs,
      maxDataLoss: "24h",
      notAfter: "2099-01-01T00:00:00Z",
      requireNewest: true,
      expectLast: "none",
    };
    expect((await lever.preview(guarded)).words).toMatch(/guards passed/);
    await lever.up(guarded);
    expect(await seenOf(cloud, subject)).toEqual({ ...restored, power: "Running" });
  });

  test("expectLast: the second of two people is refused", async () => {
    const { lever, inputs, snapshotId } = await damaged(cloud, subject);
    await lever.up({ ...inputs, expectLast: "none" });
    const undo = text(lever.state?.outputs["undoSnapshotId"]);
    const back = { ...inputs, snapshotId: undo };
    expect((await failureOf(lever.preview({ ...back, expectLast: "none" }))).message).toMatch(
      new RegExp(`expectLast: what was applied last is ${snapshotId}, not none`),
    );
    await lever.up({ ...back, expectLast: snapshotId });
    expect(await seenOf(cloud, subject)).toEqual({ content: "after", resets: 2, power: "Running" });
  });

  test("onCreate adopt: records it and changes nothing; onRepeat: refuses once, runs where it is asked for", async () => {
    const { inputs } = await damaged(cloud, subject);
    const lever = cloud.rollback("adopting");
    await lever.up({ ...inputs, onCreate: "adopt" });
    expect(lever.state?.outputs).toMatchObject({ phase: "adopted" });
    expect(await changes(cloud)).toEqual([]);
    await lever.up(subject.target);
    expect((await failureOf(lever.preview(inputs))).message).toMatch(/has already run.*onRepeat: "run"/s);
    expect(await changes(cloud)).toEqual([]);
    await lever.up({ ...inputs, onRepeat: "run" });
    expect(await seenOf(cloud, subject)).toEqual({ ...restored, power: "Running" });
  });

  test("restoreTo: is resolved once, kept over a failure, and never floats to a newer one", async () => {
    const { lever, snapshotId } = await damaged(cloud, subject);
    const inputs = { ...subject.target, restoreTo: { before: "2099-01-01T00:00:00Z" }, whenRunning: "stop" };
    const refusal = {
      service: subject.service,
      action: subject.calls.rollBack,
      effect: "error",
      code: "Forbidden.RAM",
    } as const;
    cloud.beforeSubmit = () => cloud.control.addFault(refusal);
    await failureOf(lever.up(inputs));
    await cloud.control.clearFaults();
    await completeSnapshot(cloud, {}, subject.diskId);
    await lever.refresh();
    expect((await lever.preview(inputs)).words).toContain(`to snapshot ${snapshotId}`);
    await lever.up(inputs);
    expect(await seenOf(cloud, subject)).toEqual({ ...restored, power: "Running" });
    expect(lever.state?.outputs["lastRollback"]).toMatchObject({ snapshotId });
    await completeSnapshot(cloud, {}, subject.diskId);
    expect(await lever.up(inputs)).toBe("same");
  });

  test.each([
    ["never", "Stopped", "Stopped"],
    ["always", "Running", "Running"],
    ["asBefore", "Running", "Stopped"],
  ])("startAfter %s: a host that ran is %s, one that was off is %s", async (startAfter, ran, off) => {
    const { lever, inputs } = await damaged(cloud, subject);
    await lever.up({ ...inputs, startAfter });
    expect((await seenOf(cloud, subject)).power).toBe(ran);
    await power(subject, "Stopped");
    await cloud.clock.advance(120_000);
    await lever.up({ ...inputs, startAfter, triggers: 2 });
    expect(await seenOf(cloud, subject)).toEqual({ content: "before", resets: 2, power: off });
  });

  test("whenRunning fail: is the default, and refuses before anything is changed", async () => {
    const { lever, inputs } = await damaged(cloud, subject);
    const { whenRunning, ...plain } = inputs;
    expect(whenRunning).toBe("stop");
    const error = await failureOf(lever.up(plain));
    expect(error.message).toMatch(
      new RegExp(`whenRunning: ${subject.hostWord} ${subject.hostId} is Running and must be Stopped`),
    );
    expect(await changes(cloud)).toEqual([]);
  });

  test("whenRunning wait: waits for somebody, stops nothing, and starts what ran", async () => {
    const { lever, inputs } = await damaged(cloud, subject);
    const begun = cloud.clock.now();
    let stopped = false;
    cloud.clock.meanwhile = async (now) => {
      if (stopped || now - begun < 60_000) return;
      stopped = true;
      await power(subject, "Stopped");
    };
    await lever.up({ ...inputs, whenRunning: "wait" });
    expect(await calls()).toEqual([subject.calls.take, subject.calls.rollBack, subject.calls.start]);
    expect(await seenOf(cloud, subject)).toEqual({ ...restored, power: "Running" });
  });

  test("whenRunning wait, and nobody stops it: fails in the end, and nothing was done", async () => {
    const { lever, inputs } = await damaged(cloud, subject);
    const error = await failureOf(lever.up({ ...inputs, whenRunning: "wait", timeouts: { stop: "2m" } }));
    expect(error.message).toMatch(/^Nothing was rolled back: .*Waited 2 m for .* to be stopped, in vain/s);
    expect(await calls()).toEqual([]);
    expect(await seenOf(cloud, subject)).toEqual({ ...untouched, power: "Running" });
  });

  test("stop: is graceful, keeps the machine, and cuts the power only where that is asked for", async () => {
    const { lever, inputs } = await damaged(cloud, subject);
    await lever.up(inputs);
    const stop = (await cloud.control.calls()).find(
      ({ action, parameters }) => action === subject.calls.stop && !parameters["DryRun"],
    );
    expect(stop?.outcome).toBe("ok");
    expect(stop?.parameters["ForceStop"] ?? "false").toBe("false");
    if (subject.service !== "swas") expect(stop?.parameters["StoppedMode"]).toBe("KeepCharging");
  });
});

describe.each(subjects)("safety, report and undo ($service)", (subject) => {
  test("safety snapshot: is complete before the request leaves, named in the outputs, and survives destroy", async () => {
    const { lever, inputs, snapshotId } = await damaged(cloud, subject);
    const atSubmit: unknown[] = [];
    cloud.beforeSubmit = async () =>
      atSubmit.push(...Object.values((await cloud.control.world()).snapshots).filter(isSafety));
    const isSafety = (one: { snapshotId: string }) => one.snapshotId !== snapshotId;
    await lever.up(inputs);
    const undo = text(lever.state?.outputs["undoSnapshotId"]);
    expect(atSubmit).toEqual([
      expect.objectContaining({ snapshotId: undo, status: "accomplished", content: "after" }),
    ]);
    await lever.destroy();
    expect(await cloud.control.snapshot(undo)).toMatchObject({ content: "after" });
  });

  test("undo: the one id brings back what was there, and can be undone in turn", async () => {
    const { lever, inputs } = await damaged(cloud, subject);
    await lever.up(inputs);
    for (const [content, resets] of [
      ["after", 2],
      ["before", 3],
    ] as const) {
      await lever.up({ ...inputs, snapshotId: text(lever.state?.outputs["undoSnapshotId"]) });
      expect(await seenOf(cloud, subject)).toEqual({ content, resets, power: "Running" });
    }
  });

  test("report: data loss, downtime, phases with their times and request ids, enough for a post-mortem", async () => {
    const { lever, inputs, snapshotId } = await damaged(cloud, subject);
    const begun = cloud.clock.now();
    await lever.up(inputs);
    const { lastRollback, history } = lever.state!.outputs as {
      lastRollback: Report;
      history: Report[];
    };
    expect(history).toEqual([lastRollback]);
    const seconds = Math.ceil((cloud.clock.now() - begun) / 1_000);
    expect(lastRollback).toMatchObject({
      snapshotId,
      undoSnapshotId: lever.state?.outputs["undoSnapshotId"],
    });
    expect(lastRollback.dataLossSeconds).toBeGreaterThanOrEqual(3_600);
    expect(lastRollback.dataLossSeconds).toBeLessThanOrEqual(3_600 + seconds);
    expect(lastRollback.downtimeSeconds).toBeGreaterThan(60);
    expect(lastRollback.downtimeSeconds).toBeLessThanOrEqual(seconds);
    const all = await cloud.control.calls();
    const sent = (step: "stop" | "take" | "rollBack" | "start") =>
      all
        .filter(({ action, parameters }) => action === subject.calls[step] && parameters["DryRun"] !== "true")
        .map(({ requestId }) => requestId);
    expect(lastRollback.requestIds).toEqual(sent("rollBack"));
    expect(
      lastRollback.phases.flatMap(({ phase, requestIds }) => (requestIds ? [[phase, requestIds]] : [])),
    ).toEqual([
      ["stop", sent("stop")],
      ["safetySnapshot", sent("take")],
      ["submit", sent("rollBack")],
      ["start", sent("start")],
    ]);
    expect(lastRollback.phases.map(({ phase }) => phase)).toEqual([
      "preflight",
      "stop",
      "safetySnapshot",
      "submit",
      "restoring",
      "start",
    ]);
    const times = lastRollback.phases.flatMap(({ startedAt, finishedAt }) => [startedAt, finishedAt]);
    expect([...times].sort()).toEqual(times);
    expect(lastRollback.phases[0]?.startedAt).toBe(lastRollback.startedAt);
    expect(lastRollback.phases.at(-1)?.finishedAt).toBe(lastRollback.finishedAt);
  });

  test("progress: tells each phase while it lasts, and ends nowhere else", async () => {
    const { lever, inputs } = await damaged(cloud, subject);
    await lever.up(inputs);
    const told = lever.lines.progress.join("\n");
    for (const words of [
      /checking/,
      /stopping/,
      /safety snapshot s-\w+ \d+ %|snapshot s-\w+ \d+ %/,
      /rolling back/,
      /restoring|making sure/,
      /starting/,
    ])
      expect(told).toMatch(words);
    expect(lever.lines.warn).toEqual([]);
  });
});

interface Report {
  readonly dataLossSeconds: number;
  readonly downtimeSeconds: number;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly requestIds: readonly string[];
  readonly phases: readonly {
    phase: string;
    startedAt: string;
    finishedAt: string;
    requestIds?: readonly string[];
  }[];
}

describe.each(subjects)("the answer to the request that rolls back is lost ($service)", (subject) => {
  const lose = (effect: "drop-before" | "drop-after" | "truncate") => {
    const { service, calls: named } = subject;
    cloud.beforeSubmit = () =>
      cloud.control.addFault({ service, action: named.rollBack, effect, once: true });
  };

  test.each(["drop-after", "truncate"] as const)(
    "%s: it arrived, is waited for, and resets once",
    async (effect) => {
      const { lever, inputs } = await damaged(cloud, subject);
      lose(effect);
      await lever.up(inputs);
      expect(await seenOf(cloud, subject)).toEqual({ ...restored, power: "Running" });
      expect(lever.state?.outputs).toMatchObject({ phase: "done", disks: [{ status: "restored" }] });
    },
  );

  test("drop-before: it is known in the end, or asked for; never more than one reset, and the host waits", async () => {
    const { lever, inputs } = await damaged(cloud, subject);
    lose("drop-before");
    const outcome = await lever.up(inputs).catch((error: Error) => error);
    if (outcome instanceof Error) {
      expect(outcome.message).toMatch(/^Not known to be rolled back or not: .*stays stopped/s);
      expect(await seenOf(cloud, subject)).toEqual({ ...untouched, power: "Stopped" });
      await lever.refresh();
      await lever.up({ ...inputs, onInterrupted: "retry" });
    }
    expect(await seenOf(cloud, subject)).toEqual({ ...restored, power: "Running" });
    expect(lever.state?.outputs).toMatchObject({ phase: "done", usedKeys: [{}] });
  });
});
