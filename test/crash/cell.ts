import type { Call } from "../../simulator/index";
import type { Cloud, Clouds } from "./clouds";
import type { Killed } from "./killRun";
import { isReset } from "./calls";
import {
  destroyedBetween,
  look,
  lost,
  repeated,
  resetBetween,
  snapshotsOf,
  unended,
  untidy,
  type Look,
} from "./promises";
import { laterMs, meanwhile, type UpEnded, type GoOn, type Meanwhile, type Retry } from "./retry";
import { contents, type Subject } from "./subjects";

/** "again": it may have run, and was sent once more because nothing was written since. */
export type Outcome = "done" | "adopted" | "awaited" | "again" | "asked" | "refused" | "nothing";

export interface Result {
  readonly outcome: Outcome;
  /** How it ended after the question was answered. */
  readonly answered: "assumeDone" | "retry" | undefined;
  /** Of one disk at the most, the killed run included. */
  readonly resets: number;
  /** Disks whose content was destroyed in the retry. */
  readonly destroyed: number;
  readonly host: string;
  readonly broken: readonly string[];
  /** What the retry said, for whoever looks into a broken cell. */
  readonly words: string;
}

/** A reset that a run was killed at is still going on when the retry looks, unless somebody came back before. */
export const longReset = "10m";

/** The world when a run was killed. */
export interface Scene {
  readonly subject: Subject;
  readonly cloud: Cloud;
  readonly killed: Omit<Killed, "left" | "broken">;
  readonly atStart: Look;
  readonly atKill: Look;
  readonly goOn: GoOn;
}

/** Goes on from a kill in one way, and tells what of the four promises was broken. */
export async function playCell(
  clouds: Clouds,
  scene: Scene,
  retry: Retry,
  between: Meanwhile,
): Promise<Result> {
  const { subject } = scene;
  const cloud = await clouds.fork(scene.cloud, laterMs(between));
  try {
    // What is under way goes on until it was seen, however long a process takes to start; the next one is short.
    await cloud.control.settings({ durations: { reset: "3s" } });
    await meanwhile(cloud, subject, between);
    const found = await look(cloud, subject);
    const up = await scene.goOn(cloud, retry);
    const ended = await up(subject.armed, {
      refresh: retry === "refreshed",
      whenRestoring: () => cloud.control.advance(longReset).then(() => undefined),
    });
    const after = await look(cloud, subject);
    const broken = brokenBy(scene, { between, found, ended, after, attempts: 2 });
    const outcome = outcomeOf(scene, ended);
    broken.push(...ended.unreadable);
    if (outcome === "asked" && isNotedAsDone(scene))
      broken.push("it asks, though its journal says that it is done");
    const result = (last: Look, answered: Result["answered"], trouble: readonly string[]): Result => ({
      outcome,
      answered,
      resets: Math.max(...subject.diskIds.map((diskId) => last.world.disks[diskId]?.resets ?? 0)),
      destroyed: destroyedBetween(found, after, subject).length,
      host: last.host,
      broken: trouble,
      words: [...ended.said, ended.refusal ?? ""].join("\n"),
    });
    if (outcome !== "asked") return result(after, undefined, broken);

    // Whoever is asked looks at the disks, and answers with what is there.
    const ran = resetBetween(scene.atStart, after, subject);
    const answer = ran.length === subject.diskIds.length ? "assumeDone" : "retry";
    const answered = await up({ ...subject.armed, onInterrupted: answer });
    const last = await look(cloud, subject);
    const more = brokenByAnswer(scene, { between, found: after, ended: answered, after: last, answer });
    return result(last, answer, [...broken, ...more, ...answered.unreadable]);
  } finally {
    await cloud.close();
  }
}

interface Attempt {
  readonly between: Meanwhile;
  readonly found: Look;
  readonly ended: UpEnded;
  readonly after: Look;
}

function brokenBy(
  scene: Scene,
  { between, found, ended, after, attempts }: Attempt & { attempts: number },
): string[] {
  const { subject, atStart, atKill } = scene;
  const ran = resetBetween(atStart, atKill, subject);
  const thrownAway = destroyedBetween(found, after, subject).filter((diskId) => ran.includes(diskId));
  return [
    ...lost(found, after, subject),
    ...repeated(found, after, subject),
    ...thrownAway.map((diskId) => `NOT ONCE: what was written to ${diskId} since was thrown away`),
    ...untidy(after, subject, attempts),
    ...startedEarly(ended.calls),
    ...(ended.refusal === undefined ? falseSuccess(subject, ran, found, after) : unclear(ended.refusal)),
    ...power(scene, { between, found, ended, after }),
  ];
}

