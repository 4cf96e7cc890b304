import { describe, expect, it } from "vitest";
import { CloudError, type CloudErrorFacts } from "../../../provider/client";

const facts: CloudErrorFacts = {
  code: "IncorrectInstanceStatus",
  kind: "wrongState",
  service: "ecs",
  action: "ResetDisk",
  target: "d-1 → s-2",
  regionId: "cn-hangzhou",
  requestId: "R-1",
  httpStatus: 403,
  cloudMessage: "The current status of the resource\n does not support this operation",
  acted: "no",
  next: "Stop the host first.",
  attempts: 1,
};

describe("CloudError", () => {
  it("says in one line what was tried, on what, and what came back", () => {
    expect(new CloudError(facts).message).toBe(
      "ResetDisk d-1 → s-2 (ecs, cn-hangzhou): IncorrectInstanceStatus: " +
        "The current status of the resource does not support this operation. RequestId R-1",
    );
  });

  it("says how often it was tried, and leaves out what is not known", () => {
    const error = new CloudError({
      code: "Throttling",
      kind: "throttled",
      service: "ecs",
      action: "ResetDisk",
      target: "d-1 → s-2",
      regionId: "cn-hangzhou",
      cloudMessage: "Slow down.",
      acted: "no",
      next: "Wait.",
      attempts: 3,
    });
    expect(error.message).toBe("ResetDisk d-1 → s-2 (ecs, cn-hangzhou): Throttling: Slow down. (3 attempts)");
    expect(Object.keys(error)).not.toContain("requestId");
    expect(Object.keys(error)).not.toContain("httpStatus");
  });

  it("cuts a target of a hundred ids short in the message only", () => {
    const target = Array.from({ length: 100 }, (_, index) => `d-${index}`).join(", ");
    const error = new CloudError({ ...facts, target });
    expect(error.message.length).toBeLessThan(350);
    expect(error.target).toBe(target);
  });

  it("has no field that the engine would read as a created resource", () => {
    expect(Object.keys(new CloudError(facts))).not.toContain("id");
    expect(new CloudError(facts)).toBeInstanceOf(Error);
  });
});
