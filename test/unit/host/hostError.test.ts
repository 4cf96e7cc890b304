import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { CloudError } from "../../../provider/client";
import { hostError, storable } from "../../../provider/host/hostError";
import { shownByEngine } from "../../../provider/host/quietHost";
import { LifecycleError } from "../../../provider/runtime/lifecycleError";

const kept = (outputs: object) => ({ ...outputs, __provider: "text" });
const partial = new LifecycleError("It was cut short.", {
  resourceId: "ecs/d-1",
  outputs: { phase: "restoring" },
});

describe("hostError", () => {
  beforeEach(() => void vi.stubEnv("PULUMI_ALICLOUD_RESTORE_DEBUG", ""));
  afterEach(() => void vi.unstubAllEnvs());

  test("create and update: what exists goes along, in the form the host understands", () => {
    const error = hostError(partial, "partial", kept);
    expect(error).toMatchObject({
      message: "It was cut short.",
      id: "ecs/d-1",
      properties: { phase: "restoring", __provider: "text" },
      reasons: ["It was cut short."],
    });
  });

  test("other methods: nothing is passed off as created", () => {
    const error = hostError(partial, undefined, kept);
    expect(error.message).toBe("It was cut short.");
    for (const field of ["id", "properties", "reasons"]) expect(error).not.toHaveProperty(field);
  });

  test("nothing on record: nothing is passed off as created", () => {
    expect(hostError(new LifecycleError("No."), "partial", kept)).not.toHaveProperty("id");
    expect(hostError(Object.assign(new Error("No."), { id: "x" }), "partial", kept)).not.toHaveProperty("id");
  });

  test.each([undefined, null, "words", 7, { message: "an object" }])(
    "%j thrown: becomes an Error, which the host needs to answer at all",
    (thrown) => {
      const error = hostError(thrown, "partial", kept);
      expect(error).toBeInstanceOf(Error);
      expect(error.message).toMatch(/^failed: /);
    },
  );

  test("a call that failed: what is true comes first, and the next step goes along", () => {
    const failed = new CloudError({
      code: "InvalidRegionId.NotFound",
      kind: "region",
      service: "ecs",
      action: "DescribeSnapshots",
      target: "s-1",
      regionId: "cn-nowhere",
      cloudMessage: "There is none.",
      acted: "no",
      next: "Correct regionId.",
      attempts: 1,
    });
    expect(hostError(failed, undefined, kept).message).toBe(
      "Nothing was changed.\n  DescribeSnapshots s-1 (ecs, cn-nowhere): InvalidRegionId.NotFound: There is none. Correct regionId.",
    );
  });

  test("printed: not by the host, since the engine shows it", () => {
    expect(String(hostError(partial, undefined, kept))).toBe(shownByEngine);
  });

  test("debugging: prints where it came from", () => {
    vi.stubEnv("PULUMI_ALICLOUD_RESTORE_DEBUG", "1");
    const error = hostError(partial, undefined, kept);
    expect(String(error)).toContain("It was cut short.");
    expect(error.stack).toBe(partial.stack);
  });
});

describe("storable", () => {
  test("what the host cannot store: undefined goes, at any depth", () => {
    const stored = storable({ a: undefined, b: { c: undefined, d: [1, undefined] }, e: null });
    expect(Object.keys(stored)).toEqual(["b", "e"]);
    expect(stored).toEqual({ b: { d: [1, null] }, e: null });
  });
});
