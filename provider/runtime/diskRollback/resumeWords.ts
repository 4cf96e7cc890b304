import type { Doubt, Resumption } from "../../lifecycle/decideResumption";
import { momentWords } from "../../lifecycle/duration";
import { diskKey } from "../../lifecycle/facts";
import { findings } from "../../lifecycle/findings/findings";
import { goalWords } from "../../lifecycle/goal";
import { planWords } from "../../lifecycle/planWords";
import { goalOf, referenceOf, type DiskResult } from "../../lifecycle/rollbackState";
import type { Sight } from "../../lifecycle/sight";
import type { Report } from "../lifecycleError";
import type { CutRun, Outlook } from "./outlook";
import type { Preflight } from "./preflight";
import { truth } from "./restore";
import { waitStopped } from "./stopped";
import { obstacleWords } from "./words";

type Told = Pick<CutRun, "wish" | "pending">;
type GoOn = Extract<Resumption, { kind: "goOn" }>;

/** What preview says of a run that was cut short after its request, and that goes on. */
export function resumeWords(cut: Told, resumption: GoOn, outlook: Outlook): string {
  const { sending } = outlook;
  return (sending ? sentWords(cut, resumption, outlook, sending) : waitWords(cut, resumption)).join("\n  ");
}

/** Nothing is sent: what is left to do. */
function waitWords({ wish, pending }: Told, { doubt, settled }: GoOn): string[] {
  return [
    ...leftWords(wish.what, pending.disks, { doubt, settled }),
    ...stoppedWords(wish, pending.hosts),
    ...savedWords(pending),
  ];
}

function stoppedWords({ service, policy }: CutRun["wish"], hosts: Outlook["hosts"]): string[] {
  const then = policy.startAfter === "never" ? "and it stays stopped" : "and it is started again";
  return hosts
    .filter(({ wasRunning, stoppedAt }) => wasRunning && stoppedAt !== undefined)
    .map(({ hostId }) => `${service.hostWord} ${hostId}: an earlier run has stopped it, ${then}`);
}

function leftWords(
  what: string,
  before: readonly DiskResult[],
  { doubt, settled }: Pick<GoOn, "doubt" | "settled">,
): string[] {
  if (doubt === "assumed")
    return [`the rollback of ${what} was cut short:`, "it is recorded as done, and nothing is sent"];
  if (before.some(({ status }) => status === "unknown"))
    return [
      `the rollback of ${what} was cut short:`,
      "its request has arrived: it is waited for, and nothing is sent",
    ];
  return settled.every(({ status }) => status === "restored")
    ? [`the rollback of ${what} is done, and its end is not recorded yet`]
    : [`the rollback of ${what} is under way: it is waited for, and nothing is sent`];
}

function sentWords(
  { wish, pending }: Told,
  { doubt, settled }: GoOn,
  { saved, disks, hosts }: Outlook,
  { sight }: Preflight,
): string[] {
  const ranBefore = new Set(hosts.flatMap(({ hostId, wasRunning }) => (wasRunning ? [hostId] : [])));
  const elsewhere = hosts.filter(({ hostId }) => !sight.hosts.some((host) => host.hostId === hostId));
  const plan = planWords(wish.policy, sight, {
    hostWord: wish.service.hostWord,
    findings: findings(sight, wish.service),
    saved: saved ? wayBack(pending) : [],
    ranBefore: ({ hostId }) => ranBefore.has(hostId),
  });
  const before = [
    ...settled.map((disk) => settledWords(disk, disks)),
    ...stoppedWords(wish, elsewhere),
    ...(saved ? [] : savedWords(pending)),
  ];
  return againWords(doubt, before, plan);
}

/** Why something may be sent again, and the plan of it. The plan names the disks. */
const againWords = (doubt: Doubt, before: readonly string[], plan: string): string[] => [
  "an earlier run was cut short after its request:",
  ...before,
  ...sentBecause[doubt],
  plan,
];

/** The same of a run that the journal tells of, and the state does not. */
export const foundAgainWords = ({ service }: CutRun["wish"], plan: string): string =>
  againWords(service.rollbackToken ? "recognised" : "unwritten", [], plan).join("\n  ");

function settledWords(disk: DiskResult, before: readonly DiskResult[]): string {
  const name = diskKey(referenceOf(disk));
  const found = before.find((one) => diskKey(referenceOf(one)) === name);
  if (found?.status === "unknown") return `${name} is recorded as done, as onInterrupted says`;
  return disk.status === "restored" ? `${name} is back, and stays as it is` : `${name} is waited for`;
}

const sentBecause: Readonly<Record<Doubt, readonly string[]>> = {
  none: ["what was not rolled back is sent again, and then:"],
  unwritten: [
    "it may have run, and nothing was written since;",
    "if that stays so it is sent again, and then:",
  ],
  recognised: [
    "it may have run; it is sent again with its token, by which the cloud knows it; if it has never arrived:",
  ],
  assumed: ["what was not rolled back is sent again, and then:"],
  retried: ["it may have run; it is sent again, as onInterrupted says, and then:"],
};

const savedWords = (pending: Told["pending"]): string[] => {
  const ids = wayBack(pending);
  return ids.length ? [`the present of then was saved in ${ids.join(", ")}`] : [];
};

const wayBack = ({ safety }: Told["pending"]): string[] =>
  safety?.snapshotGroupId !== undefined
    ? [safety.snapshotGroupId]
    : (safety?.snapshots.map(({ snapshotId }) => snapshotId) ?? []);

/** What preview says of it where the cloud cannot be asked. */
export const unseenWords = ({ what }: CutRun["wish"]): string =>
  `the rollback of ${what} was cut short:\n  it will be looked into before anything is sent`;

/** What the run asks that nobody but the user can answer. */
export function doubtReport(
  { wish, pending }: Told,
  { unknown }: Extract<Resumption, { kind: "ask" }>,
  sight: Sight | undefined,
): Report {
  const names = unknown.map((disk) => diskKey(referenceOf(disk))).join(", ");
  // Disks that went together have one answer.
  const said = [...new Set(unknown.map(({ errorMessage }) => errorMessage))].filter(Boolean).join(" ");
  return {
    truth: `The rollback of ${wish.what} was sent at ${momentWords(pending.submittedAt ?? pending.startedAt)} and it is not known whether it ran on ${names}. Nothing was sent now`,
    details: [
      waitStopped({ wish, pending }, sight?.hosts ?? []),
      said && `What came back then: ${said}`,
      `Look at the disk. If it holds the snapshot's content, set onInterrupted: "assumeDone"; if not, "retry" rolls back again and loses what was written since`,
    ],
  };
}

/** Why nothing is sent again now: what is true of the disks comes first. */
export const refusalReport = (
  { wish, pending }: Told,
  { sent }: GoOn,
  { sight, obstacles }: Preflight,
): Report => ({
  truth: truth(pending.disks),
  details: [
    obstacleWords({ what: goalWords(goalOf({ disks: [...sent] })) }, obstacles),
    waitStopped({ wish, pending }, sight.hosts),
  ],
});
