import { describe, expect, test } from "vitest";
import type { RollbackPolicy } from "../../../provider/lifecycle/inputs/diskRollback";
import { decide } from "../../../provider/rollback/model/decide";
import type { Observed } from "../../../provider/rollback/model/observed";
import type { Run } from "../../../provider/rollback/model/run";
import { services } from "../../../provider/services";
import { someDisk, someHost, someObserved, somePoint, somePolicy } from "../lifecycle/facts";
import { otherKey, someAttempt, someDesired, someRun } from "./attempts";

interface Case {
  readonly observed?: Partial<Observed>;
  readonly policy?: Partial<RollbackPolicy>;
  readonly run?: Partial<Run>;
}

function decided({ observed = {}, policy = {}, run = {} }: Case, service: keyof typeof services = "ecs") {
  const desired = someDesired({ service: services[service], policy: somePolicy(policy) });
  const seen = someObserved(observed);
  return decide(desired, seen, someRun(desired, seen, run));
}

const running = [someHost({ state: "running", statusWord: "Running" })];
const failure = { kind: "failed", words: "it failed" } as const;
/** A dead attempt of the same rollback that may have run, long after the host was last started. */
const doubt = someAttempt("sending", { inState: true });
const startedSince = [someHost({ startedAt: "2026-11-20T18:00:00Z" })];
const savedByIt = someAttempt("sending", {
  safety: [
    { disk: "d-1", snapshotId: "s-safety", status: "accomplished", creationTime: "2026-11-20T17:40:05Z" },
  ],
});
/** Another run of the same rollback is at work: one disk is accepted, and the other one about to be sent. */
const halfSent = {
  points: [somePoint(), somePoint({ reference: { diskId: "d-2" }, snapshotId: "s-2" })],
  attempts: [
    someAttempt("accepted", {
      disks: [
        { disk: "d-1", snapshotId: "s-1", event: "accepted", sequence: 2 },
        { disk: "d-2", snapshotId: "s-2", event: "sending", sequence: 2 },
      ],
    }),
  ],
};
const isReady: Partial<Run> = { noted: "sending", saved: true, held: true, begun: true };