function brokenByAnswer(
  scene: Scene,
  { between, found, ended, after, answer }: Attempt & { answer: "assumeDone" | "retry" },
): string[] {
  const { subject } = scene;
  if (ended.refusal !== undefined) return [`the answer "${answer}" is refused: ${ended.refusal}`];
  const reset = resetBetween(found, after, subject);
  return [
    ...lost(found, after, subject),
    ...repeated(found, after, subject),
    ...untidy(after, subject, 3),
    ...startedEarly(ended.calls),
    ...unended(after, subject),
    ...(answer === "assumeDone"
      ? reset.map((diskId) => `${diskId} was reset though it was to be taken as done`)
      : []),
    ...(answer === "retry"
      ? subject.diskIds
          .filter((diskId) => after.holds[diskId] !== contents.point(diskId))
          .map((diskId) => `FALSE SUCCESS: ${diskId} holds "${after.holds[diskId]}"`)
      : []),
    ...power(scene, { between, found, ended, after }),
  ];
}

/** A disk holds the snapshot's content, or what was written after it had come back. */
const falseSuccess = (subject: Subject, ran: readonly string[], found: Look, after: Look): string[] => [
  ...unended(after, subject),
  ...subject.diskIds
    .filter((diskId) => {
      const kept = ran.includes(diskId) && after.holds[diskId] === found.holds[diskId];
      return after.holds[diskId] !== contents.point(diskId) && !kept;
    })
    .map((diskId) => `FALSE SUCCESS: ${diskId} holds "${after.holds[diskId]}"`),
];

/** The cloud starts no host with a disk that is still being reset: whoever asks for it takes the disk for restored. */
function startedEarly(calls: readonly Call[]): string[] {
  const refused = calls.filter(
    ({ action, code, parameters }) =>
      action.startsWith("Start") && code !== undefined && parameters["DryRun"] !== "true",
  );
  return [...new Set(refused.map(({ action, code }) => `TOO EARLY: ${action} is refused with ${code}`))];
}

/** A question says what was found, and what answers it. */
const unclear = (refusal: string): string[] =>
  /onInterrupted/.test(refusal) && /assumeDone/.test(refusal) && /retry/.test(refusal)
    ? []
    : [`refused with nothing to answer: ${refusal}`];

/**
 * Promise 4. Nobody is asked about a disk with its host started meanwhile. Where the host was stopped by somebody
 * after it had run, that is how it was found; only where a service keeps no notes, or the run was killed between its
 * notes that it will stop the host and that all is settled (and the service does not tell that the host was started
 * since), may that stop be taken for our own, and then it is said that the host is started. Where a service has no
 * place for a note before the safety snapshot, a run that was killed between the two cannot be told from nobody's.
 */
function power(scene: Scene, { between, found, ended, after }: Attempt): string[] {
  const { subject, atKill } = scene;
  const { refusal, said } = ended;
  if (found.host === "Stopped" && after.host !== "Stopped" && refusal?.includes("onInterrupted"))
    return [`POWER: ${subject.hostId} was started though it is not known what its disk holds`];
  const savedBefore = subject.diskIds.every((diskId) => snapshotsOf(atKill, diskId).length > 1);
  const open = isOpen(scene);
  const untellable =
    subject.service === "ecd" || (open && (subject.service === "swas" || atKill.host !== "Stopped"));
  const words = [...said, refusal ?? ""].join("\n");
  const either = between === "written, stopped" && untellable && startsAgain(subject.hostId).test(words);
  const wanted = between === "written, stopped" ? "Stopped" : "Running";
  if (either || after.host === wanted) return [];
  const unanswered = `${subject.hostId} ran before and stays stopped`;
  if (after.host === "Stopped" && refusal?.includes(unanswered)) return [];
  const untold = subject.service === "ecd" && !savedBefore;
  if (untold && said.some((line) => line.includes(`${subject.hostId} was found stopped and is left so`)))
    return [];
  return [`POWER: ${subject.hostId} is ${after.host} and should be ${wanted}`];
}

/** What preview, the run or its failure say of a host that is started though it was found stopped. */
const startsAgain = (hostId: string): RegExp =>
  new RegExp(`${hostId}: Stopped;\\s+an earlier run has stopped it|The \\w+ ${hostId} runs again`);

/** The note after the reset says that it is done; a service without such notes can only ask. */
const isNotedAsDone = ({ killed: { acted } }: Scene): boolean =>
  acted.findLastIndex(({ action }) => action === "TagResources") > acted.findIndex(isReset) &&
  acted.some(isReset);

/**
 * Its first note says that the host is about to be stopped, the one after the start that all is settled, as it must
 * be where the run has come to its end and has not left the host stopped.
 */
function isOpen({ atKill, killed: { acted, ended } }: Scene): boolean {
  if (ended && atKill.host !== "Stopped") return false;
  const started = acted.findLastIndex(({ action }) => action === "StartInstance");
  const noted = acted.findLastIndex(({ action }) => action === "TagResources");
  return noted >= 0 && (started < 0 || noted < started);
}

function outcomeOf({ killed }: Scene, { refusal, said, calls }: UpEnded): Outcome {
  const words = said.join("\n");
  if (refusal !== undefined) return /onInterrupted/.test(refusal) ? "asked" : "refused";
  if (/has run: it is recorded/.test(words)) return "adopted";
  if (/is still running: it is waited for/.test(words)) return "awaited";
  if (!calls.some(isReset)) return "nothing";
  return killed.calls.some(isReset) ? "again" : "done";
}
