import { describe, expect, test } from "vitest";
import {
  decideInterrupted,
  type Evidence,
  type NextStep,
} from "../../../provider/lifecycle/decideInterrupted";
import type { JournalEntry } from "../../../provider/lifecycle/journal";

const entry = (phase: JournalEntry["phase"]): JournalEntry => ({
  phase,
  ranBefore: ["i-1"],
  at: "2026-11-20T12:00:00Z",
});

/** Noted as about to be sent, and nothing to be seen of it. */
const intent: Evidence = {
  entry: entry("intent"),
  changing: false,
  aimedElsewhere: false,
  otherSent: false,
  receipt: false,
  hostsStopped: true,
  ranSince: false,
  recognised: false,
};
const answers = ["ask", "assumeDone", "retry"] as const;

/** What comes of it with each answer, in the order above; one word where the answer says nothing. */
type Row = [found: string, evidence: Evidence, then: NextStep | readonly [NextStep, NextStep, NextStep]];

const asked = ["ask", "adopt", "first"] as const;
/** Who says that it has run is believed, and nothing is sent. */
const lossless = ["again", "adopt", "again"] as const;

const rows: Row[] = [
  ["no entry for this key", { ...intent, entry: undefined }, "first"],
  ["no entry, and the disk is changing", { ...intent, entry: undefined, changing: true }, "first"],
  ["a host about to be stopped: nothing was sent", { ...intent, entry: entry("stopping") }, "first"],
  [
    "a host about to be stopped, and it has run since",
    { ...intent, entry: entry("stopping"), hostsStopped: false, ranSince: true },
    "first",
  ],
  ["done", { ...intent, entry: entry("done") }, "adopt"],
  ["done, and the disk is changing", { ...intent, entry: entry("done"), changing: true }, "adopt"],
  ["done, and a host has run since", { ...intent, entry: entry("done"), ranSince: true }, "adopt"],
  ["intent, the disk is changing", { ...intent, changing: true }, "await"],
  [
    "intent, the disk is changing, though a host has run since",
    { ...intent, changing: true, hostsStopped: false, ranSince: true },
    "await",
  ],
  [
    "intent, the disk is changing, and an older receipt is there",
    { ...intent, changing: true, receipt: true },
    "await",
  ],
  [
    "intent, the disk is changing, and another rollback was sent since",
    { ...intent, changing: true, otherSent: true, ranSince: true },
    "ask",
  ],
  [
    "intent, to another snapshot than is found now",
    { ...intent, aimedElsewhere: true, ranSince: false },
    asked,
  ],
  ["intent, the cloud tells that it ran", { ...intent, receipt: true }, "adopt"],
  [
    "intent, the cloud tells that it ran, and a host has run since",
    { ...intent, receipt: true, hostsStopped: false, ranSince: true },
    "adopt",
  ],
  [
    "intent, the cloud tells that it ran, and another rollback was sent since",
    { ...intent, receipt: true, otherSent: true, ranSince: true },
    asked,
  ],
  ["intent, the host stopped and not started since", intent, lossless],
  ["intent, the host has run since and is stopped again", { ...intent, ranSince: true }, asked],
  ["intent, the host runs", { ...intent, hostsStopped: false, ranSince: true }, asked],
  [
    "intent, the host runs, and nothing tells since when",
    { ...intent, hostsStopped: false, ranSince: undefined },
    asked,
  ],
  ["intent, the host stopped, and nothing tells whether it ran", { ...intent, ranSince: undefined }, asked],
  [
    "intent with a token, the host stopped, and nothing tells whether it ran",
    { ...intent, recognised: true, ranSince: undefined },
    lossless,
  ],
  ["intent with a token, the host has run since", { ...intent, recognised: true, ranSince: true }, asked],
  [
    "intent with a token, the host runs",
    { ...intent, recognised: true, hostsStopped: false, ranSince: undefined },
    asked,
  ],
];

describe.each(rows)("an earlier run's traces: %s", (_, evidence, then) => {
  test.each(answers)("%s", (onInterrupted) => {
    const expected = typeof then === "string" ? then : then[answers.indexOf(onInterrupted)];
    expect(decideInterrupted(evidence, onInterrupted)).toBe(expected);
  });
});
