import type { HostFacts } from "../../lifecycle/facts";
import { sentences } from "../lifecycleError";
import type { Run } from "./run";

/** What is said of hosts that ran before and are left off until the user has answered what became of the disk. */
export const waitStopped = (
  { pending, wish }: Pick<Run, "pending" | "wish">,
  hosts: readonly HostFacts[],
): string =>
  sentences(
    ...hosts
      .filter(({ hostId, state }) => state === "stopped" && ranBefore(pending, hostId))
      .map(({ hostId }) => `The ${wish.service.hostWord} ${hostId} ran before and stays stopped until then`),
  );

const ranBefore = ({ hosts }: Run["pending"], hostId: string) =>
  hosts.some((host) => host.hostId === hostId && host.wasRunning);

/**
 * What is said of hosts that were found stopped, where a service has no place for a note before the safety
 * snapshot (ecd): a run that was killed between the two leaves nothing that tells who has stopped them.
 */
export const foundStopped = ({ pending, wish }: Run): string =>
  wish.service.journal || wish.policy.startAfter !== "asBefore"
    ? ""
    : sentences(
        ...pending.hosts
          .filter(({ wasRunning }) => !wasRunning)
          .map(
            ({ hostId }) =>
              `The ${wish.service.hostWord} ${hostId} was found stopped and is left so. If an earlier run was killed after it had stopped it, start it yourself`,
          ),
      );
