import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CheckFailed, createChecks } from "../../../tools/start/checks.mjs";
import { readEvents } from "../../../tools/start/events.mjs";
import { createScreen } from "../../../tools/start/screen.mjs";

function recorded(terminal: { isTTY?: boolean; columns?: number } = {}, environment = {}) {
  const written: string[] = [];
  const screen = createScreen({ write: (text) => written.push(text), ...terminal }, environment);
  return { screen, text: () => written.join("") };
}

describe("checks", () => {
  test("checks: what is as it must be is counted and shown", () => {
    const { screen, text } = recorded();
    const checks = createChecks(screen);
    checks.same("the disk holds", "good", "good");
    checks.same("calls", ["StopInstance", "ResetDisk"], ["StopInstance", "ResetDisk"]);
    checks.says("the plan", "writes since noon\n  will be lost", /since .+ will be lost/s);
    checks.demand();
    expect(checks.passed()).toBe(3);
    expect(text()).toContain(`ok      the disk holds: "good"`);
  });

  test("checks: a failed one says what was expected and what was seen, and ends the story", () => {
    const { screen, text } = recorded();
    const checks = createChecks(screen);
    checks.same("resets", 2, 1);
    checks.same("calls", [], ["ResetDisk"]);
    checks.says("why", "no reason", /has already run/);
    expect(text()).toContain("FAILED  resets: expected 1, seen 2");
    expect(text()).toContain("FAILED  calls: expected ResetDisk, seen none");
    expect(text()).toContain(`FAILED  why: expected words like /has already run/, seen "no reason"`);
    expect(() => checks.demand()).toThrow(new CheckFailed("3 of 3 checks failed"));
  });
});

describe("screen", () => {
  test("screen: words are wrapped to 80 columns, and chapters are as wide", () => {
    const { screen, text } = recorded();
    screen.chapter("1. A restore point");
    screen.say("word ".repeat(40));
    const lines = text().split("\n");
    expect(Math.max(...lines.map(({ length }) => length))).toBe(80);
    expect(lines.filter((line) => line.startsWith("word"))).toHaveLength(3);
  });

  test("screen: a check that passed is wrapped too, below its own words; one that failed is not", () => {
    const { screen, text } = recorded();
    screen.good(`calls: ${"ResetDisk, ".repeat(10)}`);
    screen.bad("x".repeat(90));
    const [first = "", second = "", third] = text().split("\n");
    expect(first).toMatch(/^ {2}ok {6}calls: ResetDisk,/);
    expect(second).toMatch(/^ {10}ResetDisk,/);
    expect(Math.max(first.length, second.length)).toBeLessThanOrEqual(80);
    expect(third).toBe(`  FAILED  ${"x".repeat(90)}`);
  });

  test("screen: colours only for a terminal that wants them", () => {
    const bold = "\u001b[1m";
    const chapter = (terminal: object, environment = {}) => {
      const { screen, text } = recorded(terminal, environment);
      screen.chapter("The end");
      return text();
    };
    expect(chapter({ isTTY: true })).toContain(bold);
    expect(chapter({ isTTY: true }, { NO_COLOR: "1" })).not.toContain(bold);
    expect(chapter({})).not.toContain(bold);
  });

  test("screen: a terminal is narrow below 140 columns, and a log never is", () => {
    expect(recorded({ isTTY: true, columns: 139 }).screen.isNarrow).toBe(true);
    expect(recorded({ isTTY: true, columns: 140 }).screen.isNarrow).toBe(false);
    expect(recorded({ columns: 80 }).screen.isNarrow).toBe(false);
  });
});

describe("readEvents", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "events-test-"));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  test("readEvents: gives the summary's changes, and what was said to people without marks of colour", async () => {
    const file = join(folder, "events.jsonl");
    const events = [
      { diagnosticEvent: { severity: "debug", message: "RegisterResource RPC" } },
      { diagnosticEvent: { severity: "info", message: "<{%fg 2%}>will roll back<{%reset%}> d-1" } },
      { summaryEvent: { resourceChanges: { same: 3 } } },
    ];
    await writeFile(file, events.map((event) => `${JSON.stringify(event)}\n`).join(""));
    expect(await readEvents(file)).toEqual({ changes: { same: 3 }, messages: "will roll back d-1" });
  });

  test("readEvents: a run that wrote none told nothing", async () => {
    expect(await readEvents(join(folder, "none.jsonl"))).toEqual({ changes: {}, messages: "" });
  });
});
