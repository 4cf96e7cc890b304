import { durationMs, durationWords } from "../lifecycle/duration";
import { pointOfGroup, pointOfSnapshot, pointWord, type RestorePoint } from "../lifecycle/restorePoint";
import { snapshotVerdict, type WaitFor } from "../lifecycle/snapshotVerdict";
import type { Service } from "../services";
import type { Context } from "./context";
import type { Verdict } from "./poller";
import type { Looks } from "./reads";

export interface PointWait {
  readonly regionId: string;
  readonly kind: RestorePoint["kind"];
  readonly id: string;
  readonly waitFor: WaitFor;
  readonly timeout: string;
  /** What it is taken for, where messages are to say so. */
  readonly purpose?: "safety" | undefined;
  /** Return undefined, instead of waiting on, where it is not listed for so long that it must have been deleted before. */
  readonly giveUpUnlisted: boolean;
}

export async function readPoint(
  { reads }: { readonly reads: Looks },
  service: Service,
  { regionId, kind, id }: Pick<PointWait, "regionId" | "kind" | "id">,
): Promise<RestorePoint | undefined> {
  if (kind === "group") {
    const group = await reads.group(service, regionId, id);
    return group && pointOfGroup(group);
  }
  const snapshot = await reads.snapshot(service, regionId, id);
  return snapshot && pointOfSnapshot(snapshot);
}

export function waitForPoint(
  context: Context,
  service: Service,
  wait: PointWait,
): Promise<RestorePoint | undefined> {
  let listed = false;
  let unlistedSince: number | undefined;
  return context.poller.wait<RestorePoint | undefined>({
    lane: `${context.cloud.account}/${wait.regionId}/${service.name}/${wait.kind}`,
    polling: service.polling,
    machineIsDown: wait.purpose === "safety",
    what: `${wordFor(wait)} ${wait.id} to be ${wait.waitFor === "submitted" ? "listed" : wait.waitFor}`,
    timeoutMs: durationMs(wait.timeout),
    signal: context.signal,
    look: async (elapsedMs): Promise<Verdict<RestorePoint | undefined>> => {
      const point = await readPoint({ reads: context.reads.looks }, service, wait);
      if (!point) {
        unlistedSince ??= elapsedMs;
        return unlisted(wait, listed, elapsedMs - unlistedSince);
      }
      listed = true;
      unlistedSince = undefined;
      return snapshotVerdict(point, wait.waitFor, elapsedMs, wordFor(wait));
    },
    seen: (words, elapsedMs) => context.log.progress(`${words}, ${durationWords(elapsedMs)}`),
  });
}

const wordFor = ({ kind, purpose }: PointWait): string =>
  purpose ? `${purpose} ${pointWord(kind)}` : pointWord(kind);

function unlisted(wait: PointWait, listed: boolean, unlistedForMs: number): Verdict<undefined> {
  const name = `${wordFor(wait)} ${wait.id}`;
  if (unlistedForMs >= listsAreBehindMs) {
    if (listed) return { kind: "failed", words: `The ${name} was deleted while it was waited for` };
    if (wait.giveUpUnlisted) return { kind: "done", value: undefined };
  }
  return { kind: "pending", words: `${name} not listed` };
}

/** The cloud's lists may be behind with what is new; what is not listed for so long is not there. */
const listsAreBehindMs = durationMs("1m");
