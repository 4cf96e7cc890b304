import { digest } from "../lifecycle/canonical";
import { durationMs, durationWords, momentWords } from "../lifecycle/duration";
import type { DiskReference, SnapshotFacts } from "../lifecycle/facts";
import { snapshotVerdict } from "../lifecycle/snapshotVerdict";
import type { NewSnapshot, Service } from "../services";
import type { Context } from "./context";

export interface SnapshotRequest {
  readonly regionId: string;
  readonly disk: DiskReference;
  readonly name: string;
  readonly description: string | undefined;
  readonly retentionDays: number | undefined;
  readonly resourceGroupId: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly waitFor: "accomplished" | "available" | "submitted";
  /** A duration such as "60m". */
  readonly timeout: string;
  /** What makes this request another than an equal one: the generation before it, the rollback's key. */
  readonly occasion: unknown;
  /** Told as soon as the cloud has given the snapshot its id, so that no failure loses it. */
  taken(snapshotId: string): void;
}

/**
 * Takes a snapshot and waits for it. The same request from the same resource carries the same ClientToken, so
 * that one whose answer was lost is found and not doubled.
 */
export async function takeSnapshot(
  context: Context,
  service: Service,
  request: SnapshotRequest,
): Promise<SnapshotFacts> {
  const startedAt = context.clock.now();
  for (let attempt = 0; attempt < mostReplays; attempt += 1) {
    const snapshot = newSnapshot(context, request, attempt);
    const { snapshotId } = await context.cloud.call(
      service.takeSnapshot(snapshot),
      callOptions(context, request.timeout),
    );
    request.taken(snapshotId);
    const facts = await waitForSnapshot(context, service, { ...request, snapshotId, giveUpUnlisted: true });
    if (!facts) continue; // The token answered with a snapshot that has been deleted since: ask with the next one.
    warnOfOld(context, facts, startedAt);
    return facts;
  }
  throw new Error(`CreateSnapshot ${request.disk.diskId}: the cloud names snapshots that it does not list`);
}

/** As often as a create may be answered with an earlier, deleted snapshot before that is an error. */
const mostReplays = 16;
/** A snapshot that is not listed by then was deleted before it was asked for. */
const looksBeforeUnlisted = 3;

export interface SnapshotWait {
  readonly regionId: string;
  readonly snapshotId: string;
  readonly waitFor: "accomplished" | "available" | "submitted";
  readonly timeout: string;
  /** Return undefined, instead of waiting on, where the first looks do not find the snapshot. */
  readonly giveUpUnlisted?: boolean;
}

export function waitForSnapshot(
  context: Context,
  service: Service,
  wait: SnapshotWait,
): Promise<SnapshotFacts | undefined> {
  let looks = 0;
  let listed = false;
  return context.poller.wait<SnapshotFacts | undefined>({
    lane: `${context.cloud.account}/${wait.regionId}/${service.name}/snapshots`,
    polling: service.polling,
    what: `snapshot ${wait.snapshotId} to be ${wait.waitFor === "submitted" ? "listed" : wait.waitFor}`,
    timeoutMs: durationMs(wait.timeout),
    signal: context.signal,
    look: async (elapsedMs) => {
      const facts = await context.reads.snapshot(service, wait.regionId, wait.snapshotId);
      looks += 1;
      listed ||= facts !== undefined;
      if (!facts && listed)
        return { kind: "failed", words: `Snapshot ${wait.snapshotId} was deleted while it was waited for` };
      if (!facts && wait.giveUpUnlisted && looks >= looksBeforeUnlisted)
        return { kind: "done", value: undefined };
      const verdict = snapshotVerdict(wait.snapshotId, facts, wait.waitFor, elapsedMs);
      return verdict.kind === "done" ? { kind: "done", value: verdict.facts } : verdict;
    },
    seen: (words, elapsedMs) => context.log.progress(`${words}, ${durationWords(elapsedMs)}`),
  });
}

/** Options for a call that may be throttled for as long as the whole operation may take. */
export const callOptions = (context: Context, timeout: string) => ({
  signal: context.signal,
  deadline: context.clock.now() + durationMs(timeout),
  onRetry: ({ error, delayMs }: { error: { code: string }; delayMs: number }) =>
    context.log.progress(`${error.code}: trying again in ${durationWords(delayMs)}`),
});

function newSnapshot(context: Context, request: SnapshotRequest, attempt: number): NewSnapshot {
  const { regionId, disk, name, description, retentionDays, resourceGroupId, tags } = request;
  const declared = { regionId, disk, name, description, retentionDays, resourceGroupId, tags };
  const clientToken = `restore-${digest({ urn: context.urn, declared, occasion: request.occasion, attempt }, 48)}`;
  return { ...declared, clientToken };
}

function warnOfOld(context: Context, facts: SnapshotFacts, startedAt: number): void {
  const age = startedAt - Date.parse(facts.creationTime);
  if (age < oldMs) return;
  context.log.warn(
    `Snapshot ${facts.snapshotId} was taken at ${momentWords(facts.creationTime)}, ${durationWords(age)} ago, by an earlier ` +
      `run with the same declaration; it is used and no new one was taken. Change \`triggers\` to take one now.`,
  );
}

/** Clocks differ, and a run that was cut short is soon tried again. */
const oldMs = 10 * 60_000;
