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
  const counts = { all: 0, changes: 0 };
  let happened = false;
  return {
    happened: () => happened,
    next({ effect }) {
      counts.all += 1;
      if (effect !== "read") counts.changes += 1;
      let fate: Fate | undefined;
      for (const { nth, among, what } of troubles) {
        if (counts[among] !== nth || (among === "changes" && effect === "read")) continue;
        happened = true;
        if (what.kind === "interrupt") hands.interrupt();
        else if (what.kind === "person") hands.personActs(what.act);
        else fate ??= what.kind === "refused" ? what : { kind: what.kind };
      }
      return fate;
    },
  };
}
