import { CloudError } from "../../client";
import { callOptions } from "../../runtime/callOptions";
import type { Attempt } from "../model/attempt";
import { lineTag } from "../model/marks";
import type { Step } from "../steps/step";

/**
 * A rollback that is done needs the lines of its earlier attempts no more: a snapshot takes twenty tags. Where they cannot be
 * removed they stay: the later line says more.
 */
export async function removeLines({ context, desired }: Step, attempts: readonly Attempt[]): Promise<void> {
  const { tags } = desired.service;
  if (!tags) return;
  const names = new Map<string, string[]>();
  for (const attempt of attempts)
    for (const { snapshotId } of attempt.disks)
      if (snapshotId !== undefined)
        names.set(snapshotId, [...(names.get(snapshotId) ?? []), lineTag(attempt)]);
  const options = { ...callOptions(context, desired.policy.timeouts.stop), signal: undefined };
  for (const [snapshotId, lines] of names)
    await context.cloud
      .call(
        tags.remove(desired.regionId, [snapshotId], lines, `restore-lines-${lines.join("").slice(-40)}`),
        options,
      )
      .catch((error: unknown) => {
        if (!(error instanceof CloudError)) throw error;
      });
}
