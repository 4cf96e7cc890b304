import { describe, expect, test } from "vitest";
import { eventOn, maySend } from "../../../provider/rollback/model/attempt";
import type { AttemptEvent } from "../../../provider/rollback/model/events";
import { counting, fold } from "../../../provider/rollback/model/fold";
import { lineText } from "../../../provider/rollback/model/line";
import { lineTag, safetyMarks, type AttemptName } from "../../../provider/rollback/model/marks";
import { someGroup, someSnapshot } from "../lifecycle/facts";
import { ownKey, someAttempt } from "./attempts";

const name: AttemptName = { key: ownKey, attempt: "mmmmmm" };
const at = "2026-11-20T17:40:00.000Z";
const line = (event: AttemptEvent, sequence: number) =>
  lineText({ event, at, sequence, writtenAt: at, hosts: [] });
const bearer = (event: AttemptEvent, sequence: number, of: AttemptName = name) =>
  someSnapshot({ tags: { [lineTag(of)]: line(event, sequence) } });
const safety = (text: string, more: Parameters<typeof someSnapshot>[0] = {}) =>
  someSnapshot({
    snapshotId: "s-safety",
    creationTime: "2026-11-20T17:41:00Z",
    ...safetyMarks(name, text, "it", true),
    ...more,
  });
const folded = (
  snapshots: readonly ReturnType<typeof someSnapshot>[],
  remembered: Parameters<typeof fold>[1] = [],
  safetyGroups: readonly ReturnType<typeof someGroup>[] = [],
) => fold({ snapshots, safetyGroups, hostIds: [] }, remembered);

describe("the attempts of journal and state", () => {
  test("a line is an attempt that has come so far with the disk", () => {
    const [attempt, ...others] = folded([bearer("accepted", 4)]);
    expect(attempt).toMatchObject({ ...name, at, sequence: 4, silent: false, inState: false });
    expect(attempt && eventOn(attempt, "d-1")).toBe("accepted");
    expect(others).toEqual([]);
  });

  test.each([
    ["the journal", 5, 2, "done"],
    ["the state", 2, 5, "sending"],
  ] as const)("the later line counts, here that of %s", (_, inJournal, inState, event) => {
    const remembered = someAttempt("sending", {
      sequence: inState,
      disks: [{ disk: "d-1", snapshotId: "s-1", event: "sending", sequence: inState }],
      inState: true,
    });
    const [attempt, ...others] = folded([bearer("done", inJournal)], [remembered]);
    expect(attempt && eventOn(attempt, "d-1")).toBe(event);
    expect(attempt).toMatchObject({ sequence: 5, inState: true });
    expect(others).toEqual([]);
  });

  test("they are sorted by when they began", () => {
    const later = someAttempt("done", { attempt: "aaaaaa", at: "2026-11-20T18:00:00.000Z" });
    expect(folded([bearer("sending", 1)], [later]).map(({ attempt }) => attempt)).toEqual([
      "mmmmmm",
      "aaaaaa",
    ]);
  });

  test.each([
    ["accomplished", true],
    ["progressing", false],
    ["failed", false],
  ] as const)("a silent one with a safety snapshot %s may have sent: %s", (status, sent) => {
    const [attempt] = folded([safety(line("announced", 0), { status })]);
    expect(attempt).toMatchObject({
      silent: true,
      safety: [{ disk: "d-1", snapshotId: "s-safety", status }],
    });
    expect(attempt && maySend(attempt)).toBe(sent);
  });

  test("a line beside its safety snapshot: it is silent no more", () => {
    const [attempt, ...others] = folded([safety(line("announced", 0)), bearer("stopping", 2)]);
    expect(attempt).toMatchObject({ silent: false, safety: [{ snapshotId: "s-safety" }] });
    expect(attempt && maySend(attempt)).toBe(false);
    expect(others).toEqual([]);
  });

  test("the members of a group are safety snapshots by the mark of their group", () => {
    const group = someGroup({
      snapshotGroupId: "ssg-9",
      ...safetyMarks(name, line("announced", 0), "it", true),
    });
    const members = ["1", "2"].map((id) =>
      someSnapshot({ snapshotId: `s-${id}`, sourceDisk: { diskId: `d-${id}` } }),
    );
    const [attempt, ...others] = folded(members, [], [group]);
    expect(attempt?.safety.map(({ disk, snapshotGroupId }) => [disk, snapshotGroupId])).toEqual([
      ["d-1", "ssg-9"],
      ["d-2", "ssg-9"],
    ]);
    expect(others).toEqual([]);
  });
});

describe("the attempts that count", () => {
  const later = { attempt: "zzzzzz", at: "2026-11-20T18:00:00.000Z" };
  const open = someAttempt("sending");
  const names = (...given: Parameters<typeof counting>) => counting(...given).map(({ attempt }) => attempt);

  test("one before a later one of the same rollback that is done does not", () => {
    expect(names([open, someAttempt("done", later)], [])).toEqual(["zzzzzz"]);
    expect(names([open, someAttempt("sending", later)], [])).toEqual(["mmmmmm", "zzzzzz"]);
    expect(names([open, someAttempt("done", { ...later, key: "rk-other" })], [])).toEqual([
      "mmmmmm",
      "zzzzzz",
    ]);
  });

  test("one whose end the state knows does not, unless the state tells of it", () => {
    expect(names([open], ["mmmmmm"])).toEqual([]);
    expect(names([{ ...open, inState: true }], ["mmmmmm"])).toEqual(["mmmmmm"]);
  });
});
