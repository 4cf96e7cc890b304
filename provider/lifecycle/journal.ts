import { digest } from "./canonical";
import { noReceipt } from "./receipt";

/**
 * What the cloud remembers of a rollback, so that a killed engine or a lost state cannot make it run twice.
 * "stopping": its hosts are about to be stopped; "intent": its request is about to leave; "done": the disks are
 * back.
 */
export interface JournalEntry {
  readonly phase: "stopping" | "intent" | "done";
  /** The safety snapshot is taken with this entry: its run has sent nothing yet, and is about to. */
  readonly saving?: boolean | undefined;
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
  /** The receipt that the snapshot bore before the request, or "none", to the second (swas). */
  readonly receiptBefore?: string | undefined;
  /**
   * When an attempt before this one began, whose note this one may have taken the place of: of an intent, one that may
   * have run too; of a stop, one that is done, and is repeated on purpose.
   */
  readonly hiddenAt?: string | undefined;
  /** A few random letters: they tell the attempt from one that began in the same moment, or was sent again as it. */
  readonly attempt?: string | undefined;
  /** Letters of the snapshot that `restoreTo` had found: another one may be the newest later. */
  readonly aim?: string | undefined;
}

const phases = ["stopping", "intent", "done"] as const;
const savingWord = "saving";

/**
 * An entry as a tag's value, within the 64 characters of the shortest service: "intent|10|2026-11-21T23:00:00.000Z".
 * The digits tell of each host, in the order of their ids, whether it ran before (1) and was given back (2). Where the
 * service tells starts, and has room for 128 characters, each host's follows, in minutes: "|ht9z0.ht9z7"; where it
 * gives receipts, the one of before, in seconds: "||tovjvy", or "||0" for none; and, in milliseconds, the moment of an
 * attempt that the note may hide: "|||mwqybb7f". The letters of the attempt follow, and last those of
 * what `restoreTo` had found.
 */
export function entryText(
  {
    phase,
    saving,
    ranBefore,
    givenBack,
    at,
    startedAt,
    receiptBefore,
    hiddenAt,
    attempt = "",
    aim = "",
  }: JournalEntry,
  hosts: readonly string[],
): string {
  const sorted = [...hosts].sort();
  const ran = sorted.map((host) => (ranBefore.includes(host) ? "1" : givenBack?.includes(host) ? "2" : "0"));
  const minutes = sorted.map((host) => timeText(startedAt?.[host], minuteMs));
  const starts = minutes.some(Boolean) ? minutes.join(".") : "";
  const receipt = receiptBefore === noReceipt ? "0" : timeText(receiptBefore, secondMs);
  const fields = [
    saving ? savingWord : phase,
    ran.join(""),
    new Date(at).toISOString(),
    starts,
    receipt,
    timeText(hiddenAt, 1),
    attempt,
    aim,
  ];
  return fields.join("|").replace(/\|+$/, "");
}

export function readEntry(text: string, hosts: readonly string[]): JournalEntry | undefined {
  const [word, ran = "", at = "", starts = "", receipt = "", hidden = "", attempt = "", aim = ""] =
    text.split("|");
  const saving = word === savingWord;
  const phase = saving ? "stopping" : phases.find((known) => known === word);
  if (!phase || Number.isNaN(Date.parse(at))) return undefined;
  // An entry of another set of hosts does not tell which of these it means.
  const named = ran.length === hosts.length ? [...hosts].sort() : [];
  const marked = (digit: string) => named.filter((_, index) => ran[index] === digit);
  const givenBack = marked("2");
  const told = starts.split(".").map((minutes) => timeIn(minutes, minuteMs));
  const startedAt = Object.fromEntries(
    named.flatMap((host, index) => (told[index] === undefined ? [] : [[host, told[index]]])),
  );
  const hiddenAt = timeIn(hidden, 1);
  const receiptBefore = receipt === "0" ? noReceipt : timeIn(receipt, secondMs);
  return {
    phase,
    ...(saving ? { saving } : {}),
    ranBefore: marked("1"),
    at,
    ...(givenBack.length ? { givenBack } : {}),
    ...(Object.keys(startedAt).length ? { startedAt } : {}),
    ...(receiptBefore === undefined ? {} : { receiptBefore }),
    ...(hiddenAt === undefined ? {} : { hiddenAt }),
    ...(/^[0-9a-z]{1,4}$/.test(attempt) ? { attempt } : {}),
    ...(/^[0-9a-z]{1,4}$/.test(aim) ? { aim } : {}),
  };
}

const secondMs = 1_000;
const minuteMs = 60_000;
const timeText = (time: string | undefined, unitMs: number): string =>
  time === undefined ? "" : Math.floor(Date.parse(time) / unitMs).toString(36);

function timeIn(text: string, unitMs: number): string | undefined {
  const time = new Date(/^[0-9a-z]{1,8}$/.test(text) ? parseInt(text, 36) * unitMs : NaN);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}

/** Whether an entry is of one of some attempts. */
export const isOneOf = (
  attempts: readonly Pick<JournalEntry, "at" | "attempt">[],
  { at, attempt }: JournalEntry,
): boolean =>
  attempts.some(
    (one) => one.at === at && (one.attempt === undefined || attempt === undefined || one.attempt === attempt),
  );

/** The letters of a snapshot. */
export const aimOf = (snapshotId: string): string => digest(snapshotId, 4);

/** The letters of a new attempt. */
export const attemptOf = (random: () => number): string => Math.floor(random() * 36 ** 4).toString(36);

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
