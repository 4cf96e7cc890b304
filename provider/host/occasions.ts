import type { Context } from "../runtime/context";
import type { Properties } from "../runtime/properties";

/** What the calls before this one tell of it. */
type Occasion = Pick<Context, "replacing" | "replaced" | "refreshing">;

/** The engine's calls in their order: what a call is for, only the ones before it tell. */
export interface Occasions {
  /** The program has declared the resource, which may have inputs from before. */
  checked(urn: string, before: Properties): void;
  compared(urn: string, recorded: Properties): void;
  /** `thing` names what was read: the URN, or where the engine does not tell it, the id. */
  read(thing: string): void;
  ofCreate(urn: string): Occasion;
  ofDiff(urn: string, thing: string): Occasion;
}

export const noOccasion: Occasion = { replacing: false, refreshing: false };

export function occasions(): Occasions {
  /** What was read in this process: it is a refresh, and a diff that follows only shows what it found, */
  const read = new Set<string>();
  /** unless the program has declared the resource since: then the command refreshes first (`up --refresh`). */
  const checked = new Set<string>();
  /** URNs that were checked as existing resources: a create that follows replaces one. */
  const existing = new Set<string>();
  /** What was on record of a URN that was compared. */
  const compared = new Map<string, Properties>();
  return {
    checked: (urn, before) => {
      if (!urn) return;
      checked.add(urn);
      if (Object.keys(before).length) existing.add(urn);
    },
    compared: (urn, recorded) => {
      if (urn) compared.set(urn, recorded);
    },
    read: (thing) => void read.add(thing),
    ofCreate: (urn) => ({
      replacing: existing.has(urn),
      replaced: compared.get(urn),
      refreshing: false,
    }),
    ofDiff: (urn, thing) => ({ replacing: false, refreshing: read.has(thing) && !checked.has(urn) }),
  };
}
