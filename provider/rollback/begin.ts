import type { CloudError } from "../client";
import { digest } from "../lifecycle/canonical";
import { awaitLeft } from "../runtime/awaitSnapshots";
import { failureReport, failureWords, lines, LifecycleError } from "../runtime/lifecycleError";
import type { Observed } from "./model/observed";
import { beginRun } from "./model/beginRun";
import { sawAgain } from "./model/run";
import { isOpen } from "./model/state";
import { observe } from "./observe";
import type { RollbackRequest } from "./request";
import type { Resolved } from "./resolve";
import type { Released } from "./steps/start";
import { momentOf, type Step } from "./steps/step";
import { wayBackWords } from "./words";

/** A run under way: a step, and what the run has seen last. */
export interface Reconciler extends Step {
  readonly request: RollbackRequest;
  observed(): Observed;
  /** Changes what is known without a look: what this run has just done itself. */
  amend(change: (observed: Observed) => Observed): void;
  /** Looks at everything once more. */
  look(): Promise<void>;
  /** Why it could not be noted that nothing was sent. */
  unnotedEnd?: CloudError | undefined;
  /** What became of the hosts. */
  power: Released;
}

/** The first look. It changes nothing, and neither does its failure. */
export async function begin(request: RollbackRequest, resolved: Resolved): Promise<Reconciler> {
  const { context, desired, state } = request;
  const { service, regionId, policy } = desired;
  const disks = resolved.points.map(({ disk }) => disk);
  const left = { regionId, disks, timeout: policy.timeouts.snapshot };
  await untouched(request, awaitLeft(context, service, left));
  context.log.progress("checking disk, snapshot and host");
  let observed = await untouched(request, observe(context, desired, { state, resolved }));
  const startedAt = momentOf(context);
  const attempt = attemptName(context.urn, startedAt, context.random());
  let run = beginRun(desired, observed, { attempt, now: startedAt, pending: state.pending });
  return {
    ...{ request, context, desired },
    power: { words: "", keptOff: [], runs: false },
    run: () => run,
    tell: (change) => void (run = change(run)),
    observed: () => observed,
    amend: (change) => void (observed = change(observed)),
    look: async () => {
      const known = { state, resolved: { ...resolved, obstacles: [] }, own: attempt, begun: run.begun };
      observed = await observe(context, desired, known);
      run = sawAgain(run, observed);
    },
  };
}

/** Six letters that no other attempt has. */
const attemptName = (urn: string, at: string, chance: number): string =>
  BigInt(`0x${digest({ urn, at, chance }, 12)}`)
    .toString(36)
    .padStart(6, "0")
    .slice(-6);

export async function untouched<Value>(
  { desired, state }: RollbackRequest,
  looking: Promise<Value>,
): Promise<Value> {
  try {
    return await looking;
  } catch (error) {
    throw untouchedError({ desired, state }, error);
  }
}

/** A look has failed: nothing was changed. */
export function untouchedError(
  { desired, state: { pending } }: Pick<RollbackRequest, "desired" | "state">,
  error: unknown,
): LifecycleError {
  if (pending?.key !== desired.key || !isOpen(pending))
    return new LifecycleError(
      failureReport(`Nothing was changed: ${desired.what} was not rolled back`, error),
    );
  return new LifecycleError(
    lines({
      truth: `What became of ${desired.what} could not be looked into. Nothing was sent`,
      details: [wayBackWords(pending), failureWords(error, "")],
    }),
  );
}
