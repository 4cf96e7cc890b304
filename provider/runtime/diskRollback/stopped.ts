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
 * What is said of hosts that were found stopped, and that a killed run may have stopped. A service without a place for a
 * note before the safety snapshot (ecd) never tells; one without starts (swas) does not tell whose stop it was.
 */
export const foundStopped = ({ pending, wish, perhapsLeftOff }: Run): string =>
  wish.policy.startAfter !== "asBefore"
    ? ""
    : sentences(
        ...pending.hosts
          .filter(
            ({ wasRunning, hostId }) =>
              !wasRunning && (!wish.service.journal || perhapsLeftOff.includes(hostId)),
          )
          .map(
            ({ hostId }) =>
              `The ${wish.service.hostWord} ${hostId} was found stopped and is left so. If an earlier run was killed after it had stopped it, start it yourself`,
          ),
      );
