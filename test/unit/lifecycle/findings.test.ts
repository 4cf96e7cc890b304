import { describe, expect, test } from "vitest";
import { findings } from "../../../provider/lifecycle/findings/findings";
import { planWords } from "../../../provider/lifecycle/planWords";
import type { ObservedPoint, Observed } from "../../../provider/rollback/model/observed";
import { ecd } from "../../../provider/services/ecd";
import { ecs } from "../../../provider/services/ecs";
import { swas } from "../../../provider/services/swas";
import { someDisk, someHost, somePoint, somePolicy, someObserved, someSnapshot } from "./facts";

const found = (sight: Partial<Observed & ObservedPoint>, traits: Parameters<typeof findings>[1] = ecs) =>
  findings(someObserved({ points: [somePoint(sight)], ...sight }), traits);
const rules = (...given: Parameters<typeof found>) => found(...given).map(({ rule }) => rule);

test("an ordinary data disk: nothing to know", () => {
  expect(found({})).toEqual([]);
});

describe("resized since the snapshot", () => {
  const sized = (sizeGiB: number | undefined) => found({ snapshot: someSnapshot({ sizeGiB }) });

  test("the disk has grown: both sizes", () => {
    expect(sized(40)).toMatchObject([
      { rule: "resized-since-snapshot", severity: "warning", subject: "d-1" },
    ]);
    expect(sized(40)[0]?.words).toMatch(/from 40 to 100 GiB/);
  });

  test("the same size, or the service does not tell: nothing", () => {
    expect([...sized(100), ...sized(undefined)]).toEqual([]);
  });
});

describe("a system disk", () => {
  const disk = someDisk({ type: "system" });

  test("ecs: what goes back, and what the cloud sets anew", () => {
    expect(rules({ disk })).toEqual(["system-disk", "login-set-anew"]);
    const [settings, login] = found({ disk }).map(({ words }) => words);
    for (const one of ["host name", "network settings", "package sources", "clock", "logs", "SSH host keys"])
      expect(settings).toContain(one);
    expect(login).toContain("current key pair or password");
  });

  test.each([swas, ecd])("$name: no document says that anything is set anew", (service) => {
    expect(rules({ disk }, service)).toEqual(["system-disk"]);
  });
});

describe("an instance that was stopped in economical mode", () => {
  const host = (facts: object) => rules({ hosts: [someHost(facts)] });

  test("there may be no capacity: only while it is stopped, and only in that mode", () => {
    expect(host({ economicalMode: true })).toEqual(["economical-mode"]);
    expect(host({ economicalMode: false })).toEqual([]);
    expect(host({ economicalMode: true, state: "running" })).toEqual([]);
  });
});

describe("some of several data disks", () => {
  const data = (diskId: string, facts = {}) => someDisk({ disk: { diskId }, ...facts });
  const hostDisks = [someDisk({ disk: { diskId: "d-0" }, type: "system" }), data("d-1"), data("d-2")];

  test("one alone: the others are named, and the group is suggested", () => {
    const [only, ...more] = found({ hostDisks });
    expect(more).toEqual([]);
    expect(only).toMatchObject({ rule: "partial-data-disks", severity: "warning", subject: "i-1" });
    expect(only?.words).toMatch(/d-2.*instanceId/);
    expect(only?.words).not.toContain("d-0");
    expect(found({ hostDisks: [...hostDisks, data("d-3"), data("d-4")] })[0]?.words).toMatch(
      /d-2, d-3 and 1 more/,
    );
  });

  test("all of them, the only one, another machine's, or the system disk: nothing", () => {
    const both = ["d-1", "d-2"].map((diskId) => somePoint({ reference: { diskId } }));
    expect(rules({ hostDisks, points: both })).toEqual([]);
    expect(rules({ hostDisks: hostDisks.slice(0, 2) })).toEqual([]);
    expect(rules({ hostDisks: [data("d-1"), data("d-9", { hostIds: ["i-9"] })] })).toEqual([]);
    expect(rules({ hostDisks, points: [somePoint({ reference: { diskId: "d-0" } })] })).toEqual([]);
    expect(rules({})).toEqual([]);
  });
});

describe("a snapshot that the run waits for", () => {
  const unfinished = someSnapshot({ snapshotId: "s-9", status: "progressing", progress: 34 });

  test("taken by this run, or the safety snapshot of an earlier attempt: is named with how far it is", () => {
    for (const seen of [{ takenHere: [unfinished] }, { own: [unfinished] }]) {
      expect(rules(seen)).toEqual(["waits-for-snapshot"]);
      expect(found(seen)[0]?.words).toMatch(/s-9.*34 %/);
    }
  });

  test("the one that is gone back to: is named once", () => {
    const seen = { snapshotId: "s-9", snapshot: unfinished, awaited: true, takenHere: [unfinished] };
    expect(rules(seen)).toEqual(["waits-for-snapshot"]);
  });

  test("complete ones: nothing to wait for", () => {
    expect(rules({ own: [someSnapshot()] })).toEqual([]);
  });
});

describe("the findings in the plan", () => {
  test("each stands with its disk or host; several disks are set off from each other", () => {
    const points = ["d-1", "d-2"].map((diskId) => somePoint({ reference: { diskId } }));
    const note = (subject: string) =>
      ({ rule: "system-disk", severity: "info", subject, words: `of ${subject}` }) as const;
    const plan = planWords(somePolicy(), someObserved({ points }), {
      hostWord: "instance",
      ranBefore: () => false,
      findings: [note("i-1"), note("d-2")],
    });
    expect(plan.split("\n")).toEqual([
      "will roll back d-1 (data disk, 100 GiB)",
      "    to snapshot s-1, 6 h 40 m old",
      "    writes since 2026-11-20 12:00 UTC (6 h 40 m) will be lost",
      "  will roll back d-2 (data disk, 100 GiB)",
      "    to snapshot s-1, 6 h 40 m old",
      "    writes since 2026-11-20 12:00 UTC (6 h 40 m) will be lost",
      "    of d-2",
      "  instance i-1: Stopped;",
      "    stays stopped",
      "    of i-1",
      "  safety group first, kept until you delete it",
    ]);
  });
});
