import { describe, expect, test } from "vitest";
import { decideResumption, type CutShort, type Doubt } from "../../../provider/lifecycle/decideResumption";
import type { DiskResult } from "../../../provider/lifecycle/rollbackState";

const disk = (diskId: string, status: DiskResult["status"]): DiskResult => ({
  diskId,
  snapshotId: `s-${diskId}`,
  status,
  receiptBefore: "none",
});
const back = disk("d-back", "restored");
const accepted = disk("d-accepted", "submitted");
const refused = disk("d-refused", "failed");
const untouched = disk("d-untouched", "untouched");
const unknown = disk("d-unknown", "unknown");

/** Nobody knows whether it has run, and a host has run since. */
const doubtful: CutShort = { disks: [unknown], hostsStopped: true, ranSince: true, recognised: false };
const answers = ["ask", "assumeDone", "retry"] as const;

/** What comes of it with each answer. */
const decided = (found: CutShort) =>
  answers.map((answer) => {
    const resumption = decideResumption(found, answer);
    return resumption.kind === "ask" ? "ask" : resumption.doubt;
  });
/** The names of what stays as it is, and of what is sent again. */
const parts = (found: CutShort, answer: (typeof answers)[number] = "ask") => {
  const resumption = decideResumption(found, answer);
  if (resumption.kind === "ask") return resumption.unknown.map(({ diskId }) => diskId);
  return [resumption.settled, resumption.sent].map((disks) => disks.map(({ diskId }) => diskId));
};

describe("a run that was cut short after its request", () => {
  test.each<[string, CutShort, Doubt | readonly (Doubt | "ask")[]]>([
    ["accepted: is waited for", { ...doubtful, disks: [accepted] }, "none"],
    ["back", { ...doubtful, disks: [back] }, "none"],
    ["refused", { ...doubtful, disks: [refused, back] }, "none"],
    ["unknown, its host ran since", doubtful, ["ask", "assumed", "retried"]],
    [
      "unknown, its host ran since, and its token is known",
      { ...doubtful, recognised: true },
      ["ask", "assumed", "retried"],
    ],
    [
      "unknown, nobody can tell whether its host ran",
      { ...doubtful, ranSince: undefined },
      ["ask", "assumed", "retried"],
    ],
    [
      "unknown, nobody can tell whether its host ran, and its token is known",
      { ...doubtful, ranSince: undefined, recognised: true },
      ["recognised", "assumed", "recognised"],
    ],
    [
      "unknown, nothing was written since",
      { ...doubtful, ranSince: false },
      ["unwritten", "assumed", "unwritten"],
    ],
    [
      "unknown, its token is known, and its host is not stopped",
      { ...doubtful, ranSince: undefined, recognised: true, hostsStopped: false },
      ["ask", "assumed", "retried"],
    ],
  ])("%s", (_, found, expected) => {
    expect(decided(found)).toEqual(typeof expected === "string" ? answers.map(() => expected) : expected);
  });

  test("what was refused or not sent is sent again; what is back or accepted is not", () => {
    const disks = [back, refused, accepted, untouched];
    for (const answer of answers)
      expect(parts({ ...doubtful, disks }, answer)).toEqual([
        ["d-back", "d-accepted"],
        ["d-refused", "d-untouched"],
      ]);
  });

  test("of which nobody knows: goes with what was refused, or is asked about, or counts as back", () => {
    const disks = [back, refused, unknown];
    expect(parts({ ...doubtful, disks })).toEqual(["d-unknown"]);
    expect(parts({ ...doubtful, disks }, "retry")).toEqual([["d-back"], ["d-refused", "d-unknown"]]);
    expect(parts({ ...doubtful, disks, ranSince: false })).toEqual([["d-back"], ["d-refused", "d-unknown"]]);
    expect(parts({ ...doubtful, disks }, "assumeDone")).toEqual([["d-back", "d-unknown"], ["d-refused"]]);
    expect(decideResumption({ ...doubtful, disks }, "assumeDone")).toMatchObject({
      settled: [{ status: "restored" }, { status: "restored" }],
    });
  });

  test("another request than the one that may have run: its receipt of before proves nothing any more", () => {
    expect(decideResumption(doubtful, "retry")).toMatchObject({ sent: [{ receiptBefore: undefined }] });
    expect(decideResumption({ ...doubtful, ranSince: false }, "retry")).toMatchObject({
      sent: [{ receiptBefore: "none" }],
    });
  });
});
