import { describe, expect, test } from "vitest";
import { entryText, newestEntry, readEntry, type JournalEntry } from "../../../provider/lifecycle/journal";

const entry: JournalEntry = { phase: "intent", ranBefore: ["i-2"], at: "2026-11-21T23:00:00.000Z" };

describe("an entry of the journal", () => {
  test("text: is read as it was written, whatever the order of the hosts", () => {
    expect(entryText(entry, ["i-1", "i-2"])).toBe("intent|01|2026-11-21T23:00:00.000Z");
    expect(readEntry(entryText(entry, ["i-2", "i-1"]), ["i-1", "i-2"])).toEqual(entry);
  });

  test("text: fits into the shortest tag, with as many hosts as there are disks in a request", () => {
    const hosts = Array.from({ length: 10 }, (_, index) => `i-${index}`);
    expect(entryText({ ...entry, phase: "stopping" }, hosts).length).toBeLessThanOrEqual(64);
  });

  test("other hosts than it was written for: it tells of none of them that it ran", () => {
    expect(readEntry("intent|10|2026-11-21T23:00:00.000Z", ["i-1"])).toEqual({ ...entry, ranBefore: [] });
  });

  test.each(["", "intent", "intent|1|yesterday", "begun|1|2026-11-21T23:00:00.000Z"])("%j: is none", (text) =>
    expect(readEntry(text, ["i-1"])).toBeUndefined(),
  );
});

describe("newestEntry", () => {
  test("several runs: the newest; of one run: the one that is furthest", () => {
    const later = { ...entry, at: "2026-11-21T23:30:00.000Z" };
    expect(newestEntry([entry, later])).toBe(later);
    const done = { ...later, phase: "done" as const };
    expect(newestEntry([done, later])).toBe(done);
    expect(newestEntry([later, done])).toBe(done);
    expect(newestEntry([])).toBeUndefined();
  });
});
