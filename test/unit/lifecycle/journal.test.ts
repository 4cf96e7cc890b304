import { describe, expect, test } from "vitest";
import {
  entryText,
  isOneOf,
  newestEntry,
  readEntry,
  type JournalEntry,
} from "../../../provider/lifecycle/journal";

const entry: JournalEntry = { phase: "intent", ranBefore: ["i-2"], at: "2026-11-21T23:00:00.000Z" };

const hosts3 = ["i-3", "i-1", "i-2"];

describe("an entry of the journal", () => {
  test("text: is read as it was written, whatever the order of the hosts", () => {
    expect(entryText(entry, ["i-1", "i-2"])).toBe("intent|01|2026-11-21T23:00:00.000Z");
    expect(readEntry(entryText(entry, ["i-2", "i-1"]), ["i-1", "i-2"])).toEqual(entry);
  });

  test("text: keeps when each host was last started, to the minute, where it is told", () => {
    const startedAt = { "i-1": "2026-11-20T09:00:00.000Z", "i-3": "2026-11-20T09:07:00.000Z" };
    const text = entryText({ ...entry, startedAt: { ...startedAt, "i-3": "2026-11-20T09:07Z" } }, hosts3);
    expect(text).toBe("intent|010|2026-11-21T23:00:00.000Z|ht9z0..ht9z7");
    expect(readEntry(text, hosts3)).toEqual({ ...entry, startedAt });
    expect(readEntry(text, ["i-1"])).toEqual({ ...entry, ranBefore: [] });
  });

  test.each(["|", "|.", "|!!", "|zzzzzzzz", "|ht9z0.ht9z7"])(
    "text: starts that are none, or of other hosts (%s), are left out",
    (starts) => {
      expect(readEntry(`intent|1|2026-11-21T23:00:00.000Z${starts}`, ["i-2"])).toEqual(
        starts.startsWith("|ht") ? { ...entry, startedAt: { "i-2": "2026-11-20T09:00:00.000Z" } } : entry,
      );
    },
  );

  test("text: with the starts of ten hosts it fits into the tag of the service that tells them (ecs)", () => {
    const hosts = Array.from({ length: 10 }, (_, index) => `i-${index}`);
    const startedAt = Object.fromEntries(hosts.map((host) => [host, "2050-11-20T09:00:00Z"]));
    const most = {
      ...entry,
      phase: "stopping",
      startedAt,
      hiddenAt: "2050-11-20T09:00:00Z",
      attempt: "zzzz",
    } as const;
    expect(entryText(most, hosts).length).toBeLessThanOrEqual(128);
  });

  test.each([
    ["2026-11-21T22:59:58Z", "||tovjvy"],
    ["none", "||0"],
    [undefined, ""],
  ])(
    "text: keeps the receipt of before (%s), to the second, within the shortest tag",
    (receiptBefore, end) => {
      const text = entryText({ ...entry, receiptBefore }, ["i-2"]);
      expect(text).toBe(`intent|1|2026-11-21T23:00:00.000Z${end}`);
      expect(text.length).toBeLessThanOrEqual(64);
      const read = readEntry(text, ["i-2"])?.receiptBefore;
      expect(read).toBe(receiptBefore?.replace("Z", ".000Z"));
    },
  );

  test("text: keeps when an attempt before it may have run, within the shortest tag", () => {
    const text = entryText({ ...entry, receiptBefore: "none", hiddenAt: "2026-11-21T22:00:00.123Z" }, [
      "i-2",
    ]);
    expect(text).toBe("intent|1|2026-11-21T23:00:00.000Z||0|mwqybb7f");
    expect(text.length).toBeLessThanOrEqual(64);
    expect(readEntry(text, ["i-2"])).toMatchObject({ hiddenAt: "2026-11-21T22:00:00.123Z" });
  });

  test("text: keeps the letters of the attempt, within the shortest tag; two of one moment are told apart", () => {
    const told = { ...entry, receiptBefore: "none", hiddenAt: "2026-11-21T22:00:00.123Z", attempt: "z9k0" };
    const text = entryText(told, ["i-2"]);
    expect(text.length).toBeLessThanOrEqual(64);
    expect(readEntry(text, ["i-2"])).toEqual(told);
    expect(entryText({ ...entry, attempt: "a1" }, ["i-2"])).toBe("intent|1|2026-11-21T23:00:00.000Z||||a1");
    expect(isOneOf([told], told)).toBe(true);
    expect(isOneOf([told], { ...told, attempt: "a1" })).toBe(false);
    expect(isOneOf([told], entry)).toBe(true);
  });

  test("text: tells which hosts ran and were given back", () => {
    const settled: JournalEntry = { ...entry, phase: "done", ranBefore: ["i-1"], givenBack: ["i-2"] };
    expect(entryText(settled, ["i-1", "i-2", "i-3"])).toBe("done|120|2026-11-21T23:00:00.000Z");
    expect(readEntry("done|120|2026-11-21T23:00:00.000Z", hosts3)).toEqual(settled);
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