const rows: [string, Case, object][] = [
  ["failed: gives the hosts back", { run: { failure } }, { rule: "failed", do: "start", reason: "asFound" }],
  [
    "failed, hosts given back: withdraws its line",
    { run: { failure, released: true, noted: "stopping" } },
    { rule: "failed", do: "note", event: "withdrawn" },
  ],
  [
    "failed, withdrawn: ends",
    { run: { failure, released: true, noted: "withdrawn" } },
    { rule: "failed", do: "end" },
  ],
  [
    "failed, and another run of the same rollback is at work on the rest: waits for it",
    { observed: halfSent, run: { failure, seen: {} } },
    { rule: "failed", do: "yield", to: { attempt: "mmmmmm" } },
  ],
  [
    "failed, and it has waited for that one as long as it may: ends",
    { observed: halfSent, run: { failure, seen: {}, released: true } },
    { rule: "failed", do: "end" },
  ],
  [
    "failed as it was about to send, and another one is at work: says first that it has sent nothing",
    {
      observed: { attempts: [someAttempt("sending", { key: otherKey })] },
      run: { failure, seen: {}, noted: "sending" },
    },
    { rule: "failed", do: "note", event: "stopping" },
  ],
  [
    "restored by another attempt that is done: is adopted",
    { observed: { attempts: [someAttempt("released")] } },
    { rule: "restored", do: "start", reason: "adopted" },
  ],
  [
    "restored by another attempt, hosts left alone: finishes with that one",
    { observed: { attempts: [someAttempt("released")] }, run: { released: true } },
    { rule: "restored", do: "finish", adopted: { attempt: "mmmmmm" } },
  ],
  [
    "conflict: another attempt that is sending is waited for",
    { observed: { attempts: [someAttempt("sending", { key: otherKey })] }, run: { seen: {} } },
    { rule: "conflict", do: "yield", to: { key: otherKey } },
  ],
  [
    "conflict: one that is about to send steps back first",
    {
      observed: { attempts: [someAttempt("sending", { key: otherKey })] },
      run: { seen: {}, noted: "sending" },
    },
    { rule: "conflict", do: "note", event: "stopping" },
  ],
  [
    "may-have-run, and written to since: asks",
    { observed: { attempts: [doubt], hosts: startedSince } },
    { rule: "may-have-run", do: "ask", disks: ["d-1"] },
  ],
  [
    "may-have-run, with assumeDone: takes it as done",
    { observed: { attempts: [doubt], hosts: startedSince }, policy: { onInterrupted: "assumeDone" } },
    { rule: "may-have-run", do: "assume", disks: ["d-1"] },
  ],
  [
    "may-have-run, with retry: goes on",
    { observed: { attempts: [doubt], hosts: startedSince }, policy: { onInterrupted: "retry" } },
    { rule: "announced", do: "note" },
  ],
  [
    "may-have-run, and nothing was written since: goes on",
    { observed: { attempts: [doubt] } },
    { rule: "announced", do: "note" },
  ],
  [
    "under-way: an accepted one is waited for",
    { observed: { attempts: [someAttempt("accepted")] } },
    { rule: "under-way", do: "await", disks: ["d-1"] },
  ],
  [
    "saved-before: what the doubtful attempt has saved still is the present",
    { observed: { attempts: [savedByIt] } },
    { rule: "saved-before", do: "keepSaved", by: { attempt: "mmmmmm" } },
  ],
  [
    "refused: an obstacle, before anything was changed",
    { observed: { hosts: running } },
    { rule: "refused", do: "refuse", why: { because: "obstacles" } },
  ],
  [
    "refused: an obstacle, after something was changed",
    { observed: { points: [somePoint({ disk: undefined })] }, run: { begun: true } },
    { rule: "refused", do: "giveUp", why: { because: "obstacles" } },
  ],
  [
    "refused: after a conflict it asks first",
    {
      observed: {
        conflict: {
          key: someDesired().key,
          rivalKey: otherKey,
          at: "2026-11-20T18:00:00Z",
          snapshotIds: ["s-2"],
        },
      },
    },
    { rule: "refused", do: "refuse", why: { obstacles: [{ rule: "stood-back" }] } },
  ],
  [
    "announced: the first line stands before all else",
    {},
    { rule: "announced", do: "note", event: "announced" },
  ],
  [
    "announced: as stopping, where a host will be stopped",
    { observed: { hosts: running }, policy: { whenRunning: "stop" } },
    { rule: "announced", do: "note", event: "stopping" },
  ],
  [
    "unsaved-before-stop: saves while the host runs",
    {
      observed: { hosts: running },
      policy: { whenRunning: "stop", safetySnapshot: { retentionDays: 14, when: "beforeStop" } },
      run: { noted: "stopping" },
    },
    { rule: "unsaved-before-stop", do: "save", disks: ["d-1"] },
  ],
  [
    "host-runs: is stopped",
    {
      observed: { hosts: running },
      policy: { whenRunning: "stop" },
      run: { noted: "stopping", begun: true },
    },
    { rule: "host-runs", do: "stop", hosts: ["i-1"] },
  ],
  [
    "host-runs again since the present was saved: gives up",
    { observed: { hosts: running }, policy: { whenRunning: "stop" }, run: { ...isReady, noted: "stopping" } },
    { rule: "host-runs", do: "giveUp", why: { because: "started", hostId: "i-1" } },
  ],
  [
    "unsaved: saves the present",
    { run: { noted: "announced", held: true, begun: true } },
    { rule: "unsaved", do: "save", disks: ["d-1"] },
  ],
  [
    "ready: says so first",
    { run: { ...isReady, noted: "announced" } },
    { rule: "ready", do: "note", event: "sending" },
  ],
  ["ready: looks after that", { run: { ...isReady, looked: false } }, { rule: "ready", do: "look" }],
  ["ready: looks until it sees its own line", { run: isReady }, { rule: "ready", do: "look" }],
  [
    "ready: sends",
    { run: isReady, observed: { ownLines: { "d-1": 0 } } },
    { rule: "ready", do: "send", disks: ["d-1"] },
  ],
  [
    "ready, but the host was started since: gives up",
    {
      run: { ...isReady, startedAt: { "i-1": "2026-11-19T09:00:00Z" } },
      observed: { ownLines: { "d-1": 0 } },
    },
    { rule: "ready", do: "giveUp", why: { because: "started", hostId: "i-1" } },
  ],
  [
    "ready, but the disk was moved since: gives up",
    {
      run: { ...isReady, movedAt: { "d-1": undefined } },
      observed: {
        ownLines: { "d-1": 0 },
        points: [somePoint({ disk: someDisk({ movedAt: "2026-11-20T18:39:00Z" }) })],
      },
    },
    { rule: "ready", do: "giveUp", why: { because: "moved", disk: "d-1" } },
  ],
];

describe("what a run does next", () => {
  test.each(rows)("%s", (_, given, action) => {
    expect(decided(given)).toMatchObject(action);
  });

  test("without lines (ecd) it sends after one look", () => {
    const run = { ...isReady, noted: undefined };
    expect(decided({ run: { ...run, looked: false } }, "ecd")).toMatchObject({ rule: "ready", do: "look" });
    expect(decided({ run }, "ecd")).toMatchObject({ rule: "ready", do: "send" });
  });
});
