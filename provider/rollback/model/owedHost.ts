import type { HostFacts } from "../../lifecycle/facts";
import { nameText } from "./marks";
import type { Attempt } from "./attempt";
import { momentOf, startedSince } from "./writtenSince";

/** A host that is found stopped, and whose stop it may be. */
export interface OwedHost {
  readonly hostId: string;
  /** The attempt that has stopped it, and not started it again. */
  readonly by: Attempt;
  /** Nobody can tell whether somebody has started and stopped it since. */
  readonly certain: boolean;
}

/**
 * The attempt that has left a stopped host off. It is started by whoever ends well: of the attempts of the same rollback, and
 * of those that the state knows, also where the service tells no starts; of others only where it is certain.
 */
export function owedHost(
  host: HostFacts,
  attempts: readonly Attempt[],
  key: string | undefined,
): OwedHost | undefined {
  if (host.state === "running") return undefined;
  const found = attempts
    .filter((attempt) => owes(attempt, host.hostId) && !isReturned(attempt, host.hostId, attempts))
    .map((by): OwedHost | undefined => {
      const started = startedSince(host, momentOf(by));
      if (started === true) return undefined;
      return { hostId: host.hostId, by, certain: started === false || sameStart(host, by) };
    })
    .filter((one) => one !== undefined);
  const own = found.find(({ by }) => by.key === key || by.inState);
  return own ? { ...own, certain: true } : (found.find(({ certain }) => certain) ?? found[0]);
}

/** The start that it has noted is the last one. */
const sameStart = (host: HostFacts, { hosts }: Attempt): boolean =>
  hosts.some(({ hostId, startedAt }) => hostId === host.hostId && startedAt !== undefined);

const owes = ({ hosts }: Attempt, id: string): boolean =>
  hosts.some(({ hostId, found }) => hostId === id && found === "owed");

/** A later attempt has given it back since: whoever has stopped it then wants it so. */
const isReturned = (attempt: Attempt, id: string, attempts: readonly Attempt[]): boolean =>
  attempts.some(
    (later) =>
      nameText(later) !== nameText(attempt) &&
      later.at >= attempt.at &&
      later.hosts.some(({ hostId, found }) => hostId === id && found === "returned"),
  );
