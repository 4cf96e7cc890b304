import { CloudError, troubleOf, type CloudRequest } from "../client";
import { durationMs } from "../lifecycle/duration";
import type { HostFacts } from "../lifecycle/facts";
import type { Context } from "../runtime/context";
import { failureWords } from "../runtime/lifecycleError";
import type { DesiredRollback } from "./model/desired";
import type { Denied, Observed } from "./model/observed";

/**
 * What the caller may not do to the hosts, as far as the cloud tells it in a dry run: it is asked before anything is stopped,
 * since a machine that may not be started again stays off.
 */
export async function deniedPower(
  context: Context,
  desired: DesiredRollback,
  { hosts }: Pick<Observed, "hosts">,
): Promise<Denied[]> {
  const answers = await Promise.all(
    hosts.flatMap((host) => triesOn(desired, host)).map((one) => denialOf(context, one)),
  );
  return answers.flat();
}

interface Try {
  readonly subject: string;
  readonly property: string;
  readonly words: string;
  readonly request: CloudRequest<unknown>;
}

function triesOn(
  { service, regionId, policy }: DesiredRollback,
  { hostId, state }: HostFacts,
): readonly Try[] {
  const runs = state !== "stopped";
  const isFoundFit = !runs || policy.whenRunning !== "fail";
  const stop =
    runs && policy.whenRunning === "stop"
      ? service.tryStopHost?.(regionId, hostId, { force: policy.forceStop })
      : undefined;
  const starts = policy.startAfter === "always" || (runs && policy.startAfter === "asBefore");
  const start = starts && isFoundFit ? service.tryStartHost?.(regionId, hostId) : undefined;
  const host = `${service.hostWord} ${hostId}`;
  return [
    ...(stop
      ? [
          {
            ...{ subject: hostId, property: "whenRunning", request: stop },
            words: `this caller may not stop the ${host}`,
          },
        ]
      : []),
    ...(start
      ? [
          {
            ...{ subject: hostId, property: "startAfter", request: start },
            words: `this caller may not start the ${host} afterwards`,
          },
        ]
      : []),
  ];
}

/** Whatever else it answers, such as that the host does not stand that way now, the caller may. */
async function denialOf(context: Context, { subject, property, words, request }: Try): Promise<Denied[]> {
  try {
    const deadline = context.clock.now() + durationMs("2m");
    await context.cloud.call(request, { signal: context.signal, deadline });
  } catch (error) {
    if (!(error instanceof CloudError) || error.kind === "cancelled") throw error;
    const trouble = troubleOf(error.kind);
    if (trouble === "configuration") throw error;
    if (trouble === "denied")
      return [{ subject, property, action: request.action, reason: `${words}: ${failureWords(error, "")}` }];
  }
  return [];
}
