import type { Killed, Power, Report } from "./promises";
import type { Answer } from "./stack";
import type { World } from "./world";

/** How the host should be, from what is known of earlier runs and of people. */
export interface PowerMemory {
  readonly key: string | undefined;
  readonly killed: Killed | undefined;
  readonly wanted: Power;
  readonly endUnknown: boolean;
}

/** What a run says of disks that are not known to be right: their host is to stay off. */
const leftOpen = /^(MIXED STATE|Not known|Accepted by the cloud|Nothing was sent now)/;

/** Power is left as it was found, unless the program says otherwise or the state of a disk is not known. */
export function powerKept(world: World, report: Report, answer: Answer, memory: PowerMemory): string[] {
  const { foundPower, declared, story, resets } = report;
  const now = world.host().target;
  if (report.personCame || !story) return [];
  const away = world.disksAtHome() === 0;
  // One that runs already, or that a killed run has started, is not for this one to stop.
  const started = foundPower === "Stopped";
  if (answer.kind === "failed" && !away && now === "Running" && started && leftOpen.test(answer.words))
    return [`power: the host runs, though it is said that ${answer.words}`];
  const { startAfter } = declared.policy;
  const allowed = new Set<Power>();
  if (answer.kind === "failed") {
    // After the request only the next run may start it; before, it is given back as it was found.
    // An earlier run may have left it otherwise.
    allowed.add(foundPower).add(memory.wanted);
    if (memory.killed || story.resets.length > 0) allowed.add("Stopped");
    if (resets.length > 0 || report.disturbed) allowed.add("Stopped");
    if (story.resets.length > 0 && startAfter === "always") allowed.add("Running");
  } else {
    if (startAfter === "asBefore") allowed.add(memory.wanted);
    if (startAfter === "always") allowed.add("Running");
    if (startAfter === "never") allowed.add("Stopped").add(foundPower);
    if (resets.length === 0) allowed.add(foundPower);
    const { killed } = memory;
    // Another rollback's journal is not asked, and one that is lost remembers nothing.
    if (killed && [...killed.keys].some((key) => key !== memory.key)) allowed.add(foundPower);
    if (story.journalLost || story.unnoted || (killed && !world.target.notesEnd)) allowed.add(foundPower);
  }
  if (memory.endUnknown || story.unnoted) allowed.add("Running").add(foundPower);
  // Who has stopped a host that was about to be stopped, the killed run or a person, nobody can tell.
  // A host that none of the disks is at is not looked at.
  if (away) allowed.add(foundPower);
  if (memory.killed?.touched || story.powerUnclear) allowed.add("Running").add(foundPower);
  if (allowed.has(now)) return [];
  return [`power: the host was ${foundPower}, people want it ${memory.wanted}, and it is ${now} afterwards`];
}

/** The host that people have moved a disk to, and that they never stop themselves. */
export function powerElsewhereKept(world: World, report: Report, answer: Answer): string[] {
  const { foundElsewhere: found, declared, story, resets } = report;
  const now = world.otherHost()?.target;
  if (report.personCame || found !== "Running" || now === found) return [];
  const leftOff =
    answer.kind === "failed"
      ? (story?.resets.length ?? 0) > 0 || resets.length > 0 || report.disturbed
      : declared.policy.startAfter === "never";
  return leftOff ? [] : [`power: the other host was ${found}, and it is ${now} afterwards`];
}

/** What was overwritten is named in the outputs. */
export function wayBackIsKnown(
  world: World,
  { story, declared, resets }: Report,
  answer: Extract<Answer, { kind: "done" }>,
): string[] {
  if (!story || story.journalLost || story.putBackByHand) return [];
  if (declared.policy.safetySnapshot === "off" || resets.length === 0) return [];
  const outputs = answer.state?.outputs ?? {};
  const undo = JSON.stringify([outputs["undoSnapshotId"], outputs["undoSnapshots"]]);
  return world.target.diskIds.flatMap((diskId) => {
    const last = story.resets.findLast((reset) => reset.diskId === diskId && reset.lost !== reset.restored);
    if (!last?.saved) return [];
    const holding = world.completeSnapshots(diskId).filter(({ content }) => content === last.lost);
    const named = holding.some(({ snapshotId }) => undo.includes(`"${snapshotId}"`));
    return named ? [] : [`way back: no snapshot that the outputs name holds "${last.lost}" of ${diskId}`];
  });
}

const untouched = /Nothing was (changed|rolled back|sent)|was not touched|Nothing was written/;
const touched = /Restored|Accepted by the cloud|MIXED STATE|not known|is done|may have run|was cut short/i;

/** The error says whether something was changed. */
export function errorTellsTruth({ resets, story, declared }: Report, words: string): string[] {
  const earlier = (story?.resets.length ?? 0) > 0;
  const repeated = declared.policy.onRepeat === "run" && story?.left;
  const unsettled =
    earlier &&
    !repeated &&
    !story?.reported &&
    !story?.journalLost &&
    !(story?.unnoted && story.stateLost) &&
    declared.policy.onInterrupted === "ask";
  if (unsettled && /was not touched/.test(words) && !touched.test(words))
    return [`error: an earlier run has reset the disk, and it says: ${words}`];
  if (resets.length > 0 && untouched.test(words) && !touched.test(words))
    return [`error: a disk was reset, and it says: ${words}`];
  if (resets.length === 0 && !untouched.test(words) && !touched.test(words))
    return [`error: it does not say whether something was changed: ${words}`];
  if (
    resets.length === 0 &&
    !earlier &&
    !story?.putBackByHand &&
    /^(Restored|Accepted by the cloud|MIXED.*(restored:|accepted))/.test(words)
  )
    return [`error: no disk was ever reset, and it says: ${words}`];
  return [];
}
