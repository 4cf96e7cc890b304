import { describe, expect, test } from "vitest";
import { beyondKeep, decidePruning, type Generation } from "../../../provider/lifecycle/generations";

/** "s-3 accomplished" and so on, newest first. */
const generations = (...texts: string[]) =>
  texts.map((text): Generation => {
    const [id = "", status] = text.split(" ");
    return { id, status: (status ?? "accomplished") as Generation["status"] };
  });

describe("beyondKeep", () => {
  test.each([
    ["as many as it says", 2, ["s-2", "s-1"], []],
    ["more", 2, ["s-4", "s-3", "s-2", "s-1"], ["s-2", "s-1"]],
    ["an incomplete one", 2, ["s-3 progressing", "s-2", "s-1"], []],
    ["a failed one", 1, ["s-3", "s-2 failed", "s-1"], ["s-1"]],
    ["one that is gone", 2, ["s-3", "s-2 missing", "s-1"], []],
    ["one that is gone, beyond it", 1, ["s-2", "s-1 missing"], ["s-1"]],
    ["an incomplete one, beyond it", 1, ["s-2", "s-1 progressing"], []],
    ["none that is complete", 1, ["s-2 progressing", "s-1 failed"], []],
  ])("%s: counts only complete ones", (_case, keep, given, beyond) => {
    expect(beyondKeep(generations(...given), keep)).toEqual(beyond);
  });
});

describe("decidePruning", () => {
  const all = generations("s-5", "s-4", "s-3", "s-2", "s-1");

  test("surplus: is what was known to be so before, and still is; oldest first", () => {
    const decide = (surplus: string[], keep: number) =>
      decidePruning(all, { present: "s-5", surplus, keep }).surplus;
    expect(decide([], 1)).toEqual([]);
    expect(decide(["s-3", "s-2"], 2)).toEqual(["s-2", "s-3"]);
    expect(decide(["s-3", "s-2"], 3)).toEqual(["s-2"]);
  });

  test("failed: go, but the present one, which the state replaces", () => {
    const given = generations("s-3 failed", "s-2 failed", "s-1");
    expect(decidePruning(given, { present: "s-3", surplus: [], keep: 1 }).failed).toEqual(["s-2"]);
  });

  test("incomplete: are told where `keep` newer ones are complete", () => {
    const given = generations("s-4 progressing", "s-3 progressing", "s-2", "s-1 progressing");
    const decide = (keep: number) => decidePruning(given, { present: "s-4", surplus: [], keep }).incomplete;
    expect(decide(1)).toEqual(["s-1"]);
    expect(decide(2)).toEqual([]);
  });
});
