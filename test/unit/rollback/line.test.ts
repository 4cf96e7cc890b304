import { describe, expect, test } from "vitest";
import { lineText, readLine, type Line, type LineHost } from "../../../provider/rollback/model/line";
import { attemptEvents } from "../../../provider/rollback/model/events";

const some: Line = {
  event: "sending",
  at: "2026-11-21T23:00:00.000Z",
  sequence: 3,
  writtenAt: "2026-11-21T23:01:40.000Z",
  hosts: [],
};
const host = (hostId: string, more: Partial<LineHost> = {}): LineHost => ({
  hostId,
  found: "owed",
  startedAt: "2026-11-20T09:00:00.000Z",
  ...more,
});
const full: Line = {
  ...some,
  event: "announced",
  hosts: [host("i-1")],
  receiptBefore: "2026-11-19T01:02:03.000Z",
  resends: "k3x9ab",
  aim: "a7f0",
};

describe("a line", () => {
  test.each<[string, Line]>([
    ...attemptEvents.map((event): [string, Line] => [event, { ...some, event }]),
    ["every field", full],
    ["no receipt before", { ...some, receiptBefore: "none" }],
    ["a host as found off", { ...some, hosts: [{ hostId: "i-1", found: "off" }] }],
    ["two hosts", { ...some, hosts: [host("i-1"), host("i-2", { found: "returned" })] }],
    ["an aim alone", { ...some, aim: "a7f0" }],
  ])("is read as it was written: %s", (_, line) => {
    const hostIds = line.hosts.map(({ hostId }) => hostId);
    expect(readLine(lineText(line), hostIds)).toEqual(line);
  });

  test("hosts are told in the order of their ids, whatever order the reader has", () => {
    const hosts = [host("i-1", { found: "off" }), host("i-2")];
    const text = lineText({ ...some, hosts: [...hosts].reverse() });
    expect(readLine(text, ["i-2", "i-1"])?.hosts).toEqual(hosts);
  });

  test("has room for all that a service tells: 64 characters with one host (swas), 128 with ten (ecs)", () => {
    const late = { sequence: 999, writtenAt: "2026-11-22T10:00:00.000Z" };
    const one = [host("i-1", { startedAt: undefined })];
    expect(lineText({ ...full, ...late, hosts: one }).length).toBeLessThanOrEqual(64);
    const ten = Array.from({ length: 10 }, (_, number) => host(`i-${number}`));
    const ofTen: Line = { ...full, ...late, hosts: ten, receiptBefore: undefined, resends: undefined };
    expect(lineText(ofTen).length).toBeLessThanOrEqual(128);
  });

  test("of another version: may have run, and tells nothing else", () => {
    expect(readLine("2|gone|whatever", ["i-1"])).toMatchObject({
      event: "sending",
      unreadable: true,
      hosts: [],
    });
  });

  test.each([
    ["other hosts", ["i-2"]],
    ["more hosts", ["i-1", "i-2"]],
    ["no hosts", []],
  ])("of %s than the reader sees: tells of none of them", (_, hostIds) => {
    expect(readLine(lineText(full), hostIds)).toMatchObject({ event: "announced", hosts: [] });
  });

  test.each(["", "hello", "1", "1|sending", "1|thawing||2026-11-21T23:00:00Z", "1|sending||soon"])(
    "what is no line is ignored: %j",
    (text) => {
      expect(readLine(text, [])).toBeUndefined();
    },
  );
});
