import { isRefused } from "../../lifecycle/decideResumption";
import type { HostFacts } from "../../lifecycle/facts";
import { wasStartedBetween } from "../../lifecycle/hostRuns";
import type { Run } from "./run";

/** Why a host is given back. */
export type Why = "asFound" | "finished" | "unknown" | "contended";
export type PendingHost = Run["pending"]["hosts"][number];

export const nameOf = ({ wish }: Run, { hostId }: PendingHost) => `${wish.service.hostWord} ${hostId}`;

export function startedWords(run: Run, host: PendingHost, wanted: boolean): string {
  const name = nameOf(run, host);
  if (!wanted) return `The ${name} runs again, because another rollback of one of its disks wanted it to`;
  return host.wasRunning ? `The ${name} runs again` : `The ${name} was started`;
}

/** Somebody may have started it meanwhile: a look tells, where it can be had. */
const lookAt = ({ context, wish }: Run, { hostId }: PendingHost) =>
  context.reads.host(wish.service, wish.regionId, hostId).catch(() => undefined);

export async function keptOffWords(run: Run, host: PendingHost, why: Why): Promise<string> {
  const name = nameOf(run, host);
  const found = await lookAt(run, host);
  // One that an earlier run, or somebody, has just started will run in a moment.
  const runs = found?.state === "running" || found?.statusWord === "Starting";
  const stays = host.wasRunning ? "ran before and stays stopped" : "stays stopped";
  if (why === "contended")
    return runs
      ? `The ${name} runs`
      : `The ${name} ${stays}, because another rollback is under way there: whichever ends last starts it`;
  const state = isMixed(run)
    ? "only some of its disks are rolled back"
    : "the state of its disk is not known";
  return runs ? `The ${name} runs, though ${state}` : `The ${name} ${stays}, because ${state}`;
}

/** What became of each disk is known. */
const isMixed = ({ resumed, pending: { mayHaveRun, disks } }: Run): boolean => {
  const areBack = disks.map(({ status }) => status === "restored");
  // What is sent again is only of those that are not.
  const some = resumed || areBack.includes(true);
  return !mayHaveRun && some && disks.every((disk, index) => areBack[index] || isRefused(disk));
};

export async function leftOffWords(run: Run, host: PendingHost): Promise<string> {
  const found = await lookAt(run, host);
  return found?.state === "stopped" ? `The ${nameOf(run, host)} stays stopped, as startAfter says` : "";
}

/** Its stop was refused, or it never came to that. */
export async function goesOnWords(run: Run, host: PendingHost): Promise<string> {
  const found = await lookAt(run, host);
  return found?.state === "running" ? foundRunningWords(run, host, found) : "";
}

/** There was nothing to start: a look tells why. */
export const runsWords = async (run: Run, host: PendingHost): Promise<string> =>
  foundRunningWords(run, host, await lookAt(run, host));

function foundRunningWords(run: Run, host: PendingHost, found: HostFacts | undefined): string {
  const name = nameOf(run, host);
  const started = wasStartedBetween(host, found ?? { startedAt: undefined }, run.pending.phases);
  return started ? `The ${name} runs: it was started in between` : `The ${name} goes on running`;
}
