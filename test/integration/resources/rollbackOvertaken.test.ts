import { describe, expect, test, vi } from "vitest";
import { callCounts, failureOf, world } from "./fixture";
import { safetySnapshots, said } from "./meeting";
import { damaged, seenOf, subjects, type Subject } from "./subjects";

const cloud = world({ durations: { snapshot: "22s", reset: "1s" } });

describe("two runs of one rollback that know nothing of each other", () => {
  test.each(subjects)(
    "$service: the later one notices the earlier one before its request, and the disk changes once",
    async (subject) => {
      const { lever, inputs } = await damaged(cloud, subject);
      await cloud.control.patch("instances", subject.hostId, { status: "Stopped" });
      const other = cloud.rollback();
      other.state = lever.state;

      const first = lever.up(inputs);
      await said(lever, "safety snapshot");
      // By the time the other one's safety snapshot is taken, the disk has been rolled back.
      const { service, calls } = subject;
      const late = { action: calls.take, effect: "delay", milliseconds: 400, once: true } as const;
      await cloud.control.addFault({ service, ...late });
      const [, second] = await Promise.allSettled([first, other.up(inputs)]);
      // It waits for the first one, and records what that has done. Where nothing tells how far that one is, it stands back.
      expect(second).toMatchObject({ status: service === "ecd" ? "rejected" : "fulfilled" });
      expect(await seenOf(cloud, subject)).toMatchObject({ content: "before", resets: 1 });
      const undo = await cloud.control.snapshot(String(lever.state?.outputs["undoSnapshotId"]));
      expect(undo.content).toBe("after");
      // Its own safety snapshot holds what the first one has brought back: that is no way back.
      expect(other.state?.outputs["undoSnapshotId"]).toBe(undo.snapshotId);
    },
  );
});

describe("another run of the rollback that has only begun to stop the host", () => {
  test("its note: holds up nobody, since it sends nothing before it has seen ours", async () => {
    const [ecs] = subjects as readonly [(typeof subjects)[number]];
    const { lever, inputs, snapshotId } = await damaged(cloud, ecs);
    const up = lever.up(inputs);
    await said(lever, "safety snapshot");
    const { tags } = await cloud.control.snapshot(snapshotId);
    const ours = Object.entries(tags).find(([, text]) => text.startsWith("1|stopping|"));
    const [name = "", text = ""] = ours ?? [];
    await cloud.control.patch("snapshots", snapshotId, {
      tags: { ...tags, [name.replace(/\.[0-9a-z]{6}$/, ".000000")]: text },
    });
    expect(ours).toBeDefined();
    await up;
    expect(await seenOf(cloud, ecs)).toEqual({ content: "before", resets: 1, power: "Running" });
  });
});

