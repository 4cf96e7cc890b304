/**
 * What the cloud remembers of a rollback, so that a killed engine or a lost state cannot make it run twice.
 * "stopping": its hosts are about to be stopped; "intent": its request is about to leave; "done": the disks are
 * back.
 */
export interface JournalEntry {
  readonly phase: "stopping" | "intent" | "done";
  /** The hosts that ran when the rollback began. */
  readonly ranBefore: readonly string[];
  /** When the rollback began; ISO 8601, UTC, to the millisecond: it tells two runs apart. */
  readonly at: string;
}

const phases = ["stopping", "intent", "done"] as const;

/**
 * An entry as a tag's value, within the 64 characters of the shortest service: "intent|10|2026-11-21T23:00:00.000Z".
 * The digits tell of each host, in the order of their ids, whether it ran before.
 */
export function entryText({ phase, ranBefore, at }: JournalEntry, hosts: readonly string[]): string {
  const ran = [...hosts].sort().map((host) => (ranBefore.includes(host) ? "1" : "0"));
  return `${phase}|${ran.join("")}|${new Date(at).toISOString()}`;
}

export function readEntry(text: string, hosts: readonly string[]): JournalEntry | undefined {
  const [word, ran = "", at = ""] = text.split("|");
  const phase = phases.find((known) => known === word);
  if (!phase || Number.isNaN(Date.parse(at))) return undefined;
  // An entry of another set of hosts does not tell which of these it means.
  const named = ran.length === hosts.length ? [...hosts].sort() : [];
  const ranBefore = named.filter((_, index) => ran[index] === "1");
  return { phase, ranBefore, at };
}

/** The entry of the newest run; of one run, the one that is furthest. */
export function newestEntry(entries: readonly JournalEntry[]): JournalEntry | undefined {
  const rank = ({ phase }: JournalEntry) => phases.indexOf(phase);
  return [...entries].sort((one, other) => other.at.localeCompare(one.at) || rank(other) - rank(one))[0];
}

/**
 * The entry that decides what may be done: of an attempt that has only stopped its hosts nothing can be concluded, so
 * that it must not hide one that may have run, or has.
 */
export function decisiveEntry(entries: readonly JournalEntry[]): JournalEntry | undefined {
  return newestEntry(entries.filter(({ phase }) => phase !== "stopping")) ?? newestEntry(entries);
}
