import type { CloudRequest } from "../../provider/client";
import type { PersonsAct, Trouble } from "./commands";
import type { Fate } from "./gateway";

export interface Hands {
  interrupt(): void;
  personActs(act: PersonsAct): string;
}

export interface TroubleAhead {
  /** Counts a call; what is to happen at it happens, and what is to become of it is returned. */
  next(request: CloudRequest<unknown>): Fate | undefined;
  happened(): boolean;
}

/** The troubles of one run, each at its call. */
export function troubleAt(troubles: readonly Trouble[], hands: Hands): TroubleAhead {
  const counts = troubles.map(() => 0);
  let happened = false;
  return {
    happened: () => happened,
    next(request) {
      let fate: Fate | undefined;
      troubles.forEach(({ nth, times = 1, among, what }, index) => {
        if (!isAmong(among, request)) return;
        const count = (counts[index] ?? 0) + 1;
        counts[index] = count;
        if (count < nth || count >= nth + times) return;
        happened = true;
        if (what.kind === "interrupt") hands.interrupt();
        else if (what.kind === "person") hands.personActs(what.act);
        else fate ??= what.kind === "refused" ? what : { kind: what.kind };
      });
      return fate;
    },
  };
}

const kinds = {
  changes: /./,
  resets: /^Reset/,
  notes: /^(Tag|Untag|Modify|Set)/,
  power: /^(Start|Stop)/,
};

/** A dry run bears the name of the action, and changes nothing: "ResetDisk (dry run)". */
function isAmong(among: Trouble["among"], { action, effect }: CloudRequest<unknown>): boolean {
  if (among === "all") return true;
  const name = effect === "read" && !/^(Describe|List)/.test(action) ? `${action} (dry run)` : action;
  if (typeof among === "object") return among.action === name;
  return effect !== "read" && kinds[among].test(action);
}
