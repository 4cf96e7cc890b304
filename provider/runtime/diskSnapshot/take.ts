import { canonical } from "../../lifecycle/canonical";
import type { SnapshotFacts } from "../../lifecycle/facts";
import type { DiskSnapshotInputs } from "../../lifecycle/inputs/diskSnapshot";
import { defaultSnapshotName, resourceNameOf } from "../../lifecycle/snapshotName";
import { outputsOfUnfinished } from "../../lifecycle/snapshotOutputs";
import type { Service } from "../../services";
import type { Context } from "../context";
import { failureWords, LifecycleError } from "../lifecycleError";
import type { Properties } from "../lifecycle";
import { WaitError } from "../poller";
import { takeSnapshot } from "../takeSnapshot";

export interface Generation {
  readonly service: Service;
  readonly resourceId: string;
  /** As the program gave them, for the state. */
  readonly inputs: Properties;
  readonly declared: DiskSnapshotInputs & { readonly diskId: string };
  /** What this generation follows: it makes the request another one than that of the generation before. */
  readonly occasion: string;
  /** The generations before this one, newest first, for the state if this one fails. */
  readonly previousSnapshotIds: readonly string[];
}

/** Takes one generation. Once the cloud has named it, no failure forgets it. */
export async function takeGeneration(context: Context, generation: Generation): Promise<SnapshotFacts> {
  const { service, declared, inputs, resourceId, previousSnapshotIds } = generation;
  const disk = { diskId: declared.diskId };
  let snapshotId: string | undefined;
  try {
    return await takeSnapshot(context, service, {
      regionId: declared.regionId,
      disk,
      name:
        declared.snapshotName ??
        defaultSnapshotName(
          service.snapshotName,
          resourceNameOf(context.urn),
          context.urn,
          canonical(declared.triggers),
        ),
      description: declared.description,
      retentionDays: declared.retentionDays,
      resourceGroupId: declared.resourceGroupId,
      tags: declared.tags ?? {},
      waitFor: declared.waitFor,
      timeout: declared.timeouts.create,
      occasion: generation.occasion,
      taken: (id) => {
        snapshotId = id;
        context.log.progress(`snapshot ${id} 0 %`);
      },
    });
  } catch (error) {
    if (snapshotId === undefined) {
      throw new LifecycleError(
        failureWords(error, `No snapshot of disk ${declared.diskId} is known to be taken.`),
      );
    }
    throw new LifecycleError(failureWords(error, whatNext(snapshotId, statusAfter(error))), {
      resourceId,
      outputs: outputsOfUnfinished(
        inputs,
        snapshotId,
        declared.diskId,
        statusAfter(error),
        previousSnapshotIds,
      ),
    });
  }
}

/** A snapshot that cannot become complete any more is replaced by a new one; any other is waited for. */
export const statusAfter = (error: unknown) =>
  error instanceof WaitError && error.reason === "failed" ? "failed" : "progressing";

const whatNext = (snapshotId: string, status: "progressing" | "failed") =>
  status === "failed"
    ? `There is no usable snapshot of this generation. ${snapshotId} is kept in the state; the next \`pulumi up\` takes a new one and deletes it.`
    : `Snapshot ${snapshotId} was requested and is kept in the state; the next \`pulumi up\` goes on waiting for it.`;
