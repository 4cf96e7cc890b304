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
  /** Return undefined, instead of waiting on, where the first looks do not find it. */
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
  let looks = 0;
  let listed = false;
  return context.poller.wait<RestorePoint | undefined>({
    lane: `${context.cloud.account}/${wait.regionId}/${service.name}/${wait.kind}`,
    polling: service.polling,
    what: `${pointWord(wait.kind)} ${wait.id} to be ${wait.waitFor === "submitted" ? "listed" : wait.waitFor}`,
    timeoutMs: durationMs(wait.timeout),
    signal: context.signal,
    look: async (elapsedMs): Promise<Verdict<RestorePoint | undefined>> => {
      const point = await readPoint({ reads: context.reads.looks }, service, wait);
      looks += 1;
      if (!point) return unlisted(wait, listed, looks);
      listed = true;
      return snapshotVerdict(point, wait.waitFor, elapsedMs);
    },
    seen: (words, elapsedMs) => context.log.progress(`${words}, ${durationWords(elapsedMs)}`),
  });
}

function unlisted(
  { kind, id, giveUpUnlisted }: PointWait,
  listed: boolean,
  looks: number,
): Verdict<undefined> {
  const name = `${pointWord(kind)} ${id}`;
  if (listed) return { kind: "failed", words: `The ${name} was deleted while it was waited for` };
  if (giveUpUnlisted && looks >= looksBeforeUnlisted) return { kind: "done", value: undefined };
  return { kind: "pending", words: `${name} not listed` };
}

/** What is not listed by then was deleted before it was asked for. */
const looksBeforeUnlisted = 3;
