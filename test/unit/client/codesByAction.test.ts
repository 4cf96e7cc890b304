import { describe, expect, it } from "vitest";
import { explainCode } from "../../../provider/client";

const next = (code: string, action?: string) => explainCode(code, action).next;
const rollbacks = ["ResetDisk", "ResetDisks"];
const others = ["StopInstance", "StartInstance", "CreateSnapshot", "DeleteSnapshot", "TagResources"];

describe("a code that means something else in another call", () => {
  it.each(rollbacks)("OperationDenied of %s: is about the snapshot", (action) => {
    expect(next("OperationDenied", action)).toMatch(/^Make a new disk from this snapshot instead/);
  });

  it.each(others)("OperationDenied of %s: is not, and points to the cloud's own words", (action) => {
    expect(next("OperationDenied", action)).not.toMatch(/snapshot/);
    expect(next("OperationDenied", action)).toMatch(/the cloud's message/);
  });

  it("InvalidParameter.Mismatch: is about disk and snapshot of a rollback only", () => {
    for (const action of rollbacks) expect(next("InvalidParameter.Mismatch", action)).toMatch(/very disk/);
    for (const action of others) expect(next("InvalidParameter.Mismatch", action)).not.toMatch(/disk/);
  });

  it("InvalidRegion.NotSupport: is about what cannot be done with several disks there", () => {
    expect(next("InvalidRegion.NotSupport", "ResetDisks")).toMatch(/^Roll the disks back one by one/);
    expect(next("InvalidRegion.NotSupport", "CreateSnapshotGroup")).toMatch(/snapshot of each disk/);
    expect(next("InvalidRegion.NotSupport", "StopInstance")).not.toMatch(/disk/);
  });

  it.each(["IncorrectInstanceStatus", "IncorrectDesktopStatus"])(
    "%s: asks for a stopped host only where something is rolled back",
    (code) => {
      for (const action of [...rollbacks, "ResetSnapshot"]) expect(next(code, action)).toMatch(/whenRunning/);
      for (const action of others) expect(next(code, action)).not.toMatch(/whenRunning/);
    },
  );

  it("its kind: is the same whatever the call", () => {
    for (const action of [...rollbacks, ...others, undefined])
      expect(explainCode("OperationDenied", action).kind).toBe("unsupported");
  });

  it.each(["InvalidDiskId.NotFound", "Throttling.User", "InternalError"])("%s: has one next step", (code) => {
    for (const action of [...rollbacks, ...others]) expect(next(code, action)).toBe(next(code));
  });

  it("takes no action for one of JavaScript's own properties", () => {
    for (const action of ["constructor", "toString", "otherwise"])
      expect(next("OperationDenied", action)).toBe(next("OperationDenied"));
  });
});
