import { expect, test } from "vitest";
import { withoutEmptyTargets } from "../../../../provider/host/plugin/emptyTargets";

test("empty texts: a lever without what it goes back to, and nothing else of it", () => {
  expect(withoutEmptyTargets({ diskId: "", snapshotId: "", snapshotGroupId: "", triggers: [""] })).toEqual({
    diskId: "",
    triggers: [""],
  });
  expect(
    withoutEmptyTargets({
      disks: [{ diskId: "d-1", snapshotId: "" }, { diskId: "d-2", snapshotId: "s-2" }, "d-3"],
    }),
  ).toEqual({ disks: [{ diskId: "d-1" }, { diskId: "d-2", snapshotId: "s-2" }, "d-3"] });
});

test('other words: stay, so that they are refused, such as the "none" of a way back that is not there', () => {
  expect(withoutEmptyTargets({ snapshotId: "none" })).toEqual({ snapshotId: "none" });
  expect(withoutEmptyTargets({ disks: "${disks}" })).toEqual({ disks: "${disks}" });
});