describe("two runs of one rollback whose safety snapshots are born with their notes (ecd)", () => {
  const [, , ecd] = subjects as readonly [Subject, Subject, Subject];
  test("both taken in the same moment: one goes on, the other one stands back and says why", async () => {
    const { lever, inputs } = await damaged(cloud, ecd);
    await cloud.control.patch("instances", ecd.hostId, { status: "Stopped" });
    const other = cloud.rollback("other");
    cloud.clock.standsUntil = async () => (await safetySnapshots(cloud)).length === 2;
    const outcomes = await Promise.allSettled([lever.up(inputs), other.up(inputs)]);
    const failed = outcomes.flatMap((one) => (one.status === "rejected" ? [one.reason as Error] : []));
    expect(failed.map(({ message }) => message)).toEqual([
      expect.stringMatching(/Another run of the same rollback, .*, is at work, or has ended/) as string,
    ]);
    expect(await seenOf(cloud, ecd)).toEqual({ content: "before", resets: 1, power: "Stopped" });
    expect((await callCounts(cloud))["ResetSnapshot"]).toBe(1);
    expect((await safetySnapshots(cloud)).map(({ content }) => content)).toEqual(["after", "after"]);
  });

  /** Our run; while its safety snapshot is being taken, that of another one turns up. */
  const upBeside = async (seconds: number, complete: "complete" | "failed" | "in a minute") => {
    const { lever, inputs } = await damaged(cloud, ecd);
    cloud.clock.meanwhile = async (now) => {
      const [ours] = await safetySnapshots(cloud);
      if (!ours) return;
      cloud.clock.meanwhile = undefined;
      const instant = (ms: number) => new Date(ms).toISOString();
      const createdAt = Date.parse(String(ours.createdAt)) + seconds * 1000;
      const finishesAt = complete === "in a minute" ? now + 60_000 : now;
      await cloud.control.add("snapshots", {
        ...{ snapshotId: "s-rival", service: "ecd", sourceDiskId: ecd.diskId, sourceDiskType: "data" },
        ...{ instanceId: ecd.hostId, content: "after", snapshotName: "rival" },
        ...{ createdAt: instant(createdAt), availableAt: instant(finishesAt) },
        ...{ finishesAt: instant(finishesAt) },
        ...(complete === "failed" ? { failedAt: instant(now) } : {}),
        description: String(ours.description)
          .replace(/\.[0-9a-z]{6}=/, ".rival0=")
          .replace(/\|[^|]*Z.*$/, "|2026-11-20T00:00:07Z]"),
      });
    };
    return { lever, up: lever.up(inputs) };
  };

  test.each([
    ["later", 1, "complete"],
    ["later", 1, "in a minute"],
    ["earlier", -1, "failed"],
  ] as const)(
    "another one, %s by %d s, %s: the run goes on, and resets once",
    async (_, seconds, complete) => {
      const { up } = await upBeside(seconds, complete);
      await up;
      expect((await safetySnapshots(cloud)).map(({ snapshotId }) => snapshotId)).toContain("s-rival");
      expect((await callCounts(cloud))["ResetSnapshot"]).toBe(1);
      expect(await seenOf(cloud, ecd)).toEqual({ content: "before", resets: 1, power: "Running" });
    },
  );

  test.each(["complete", "in a minute"] as const)(
    "another one, earlier, %s: the run stands back",
    async (complete) => {
      const { up } = await upBeside(-1, complete);
      expect((await failureOf(up)).message).toMatch(/Another run of the same rollback, .*, is at work/);
      expect(await seenOf(cloud, ecd)).toMatchObject({ content: "after", resets: 0 });
    },
  );
});

describe("two rollbacks of one server, of which the cloud refuses one's safety snapshot (swas)", () => {
  const [, swas] = subjects as readonly [Subject, Subject];

  test.each([
    ["the same rollback", {}],
    ["another one", { triggers: [1] }],
  ])("%s is about to be sent: the server is left off for it", async (_which, ofOther) => {
    const { lever, inputs } = await damaged(cloud, swas);
    const create = { service: "swas", action: "CreateSnapshot" } as const;
    // The later of the two requests is refused when the first one is about to roll back.
    const hold = await cloud.control.addFault({ ...create, nth: 2, effect: "hold" });
    const isRefused = async () =>
      (await cloud.control.calls()).some(
        ({ action, outcome }) => action === create.action && outcome === "error",
      );
    cloud.beforeSubmit = async () => {
      await cloud.control.settings({ swas: { snapshotsPerServer: 2 } });
      await cloud.control.removeFault(hold.id);
      await vi.waitUntil(isRefused, { timeout: 10_000, interval: 5 });
    };
    const ups = [lever.up(inputs), cloud.rollback("other").up({ ...inputs, ...ofOther })];
    const outcomes = await Promise.allSettled(ups);
    const failed = outcomes.flatMap((one) => (one.status === "rejected" ? [one.reason as Error] : []));
    // The same rollback is recorded as done; another one says why it was refused.
    expect(failed).toHaveLength("triggers" in ofOther ? 1 : 0);
    expect(await seenOf(cloud, swas)).toEqual({ content: "before", resets: 1, power: "Running" });
  });
});
