/**
 * Which hosts are held stopped by rollbacks of this process. Two rollbacks of disks of one host stop it once,
 * and it is started once, when the last of them lets go.
 */
export interface HostLeases {
  /** Stops the host, unless another rollback holds it already: then its stop is shared. */
  hold(host: string, holder: object, stop: () => Promise<StoppedHost>): Promise<StoppedHost>;
  /**
   * Lets go. What all holders wish is done when the last one goes: the host is started if one of them wants that
   * and none of them needs it off. Every holder waits for it. One that never held it has its own wish done.
   */
  release(host: string, holder: object, wish: Release): Promise<Outcome>;
}

export interface StoppedHost {
  readonly wasRunning: boolean;
  readonly stoppedAt: string | undefined;
}

export interface Release {
  /** "start": it may run again; "leave": no wish; "keepOff": the state of a disk is not known. */
  readonly then: "start" | "leave" | "keepOff";
  start(): Promise<void>;
}

export type Outcome = "started" | "left" | "keptOff";

interface Lease {
  readonly holders: Set<object>;
  readonly stopped: Promise<StoppedHost>;
  readonly wishes: Release[];
  readonly released: Promise<Outcome>;
  settle(outcome: Promise<Outcome>): void;
}

export function createHostLeases(): HostLeases {
  const leases = new Map<string, Lease>();
  return {
    hold(host, holder, stop) {
      const lease = leases.get(host) ?? newLease(stop);
      leases.set(host, lease);
      lease.holders.add(holder);
      return lease.stopped;
    },
    release(host, holder, wish) {
      const lease = leases.get(host);
      if (!lease?.holders.delete(holder)) return conclude([wish]);
      lease.wishes.push(wish);
      if (lease.holders.size === 0) {
        leases.delete(host);
        lease.settle(conclude(lease.wishes));
      }
      return lease.released;
    },
  };
}

function newLease(stop: () => Promise<StoppedHost>): Lease {
  let settle: Lease["settle"] = () => {};
  const released = new Promise<Outcome>((resolve) => (settle = resolve));
  // Each holder sees a failed start; a lease whose holders have all gone must not raise it once more.
  released.catch(() => undefined);
  return { holders: new Set(), stopped: stop(), wishes: [], released, settle };
}

async function conclude(wishes: readonly Release[]): Promise<Outcome> {
  if (wishes.some(({ then }) => then === "keepOff")) return "keptOff";
  const starter = wishes.find(({ then }) => then === "start");
  if (!starter) return "left";
  await starter.start();
  return "started";
}
