/**
 * What the cloud remembers of a rollback, so that a killed engine or a lost state cannot make it run twice.
 * "stopping": its hosts are about to be stopped; "intent": its request is about to leave; "done": the disks are
 * back.
 */
export interface JournalEntry {
  readonly phase: "stopping" | "intent" | "done";
  /** The hosts that ran when the rollback began, and that it has not given back yet. */
  readonly ranBefore: readonly string[];
  /** Those that ran, and that it has given back: whatever stopped one before, somebody else stops it after. */
  readonly givenBack?: readonly string[] | undefined;
  /** When the rollback began; ISO 8601, UTC, to the millisecond: it tells two runs apart. */
  readonly at: string;
  /** When its safety snapshot was taken, by the cloud's clock: the order of two machines' runs, whatever theirs say. */
  readonly savedAt?: string | undefined;
  /** When each host was last started then, where the service tells (ecs): another start since is somebody's. */
  readonly startedAt?: Readonly<Record<string, string>> | undefined;
}

const phases = ["stopping", "intent", "done"] as const;

/**
 * An entry as a tag's value, within the 64 characters of the shortest service: "intent|10|2026-11-21T23:00:00.000Z".
 * The digits tell of each host, in the order of their ids, whether it ran before (1) and was given back (2). Where the
 * service tells starts, and has room for 128 characters, each host's follows, in minutes: "|ht9z0.ht9z7".
 */
export function entryText(
  { phase, ranBefore, givenBack, at, startedAt }: JournalEntry,
  hosts: readonly string[],
): string {
  const sorted = [...hosts].sort();
  const ran = sorted.map((host) => (ranBefore.includes(host) ? "1" : givenBack?.includes(host) ? "2" : "0"));
  const starts = sorted.map((host) => minuteText(startedAt?.[host]));
  const told = starts.some(Boolean) ? [starts.join(".")] : [];
  return [phase, ran.join(""), new Date(at).toISOString(), ...told].join("|");
}

export function readEntry(text: string, hosts: readonly string[]): JournalEntry | undefined {
  const [word, ran = "", at = "", starts = ""] = text.split("|");
  const phase = phases.find((known) => known === word);
  if (!phase || Number.isNaN(Date.parse(at))) return undefined;
  // An entry of another set of hosts does not tell which of these it means.
  const named = ran.length === hosts.length ? [...hosts].sort() : [];
  const marked = (digit: string) => named.filter((_, index) => ran[index] === digit);
  const givenBack = marked("2");
  const told = starts.split(".").map(minuteIn);
  const startedAt = Object.fromEntries(
    named.flatMap((host, index) => (told[index] === undefined ? [] : [[host, told[index]]])),
  );
  return {
    phase,
    ranBefore: marked("1"),
    at,
    ...(givenBack.length ? { givenBack } : {}),
    ...(Object.keys(startedAt).length ? { startedAt } : {}),
  };
}

const minuteMs = 60_000;
const minuteText = (time: string | undefined): string =>
  time === undefined ? "" : Math.floor(Date.parse(time) / minuteMs).toString(36);

function minuteIn(text: string): string | undefined {
  const minute = /^[0-9a-z]{1,7}$/.test(text) ? parseInt(text, 36) : NaN;
  return Number.isNaN(minute) ? undefined : new Date(minute * minuteMs).toISOString();
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
