import { describe, expect, test } from "vitest";
import {
  isSafety,
  lineTag,
  nameInTag,
  readName,
  safetyMark,
  safetyMarks,
} from "../../../provider/rollback/model/marks";
import { someGroup, someSnapshot } from "../lifecycle/facts";
import { ownKey } from "./attempts";

const name = { key: ownKey, attempt: "k3x9ab" };

test("a tag's name tells of which attempt its line is", () => {
  expect(nameInTag(lineTag(name))).toEqual(name);
});

test.each([
  "app",
  "pulumi-alicloud-restore:safety",
  `${ownKey}.k3x9ab`,
  "pulumi-alicloud-restore:rk-1.k3x9ab",
])("another tag is of no attempt: %s", (tag) => {
  expect(nameInTag(tag)).toBeUndefined();
});

test.each(["", ownKey, `${ownKey}.k3x9a`, `${ownKey}.K3X9AB`, `x${ownKey}.k3x9ab`])(
  "what is no name of an attempt: %j",
  (text) => {
    expect(readName(text)).toBeUndefined();
  },
);

describe("a safety snapshot", () => {
  test.each([
    ["with tags", true],
    ["without tags", false],
  ])("%s: is known, with its line", (_, takesTags) => {
    const snapshot = someSnapshot(safetyMarks(name, "the line", "a rollback", takesTags));
    expect(safetyMark(snapshot, [])).toEqual({ ...name, line: "the line" });
    expect(isSafety(snapshot)).toBe(true);
  });

  test("whose tags somebody has removed: is still known by its description", () => {
    const marks = safetyMarks(name, "the line", "a rollback", true);
    expect(safetyMark(someSnapshot({ ...marks, tags: {} }), [])).toMatchObject(name);
  });

  test("that is a member of a group: the group has its mark", () => {
    const group = someGroup({ snapshotGroupId: "ssg-9", ...safetyMarks(name, "the line", "it", true) });
    const member = someSnapshot({ snapshotId: "s-2" });
    expect(safetyMark(member, [group])).toEqual({ ...name, line: "the line", snapshotGroupId: "ssg-9" });
    expect(safetyMark(someSnapshot({ snapshotId: "s-9" }), [group])).toBeUndefined();
  });

  test("any other snapshot is none", () => {
    expect(isSafety(someSnapshot({ description: "[mine] before the upgrade" }))).toBe(false);
  });
});
