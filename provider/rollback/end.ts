import { momentWords } from "../lifecycle/duration";
import { failureWords, sentences, LifecycleError } from "../runtime/lifecycleError";
import { untouchedError, type Reconciler } from "./begin";
import type { Attempt } from "./model/attempt";
import type { Refusal } from "./model/action";
import { nameOfPoint } from "./model/observed";
import { doubtsOn } from "./model/standing";
import type { DiskResult } from "./model/state";
import { refusedWords } from "./preview";
import { releaseHosts } from "./steps/start";
import { momentOf } from "./steps/step";
import { Unfinished } from "./unfinished";
import {
  askReport,
  cameBack,
  downWords,
  nextStep,
  obstacleWords,
  perhapsLeftOff,
  refusalWords,
  truth,
  whatOf,
} from "./words";

/** Nothing was changed. */
export function refusal({ request, desired, observed }: Reconciler, why: Refusal): LifecycleError {
  if (why.because === "obstacles")
    return new LifecycleError(refusedWords(desired, request.state, why.obstacles, observed().hosts));
  if (why.because === "conflict")
    return new LifecycleError(
      obstacleWords(desired, [
        { rule: "conflict", property: desired.words.properties.disk, reason: refusalWords(desired, why) },
      ]),
    );
  return untouchedError(request, why.because === "noVerdict" ? why.error : refusalWords(desired, why));
}

/** Only the user can tell whether an earlier attempt has run. */
export function asked(
  { request, desired, observed, run }: Reconciler,
  names: readonly string[],
): LifecycleError {
  const doubts = doubtsOf({ desired, observed });
  return new Unfinished(
    request,
    run(),
    doubts,
    askReport(desired, observed(), doubts, { names, said: cameBack(request.state) }),
  );
}

/** What has failed, and what became of what was taken. */
export async function gaveUp(reconciler: Reconciler): Promise<LifecycleError> {
  const { request, context, desired, run, observed } = reconciler;
  const { disks } = run().pending;
  const doubts = doubtsOf(reconciler);
  const isTouched = disks.some(({ status }) => status !== "untouched" && status !== "failed");
  if (!run().released) {
    const mixed = isTouched && disks.every(isSettled);
    const contended = !isTouched && run().failure?.kind === "conflict";
    const reason = contended ? "contended" : mixed ? "mixed" : "unknown";
    reconciler.power = await releaseHosts(reconciler, () => reason);
  }
  const { power } = reconciler;
  const down = power.runs ? downWords(run().pending, momentOf(context)) : "";
  const failure = run().failure?.words ?? "";
  if (isTouched) {
    const details = [...failure.split("\n"), sentences(power.words, down), nextStep(disks)];
    return new Unfinished(request, run(), doubts, { truth: `${truth(disks)}.`, details });
  }
  const left = perhapsLeftOff(desired, observed(), run());
  const unnoted = reconciler.unnotedEnd ? failureWords(reconciler.unnotedEnd, unnotedWords(reconciler)) : "";
  return new Unfinished(request, given(reconciler), doubts, {
    truth: truthOfUnsent(reconciler, doubts),
    details: [failure, sentences(power.words, down), unnoted, left],
  });
}

/** What the journal goes on saying. */
function unnotedWords({ desired, run }: Reconciler): string {
  const asks =
    "That nothing was sent could not be noted: a run that does not know it from the state will ask what became of this one.";
  const starts = `That the ${desired.service.hostWord} was given back could not be noted: if somebody stops it now, the next rollback of its disks takes that for the stop of this one, and starts it again.`;
  const { hosts, phases } = run().pending;
  const wasSending = phases.some(({ phase }) => phase === "submit");
  return [wasSending ? asks : "", hosts.some(({ wasRunning }) => wasRunning) ? starts : ""]
    .filter(Boolean)
    .join(" ");
}

/** What has become of it is known. */
const isSettled = ({ status }: DiskResult) =>
  status === "restored" || status === "failed" || status === "untouched";

function truthOfUnsent({ desired, run }: Reconciler, [first]: readonly Attempt[]): string {
  const what = run().pending.disks.length ? whatOf(run().pending) : desired.what;
  return first
    ? `Nothing was sent now; whether the rollback of ${what} that began at ${momentWords(first.at)} has run is not known`
    : `Nothing was rolled back: ${desired.what} was not touched`;
}

/** A host that was given back is not one that the next run has to start. */
function given({ run }: Reconciler) {
  const { pending, released } = run();
  if (!released) return run();
  const hosts = pending.hosts.map((host) =>
    pending.keptOff?.includes(host.hostId) ? host : { ...host, stoppedAt: undefined },
  );
  return { ...run(), pending: { ...pending, hosts } };
}

const doubtsOf = ({ desired, observed }: Pick<Reconciler, "desired" | "observed">): Attempt[] => [
  ...new Set(observed().points.flatMap((point) => doubtsOn(desired.key, observed(), nameOfPoint(point)))),
];
