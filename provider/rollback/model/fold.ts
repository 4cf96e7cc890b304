import { diskKey, type SnapshotFacts, type SnapshotGroupFacts } from "../../lifecycle/facts";
import { isDone, type Attempt, type AttemptDisk, type SafetySnapshot } from "./attempt";
import { readLine, type Line } from "./line";
import { nameInTag, nameText, safetyMark, type AttemptName } from "./marks";

/** Where the cloud keeps the journal of some disks: all their snapshots, and the groups that are safety snapshots. */
export interface JournalBearers {
  readonly snapshots: readonly SnapshotFacts[];
  readonly safetyGroups: readonly SnapshotGroupFacts[];
  /** The hosts of the disks: a line tells of them in the order of their ids. */
  readonly hostIds: readonly string[];
}

/**
 * The attempts that the journal and the state tell of, oldest first. Nothing else reads either. The state is a cache of
 * lines: of two lines of one attempt the later one counts, wherever it stands.
 */
export function fold(bearers: JournalBearers, remembered: readonly Attempt[]): Attempt[] {
  const found = new Map<string, Attempt>();
  for (const attempt of [...readJournal(bearers), ...remembered]) {
    const known = found.get(nameText(attempt));
    found.set(nameText(attempt), known ? merged(known, attempt) : attempt);
  }
  return [...found.values()].sort((one, other) => one.at.localeCompare(other.at));
}

/**
 * Those that say something of what the disks hold now. An older one of the same rollback does not where a later one is
 * done; nor does one whose end the state knows.
 */
export function counting(attempts: readonly Attempt[], ended: readonly string[]): Attempt[] {
  const open = attempts.filter(({ attempt, inState }) => inState || !ended.includes(attempt));
  return open.filter(
    (one) =>
      !open.some(
        (later) =>
          later !== one && later.key === one.key && isDone(later) && later.at > one.at && !isDone(one),
      ),
  );
}

function readJournal({ snapshots, safetyGroups, hostIds }: JournalBearers): Attempt[] {
  const attempts = new Map<string, Attempt>();
  const add = (name: AttemptName, part: Partial<Attempt> & Pick<Attempt, "at">) => {
    const id = nameText(name);
    const attempt = { ...nothing, ...part, key: name.key, attempt: name.attempt };
    const known = attempts.get(id);
    attempts.set(id, known ? merged(known, attempt) : attempt);
  };
  for (const snapshot of snapshots) {
    const mark = safetyMark(snapshot, safetyGroups);
    if (mark) {
      const line = readLine(mark.line, hostIds);
      const safety = [safetyOf(snapshot, mark.snapshotGroupId, line)];
      // From its creation on it tells only whose it is, and how the hosts were found: not how far the attempt came.
      const disks = line && line.sequence > 0 ? [diskOf(snapshot, line)] : [];
      const told = line
        ? {
            ...factsOf(line),
            disks: disks.map((one) => ({ ...one, snapshotId: undefined })),
            silent: disks.length === 0,
          }
        : { at: snapshot.creationTime };
      add(mark, { ...told, writtenAt: snapshot.creationTime, safety });
    }
    for (const [tag, text] of Object.entries(snapshot.tags)) {
      const name = nameInTag(tag);
      const line = name && readLine(text, hostIds);
      if (!name || !line || (mark?.attempt === name.attempt && mark.key === name.key)) continue;
      add(name, { ...factsOf(line), disks: [diskOf(snapshot, line)], silent: false });
    }
  }
  return [...attempts.values()];
}

const nothing = {
  writtenAt: new Date(0).toISOString(),
  sequence: 0,
  disks: [],
  hosts: [],
  safety: [],
  silent: true,
  inState: false,
} as const satisfies Partial<Attempt>;

const factsOf = ({ at, writtenAt, sequence, hosts, resends, receiptBefore, aim }: Line) => ({
  ...{ at, writtenAt, sequence, hosts, resends, receiptBefore, aim },
});

const diskOf = (snapshot: SnapshotFacts, { event, sequence }: Line): AttemptDisk => ({
  disk: diskKey(snapshot.sourceDisk),
  snapshotId: snapshot.snapshotId,
  event,
  sequence,
});

const safetyOf = (
  { sourceDisk, snapshotId, status, creationTime }: SnapshotFacts,
  snapshotGroupId: string | undefined,
  line: Line | undefined,
): SafetySnapshot => ({
  ...{ disk: diskKey(sourceDisk), snapshotId, snapshotGroupId, status, creationTime },
  beforeStop: line?.event === "announced" && line.hosts.some(({ found }) => found === "owed"),
});

function merged(one: Attempt, other: Attempt): Attempt {
  const [earlier, later] = other.sequence >= one.sequence ? [one, other] : [other, one];
  return {
    ...earlier,
    ...Object.fromEntries(Object.entries(later).filter(([, value]) => value !== undefined)),
    key: one.key,
    attempt: one.attempt,
    at: [one, other].find(({ silent }) => !silent)?.at ?? one.at,
    writtenAt: one.writtenAt > other.writtenAt ? one.writtenAt : other.writtenAt,
    sequence: later.sequence,
    disks: mergedDisks(one.disks, other.disks),
    hosts: later.hosts.length ? later.hosts : earlier.hosts,
    safety: [
      ...one.safety,
      ...other.safety.filter(({ snapshotId }) => !one.safety.some((own) => own.snapshotId === snapshotId)),
    ],
    silent: one.silent && other.silent,
    inState: one.inState || other.inState,
  };
}

function mergedDisks(ones: readonly AttemptDisk[], others: readonly AttemptDisk[]): AttemptDisk[] {
  const names = [...new Set([...ones, ...others].map(({ disk }) => disk))];
  return names.flatMap((disk) => {
    const lines = [...ones, ...others].filter((line) => line.disk === disk);
    const last = lines.reduce((one, other) => (other.sequence >= one.sequence ? other : one));
    const snapshotId = lines.find((line) => line.snapshotId !== undefined)?.snapshotId;
    return [{ ...last, snapshotId }];
  });
}
