/**
 * Which hosts are held stopped by rollbacks of this process. Two rollbacks of disks of one host stop it once,
 * and it is started once, when the last of them lets go.
 */
export interface HostLeases {
  /**
   * Becomes one of the holders of a host as it is, stopped or not: whoever holds it does not give it back before this one
   * lets go, too. Resolves at once, or when a start that is under way has ended.
   */
  join(host: string, holder: string): Promise<void>;
  /** Holds the host; resolves once it is stopped, with how any of the holders has found it. */
  hold(host: string, holder: string, hold: Hold): Promise<StoppedHost>;
  /**
   * Lets go. What all wish is done when the last holder goes: the host is started if one of them wants that and
   * none of them needs it off. Everyone waits for it, also who has never held the host and has something to wish;
   * only while nobody holds it is such a wish done at once.
   */
  release(host: string, holder: string, wish: Release): Promise<Outcome>;
}

export interface Hold {
  /** It has the host stopped, and shares that with others who would; one that only waits or looks does so itself. */
  readonly stops: boolean;
  untilStopped(): Promise<StoppedHost>;
  /** Can tell that another holder is stopping the host, and is waited for. */
  waiting?(wait: Promise<StoppedHost>): Promise<StoppedHost>;
}

export interface StoppedHost {
  readonly wasRunning: boolean;
  readonly stoppedAt: string | undefined;
  /** When the cloud had last started it then, where it tells. */
  readonly startedAt: string | undefined;
}

export interface Release {
  /**
   * "start": it may run again; "leave": no wish; "keepOff": the state of a disk is not known. "yield": it may run again once
   * another rollback has come to its end; where none of this process is there to see that, it stays off.
   */
  readonly then: "start" | "leave" | "keepOff" | "yield";
  /** "running": there was nothing to start. */
  start(): Promise<"started" | "running">;
  /** Can tell that other holders are waited for. */
  waiting?(wait: Promise<Outcome>): Promise<Outcome>;
}

export type Outcome = "started" | "running" | "left" | "keptOff";

interface Lease {
  readonly holders: Set<string>;
  /** The stop under way, that whoever would stop the host shares. */
  stop: Promise<StoppedHost> | undefined;
  found: StoppedHost;
  readonly wishes: Release[];
  readonly released: Promise<Outcome>;
  settle(outcome: Promise<Outcome>): void;
}

export function createHostLeases(): HostLeases {
  const leases = new Map<string, Lease>();
  const starts = new Map<string, Promise<unknown>>();
  const leaseOf = (host: string, holder: string): Lease => {
    const lease = leases.get(host) ?? newLease();
    leases.set(host, lease);
    lease.holders.add(holder);
    return lease;
  };
  return {
    async join(host, holder) {
      const starting = starts.get(host);
      leaseOf(host, holder);
      await starting?.catch(() => undefined);
    },
    async hold(host, holder, hold) {
      const lease = leaseOf(host, holder);
      const found = await (hold.stops ? sharedStop(lease, hold) : hold.untilStopped());
      lease.found = {
        wasRunning: found.wasRunning || lease.found.wasRunning,
        stoppedAt: found.stoppedAt ?? lease.found.stoppedAt,
        startedAt: found.startedAt ?? lease.found.startedAt,
      };
      return lease.found;
    },
    async release(host, holder, wish) {
      const lease = leases.get(host);
      if (!lease) return conclude([wish]);
      const held = lease.holders.delete(holder);
      if (!held && wish.then === "leave") return "left";
      lease.wishes.push(wish);
      if (lease.holders.size === 0) {
        leases.delete(host);
        const concluded = conclude(lease.wishes);
        starts.set(host, concluded);
        lease.settle(concluded.finally(() => starts.get(host) === concluded && starts.delete(host)));
        return lease.released;
      }
      return wish.waiting ? wish.waiting(lease.released) : lease.released;
    },
  };
}

function newLease(): Lease {
  let settle: Lease["settle"] = () => {};
  const released = new Promise<Outcome>((resolve) => (settle = resolve));
  // Each holder sees a failed start; a lease whose holders have all gone must not raise it once more.
  released.catch(() => undefined);
  const found = { wasRunning: false, stoppedAt: undefined, startedAt: undefined };
  return { holders: new Set(), stop: undefined, found, wishes: [], released, settle };
}

/** Only one that is under way is shared: since it has ended somebody may have started the host. */
function sharedStop(lease: Lease, hold: Hold): Promise<StoppedHost> {
  if (lease.stop) return hold.waiting ? hold.waiting(lease.stop) : lease.stop;
  const stop = hold.untilStopped().finally(() => (lease.stop = undefined));
  lease.stop = stop;
  return stop;
}

async function conclude(wishes: readonly Release[]): Promise<Outcome> {
  const alone = wishes.every(({ then }) => then === "yield");
  if (alone || wishes.some(({ then }) => then === "keepOff")) return "keptOff";
  const starter = wishes.find(({ then }) => then === "start" || then === "yield");
  if (!starter) return "left";
  return starter.start();
}
