import { describe, expect, test } from "vitest";
import { failureWords, sentences } from "../../../provider/runtime/lifecycleError";
import { cloudError } from "./waiting";

describe("failureWords", () => {
  test("the cloud's error: what was tried and came back, what is true now, what to do next", () => {
    expect(failureWords(cloudError("denied", "Forbidden.RAM"), "Disk d-1 was not touched.")).toBe(
      "DescribeSnapshots s-1 (ecs, cn-hangzhou): Forbidden.RAM: No. Disk d-1 was not touched. Try something else.",
    );
  });

  test("another error: its words and what is true now", () => {
    expect(failureWords(new Error("no answer"), "Disk d-1 was not touched")).toBe(
      "no answer. Disk d-1 was not touched.",
    );
    expect(failureWords("odd", "All is well.")).toBe("odd. All is well.");
  });
});

describe("sentences", () => {
  test("full stops: each sentence has exactly one", () => {
    expect(sentences("One", "Two.", " Three! ", "", "Four?")).toBe("One. Two. Three! Four?");
  });
});
