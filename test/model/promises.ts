import { isResetting } from "../../simulator/world/disks";
import { snapshotStatus } from "../../simulator/world/snapshots";
import type { Command, PointName, Policy } from "./commands";
import { understood } from "../../provider/rollback/desiredFrom";
import { errorTellsTruth, powerElsewhereKept, powerKept, wayBackIsKnown } from "./afterRun";
import type { Answer, Operation, State } from "./stack";
import type { World } from "./world";

export interface Declared {
  readonly point: PointName | "none";
  readonly triggers: number;
  readonly policy: Policy;
}

/** A disk was reset by the provider: what was on it is gone from there. */
export interface Reset {
  readonly diskId: string;
  readonly snapshotId: string;
  /** What the disk held before, and what it was put back to. */
  readonly lost: string;
  readonly restored: string;
  /** A complete snapshot held what was lost. */
  readonly saved: boolean;
  readonly at: number;
}

/** What is true of one declared rollback, whoever remembers it. */
export interface Story {
  readonly key: string;
  /** Those that count: a repetition on purpose begins anew. */
  resets: Reset[];
  tried: boolean;
  /** An `up` has said that it is done. */
  reported: boolean;
  /** A failure has said that its disks are back, and that only its host is not. */
  saidDone: boolean;
  /** A failure has left it in the state. */
  onRecord: boolean;
  /** Something else was declared, and taken up, since then. */
  left: boolean;
  /** The program allowed it to be recorded without being run. */
  mayBeAssumed: boolean;
  safetySnapshots: string[];
  /** What a preview has said that will be lost. */
  announced: Set<string>;
  /**
   * People have put the disks back while it was under way, or to this very point after it was tried: whose reset is
   * seen nobody can tell.
   */
  putBackByHand: boolean;
  /** A run of it was killed, and people have stopped or started the host since: its journal still says how it was. */
  powerUnclear: boolean;
  /** What the cloud knew of it was deleted. */
  journalLost: boolean;
  /** A run of it was killed, or has ended, that could not note it. */
  unnoted: boolean;
  /** What the state knew of it was lost. */
  stateLost: boolean;
}

/** One of the engine's commands, as it goes on. */
export interface Report {
  readonly command: Command["do"];
  readonly declared: Declared;
  readonly story: Story | undefined;
  readonly before: State | undefined;
  readonly foundPower: Power;
  readonly foundElsewhere: Power | undefined;
  /** It was never tried, and nothing stands in its way. */
  readonly mustSucceed: boolean;
  /** It was cut short, and nobody has done anything since. */
  readonly mustGoOn: boolean;
  /** The cloud's journal says that it is done. */
  readonly journalSaysDone: boolean;
  /** The state says that just this is done. */
  readonly settled: boolean;
  operation: Operation | undefined;
  said: readonly string[];
  disturbed: boolean;
  /** What the disks held when it began. */
  readonly present: readonly string[];
  personCame: boolean;
  /** People have stopped or started the host in the middle of it. */
  powerTouched: boolean;
  /** People have moved a disk in the middle of it. */
  diskMoved: boolean;
  safetyDeleted: boolean;
  /** Something could not be noted. */
  noteRefused: boolean;
  /** Somebody came after the provider's last look at the host: nobody could know that. */
  unseen: boolean;
  /** The same of a disk that was moved, and of the provider's last look at the disks. */
  unseenMove: boolean;
  readonly changes: string[];
  readonly resets: Reset[];
}

/** Runs that were killed since all was well: they may have left the host otherwise than it was wanted. */
export interface Killed {
  readonly keys: Set<string | undefined>;
  /** People have stopped or started the host since. */
  touched: boolean;
}

export type Power = "Running" | "Stopped";
export type Witness = ReturnType<typeof createWitness>;

/** The model: it knows what truly happened, and says which promise was broken. */
export function createWitness(world: World) {
  const broken: string[] = [];
  const stories = new Map<string, Story>();
  /** How people want the host to be. */
  let wanted: Power = "Running";
  let killed: Killed | undefined;
  /** People have done something since the last run. */
  let peopleSince = false;
  /** A note of other hosts than there are now tells of none of them. */
  let diskWasMoved = false;
  let current: Report | undefined;
  let lastTried: Story | undefined;

  const say = (report: Report, words: string) => void broken.push(`${report.command}: ${words}`);
  const storyOf = (key: string): Story => {
    const story = stories.get(key) ?? newStory(key);
    stories.set(key, story);
    return story;
  };

  const contents = () => world.target.diskIds.map((diskId) => world.disk(diskId).content);
  const announced = ({ said }: Report) => said.some((words) => /will be lost|Plan unchecked/.test(words));

  return {
    broken,
    begin(command: Command["do"], declared: Declared, before: State | undefined): Report {
      const story = declared.point === "none" ? undefined : storyOf(`${declared.point}/${declared.triggers}`);
      if (story && before === undefined && declared.policy.onCreate === "adopt") story.mayBeAssumed = true;
      if (story?.tried && declared.policy.onInterrupted === "assumeDone") story.mayBeAssumed = true;
      // What a person has begun in the console may end during this run.
      if (story && !disksFree(world) && story.resets.every(({ at }) => !isLastReset(world, at)))
        story.putBackByHand = true;
      const ready = command === "up" && story !== undefined && nothingInTheWay(world, declared);
      const runs = before !== undefined || declared.policy.onCreate === "rollback";
      current = {
        command,
        declared,
        story,
        before,
        foundPower: world.host().target,
        foundElsewhere: world.otherHost()?.target,
        mustSucceed: ready && runs && !story.tried && disksFree(world),
        mustGoOn:
          ready &&
          runs &&
          story.tried &&
          isNoted(story) &&
          !peopleSince &&
          (disksFree(world) || seesOwnReset(world, story)),
        journalSaysDone: journalSaysDone(world, declared),
        settled: story !== undefined && isSettled(world, before, declared),
        operation: undefined,
        said: [],
        disturbed: false,
        present: contents(),
        personCame: false,
        powerTouched: false,
        diskMoved: false,
        safetyDeleted: false,
        noteRefused: false,
        unseen: false,
        unseenMove: false,
        changes: [],
        resets: [],
      };
      return current;
    },

    reset(report: Report, reset: Reset): void {
      const { story, declared } = report;
      report.resets.push(reset);
      if (report.command !== "up" || !story || declared.point === "none")
        return say(report, `disk ${reset.diskId} was reset, though nothing was to run`);
      if (reset.snapshotId !== world.points[declared.point][reset.diskId])
        say(report, `disk ${reset.diskId} was reset to ${reset.snapshotId}, which was not declared`);
      if (report.journalSaysDone && declared.policy.onRepeat !== "run")
        say(report, `once: the journal says that ${story.key} is done, and disk ${reset.diskId} was reset`);
      const again = story.resets.some(({ diskId }) => diskId === reset.diskId);
      const repeats =
        (declared.policy.onRepeat === "run" && story.left) ||
        (mayRunAgain(world, story, declared.policy) && !isKnownBack(report, reset));
      const unseen = report.unseen || report.unseenMove;
      // On a host that has not run, a reset in the console leaves no trace (ecs); what it has brought back is a snapshot.
      const untraced = story.putBackByHand && reset.saved;
      if (again && !repeats && !unseen && !untraced) {
        if (reset.lost !== reset.restored)
          say(report, `once: ${story.key} ran again, and "${reset.lost}" written since was lost`);
        else if (story.reported && !story.mayBeAssumed && !story.unnoted)
          say(report, `once: ${story.key} ran again after it was reported as done`);
      }
      const destroys = reset.lost !== reset.restored;
      const beforeStop = declared.policy.safetySnapshot === "beforeStop" && report.personCame;
      const wanted =
        declared.policy.safetySnapshot !== "off" && !beforeStop && !report.safetyDeleted && !unseen;
      if (destroys && !reset.saved && wanted)
        say(report, `safety: "${reset.lost}" was overwritten, and no complete snapshot holds it`);
      // What the plan was made of may be gone.
      if (destroys && !report.safetyDeleted && !announced(report) && !story.announced.has(reset.lost))
        say(report, `announced: "${reset.lost}" was overwritten, and preview had not said so`);
      if ((repeats || declared.policy.onRepeat === "run") && again) beginAnew(story, reset.diskId);
      story.resets.push(reset);
      if (declared.policy.safetySnapshot === "off" && world.target.hostId.startsWith("ecd"))
        story.journalLost = true;
    },

    started(report: Report, restoring: boolean): void {
      if (restoring) say(report, "power: the host was started while one of its disks was being restored");
      const { story } = report;
      const done = new Set(story?.resets.map(({ diskId }) => diskId));
      if (
        story &&
        !story.mayBeAssumed &&
        !story.putBackByHand &&
        // People had it running, and nothing was sent.
        !(report.foundPower === "Running" && report.resets.length === 0) &&
        done.size > 0 &&
        done.size < world.target.diskIds.length
      )
        say(report, `power: the host was started with only ${[...done].join(", ")} rolled back`);
    },

    safetyTaken: (report: Report, id: string) => void report.story?.safetySnapshots.push(id),

    personSetPower(power: Power): true {
      wanted = power;
      if (killed) killed.touched = true;
      for (const key of killed?.keys ?? []) if (key !== undefined) storyOf(key).powerUnclear = true;
      if (current) current.powerTouched = true;
      return personCame();
    },
    personCame,
    personMovedDisk(): true {
      peopleSince = true;
      diskWasMoved = true;
      if (killed) killed.touched = true;
      if (current) Object.assign(current, { personCame: true, unseenMove: true, diskMoved: true });
      return true;
    },
    personReset(point: PointName): true {
      for (const story of stories.values()) {
        const open = story === current?.story || (story.tried && !(story.reported && world.target.notesEnd));
        if (open || (story.tried && story.key.startsWith(`${point}/`))) story.putBackByHand = true;
      }
      return personCame();
    },
    deleteSafetySnapshots(): boolean {
      const all = [...stories.values()].filter(({ safetySnapshots }) => safetySnapshots.length > 0);
      for (const story of all) {
        story.safetySnapshots.forEach((id) => world.deleteSnapshot(id));
        Object.assign(story, { safetySnapshots: [], journalLost: true });
      }
      // Of another rollback's reset nobody can tell then that it is not this one's.
      for (const story of stories.values()) if (all.length > 0 && story.tried) story.putBackByHand = true;
      if (current && all.length > 0) current.safetyDeleted = true;
      return all.length > 0 && personCame();
    },
    stateLost(): void {
      for (const story of stories.values()) story.stateLost = true;
      // What a run was to give back nobody remembers but the cloud: as after one that was killed.
      if (world.host().target === wanted && world.target.notesEnd) return;
      const { notesEnd } = world.target;
      const cutShort = [...stories.values()].filter(
        ({ tried, reported }) => tried && !(reported && notesEnd),
      );
      // Where the end of a run is not noted, its note says for ever how the host was.
      if (cutShort.length > 0) killed ??= { keys: new Set(), touched: !notesEnd || diskWasMoved };
      for (const { key } of cutShort) killed?.keys.add(key);
    },

    end(report: Report, answer: Answer | "crashed"): void {
      current = undefined;
      if (report.command === "up") peopleSince = report.personCame;
      if (report.command !== "up") return lookedOnly(report, answer);
      const { story } = report;
      if (announced(report)) [...report.present, ...contents()].forEach((one) => story?.announced.add(one));
      const began = report.operation === "create" || report.operation === "update";
      if (story && began) story.tried = true;
      judge(report, answer, began);
      if (story && began) lastTried = story;
    },
  };

  function judge(report: Report, answer: Answer | "crashed", began: boolean): void {
    const { story, declared } = report;
    if (answer === "crashed") {
      if (began) killed ??= { keys: new Set(), touched: false };
      if (began) killed?.keys.add(story?.key);
      if (killed && (report.powerTouched || report.diskMoved)) killed.touched = true;
      if (story) story.stateLost = true;
      if (story && report.noteRefused) story.unnoted = true;
      if (story && began && report.powerTouched) story.powerUnclear = true;
      return;
    }
    // Without its state, one whose end the journal cannot note is under way for all that is seen of people's reset.
    const endUnknown = !world.target.notesEnd && story?.stateLost === true && story.putBackByHand;
    if (answer.kind === "done") succeeded(report, answer);
    else failed(report, answer);
    const restarts = { key: story?.key, killed, wanted, endUnknown };
    if (began) powerElsewhereKept(world, report, answer).forEach((words) => say(report, words));
    if (began) powerKept(world, report, answer, restarts).forEach((words) => say(report, words));
    if (answer.kind === "done" && began && story)
      Object.assign(story, { powerUnclear: false, unnoted: report.noteRefused });
    // A host that a killed run of another rollback has stopped, and this one has left so, is still that run's.
    const leftOver =
      !report.powerTouched &&
      world.host().target !== wanted &&
      declared.policy.startAfter === "asBefore" &&
      [...(killed?.keys ?? [])].some((key) => key !== story?.key);
    // It has said that people had it running, and that it is left off for the time being.
    // Where no starts are told, a stop from now on is not told from the one that is to be made undone.
    const owed =
      answer.kind === "failed" &&
      (/ran before and stays stopped|given back could not be noted|whether it runs again is not known/.test(
        answer.words,
      ) ||
        (!world.target.tellsStarts && leftStopped(answer.state)));
    // What is only recorded is not looked at, nor a host that none of the disks is at.
    const looked =
      world.disksAtHome() > 0 && (report.operation !== "create" || declared.policy.onCreate !== "adopt");
    const settled = report.powerTouched || (answer.kind === "done" && began && story && looked);
    if (!leftOver && !owed && settled) {
      wanted = world.host().target;
      killed = undefined;
    }
    if (owed && report.powerTouched) killed = { keys: new Set([story?.key]), touched: true };
    // It has said that the next run will start the host, whoever stopped it in the middle of the start.
    if (answer.kind === "failed" && /tries to start it again/.test(answer.words))
      killed = { keys: new Set([story?.key]), touched: true };
    if (report.settled && report.changes.length > 0)
      say(report, `once: it was done already, and yet: ${report.changes.join(", ")}`);
    // What is given up starts the hosts that it has stopped, notes that, and nothing else.
    const givesBack = (action: string) => /^(Start|TagResources$)/.test(action) && leftStopped(report.before);
    if (declared.point === "none" && !report.changes.every(givesBack))
      say(report, `disarmed, and yet: ${report.changes.join(", ")}`);
  }

  function owes(story: Story | undefined): void {
    killed ??= { keys: new Set(), touched: false };
    killed.keys.add(story?.key);
  }

  function personCame(): true {
    peopleSince = true;
    if (current) Object.assign(current, { personCame: true, unseen: true });
    return true;
  }

  function lookedOnly(report: Report, answer: Answer | "crashed"): void {
    if (report.changes.length > 0) say(report, `changed something: ${report.changes.join(", ")}`);
    if (report.command !== "preview" && answer !== "crashed" && answer.kind === "failed")
      say(report, `failed: ${answer.words}`);
  }

  function succeeded(report: Report, answer: Extract<Answer, { kind: "done" }>): void {
    const { story, declared } = report;
    const phase = answer.state?.outputs["phase"];
    for (const other of stories.values())
      if (other !== story && (other.reported || other.saidDone || other.onRecord)) other.left = true;
    if (!story || declared.point === "none") {
      if (phase !== "disarmed") say(report, `false success: disarmed, and the phase is ${String(phase)}`);
      return;
    }
    if (phase !== "done" && phase !== "adopted")
      say(report, `false success: succeeded, and the phase is ${String(phase)}`);
    for (const diskId of world.target.diskIds) {
      const last = story.resets.findLast((reset) => reset.diskId === diskId);
      if (!last && !story.mayBeAssumed && !story.putBackByHand)
        say(report, `false success: ${story.key} is said to be done, and ${diskId} was never rolled back`);
      const own = last?.at === world.disk(diskId).lastReset?.startedAt;
      // A state of before that calls it done may come back, and nothing is looked at.
      const looked = report.operation !== "same";
      if (last && own && looked && !story.mayBeAssumed && isResetting(world.disk(diskId), world.time.now()))
        say(report, `false success: ${story.key} is said to be done, and ${diskId} is still being restored`);
      // What one of several holds that an earlier run has put back may have been written since.
      const now = report.resets.some((reset) => reset.diskId === diskId);
      if (now && !report.personCame && world.disk(diskId).content !== last?.restored)
        say(report, `false success: ${diskId} holds "${world.disk(diskId).content}"`);
    }
    wayBackIsKnown(world, report, answer).forEach((words) => say(report, words));
    Object.assign(story, { reported: true, left: false, stateLost: false });
  }

  function failed(report: Report, answer: Extract<Answer, { kind: "failed" }>): void {
    const undisturbed = !report.disturbed && !report.personCame;
    if (report.mustSucceed && undisturbed) say(report, `nothing stood in its way, and: ${answer.words}`);
    // What may have run is a used key once another rollback has been taken up since.
    const used = lastTried !== report.story && /may have run, and a declared rollback runs once/;
    const refusal = /onInterrupted|has already run/.test(answer.words) || (used && used.test(answer.words));
    if (report.mustGoOn && undisturbed && !refusal)
      say(report, `nobody has come between, and it does not go on: ${answer.words}`);
    if (report.settled && undisturbed) say(report, `it was done already, and yet failed: ${answer.words}`);
    if (report.declared.point === "none" && undisturbed) say(report, `disarming failed: ${answer.words}`);
    if (report.story && /^The rollback is done/.test(answer.words)) report.story.saidDone = true;
    // The next run takes a stop from now on for one of this run's.
    if (/given back could not be noted|whether it runs again is not known/.test(answer.words))
      owes(report.story);
    if (!world.target.tellsStarts && leftStopped(answer.state)) owes(report.story);
    if (report.story && answer.state?.outputs["pending"] !== undefined) report.story.onRecord = true;
    if (report.story && report.operation !== undefined && report.noteRefused) report.story.unnoted = true;
    if (report.operation !== undefined)
      errorTellsTruth(report, answer.words).forEach((words) => say(report, words));
  }
}

/** A repetition of the whole rollback; a retry of what an interrupted one has left open is of just that disk. */
function beginAnew(story: Story, diskId: string): void {
  const still = story.left ? [] : story.resets.filter((reset) => reset.diskId !== diskId);
  Object.assign(story, { resets: still, reported: false, left: false });
}

/** The state knows of a host that a run has stopped and not given back. */
function leftStopped(before: State | undefined): boolean {
  const { hosts = [] } = (before?.outputs["pending"] ?? {}) as { hosts?: { stoppedAt?: string }[] };
  return hosts.some(({ stoppedAt }) => stoppedAt !== undefined);
}

const newStory = (key: string): Story => ({
  key,
  resets: [],
  tried: false,
  reported: false,
  saidDone: false,
  onRecord: false,
  left: false,
  mayBeAssumed: false,
  safetySnapshots: [],
  announced: new Set(),
  putBackByHand: false,
  powerUnclear: false,
  journalLost: false,
  unnoted: false,
  stateLost: false,
});

/** The state says of a rollback that goes on that this disk is back already. */
function isKnownBack({ before, declared }: Report, { diskId, snapshotId }: Reset): boolean {
  const { pending, triggers } = before?.outputs ?? {};
  const { disks = [] } = (pending ?? {}) as { disks?: Partial<Record<string, string>>[] };
  const again = (triggers as { again?: number } | undefined)?.again ?? 0;
  return (
    again === declared.triggers &&
    disks.some(
      (disk) =>
        disk["diskId"] === diskId && disk["snapshotId"] === snapshotId && disk["status"] === "restored",
    )
  );
}

function journalSaysDone({ target, points, simulated }: World, { point, triggers }: Declared): boolean {
  if (point === "none") return false;
  const goal = { regionId: "cn-hangzhou", ...target.inputs(points[point]) };
  const { desired } = understood({ ...goal, ...(triggers ? { triggers: { again: triggers } } : {}) });
  const name = `pulumi-alicloud-restore:${desired?.key}.`;
  return Object.values(simulated.world.snapshots).some(({ tags }) =>
    Object.entries(tags).some(([tag, line]) => tag.startsWith(name) && /^1\|(done|released)\|/.test(line)),
  );
}

/** Whether what was written since may be thrown away: the program says so, or nothing is left that remembers. */
function mayRunAgain({ target }: World, story: Story, { onInterrupted }: Policy): boolean {
  const knownDone = story.reported && (target.notesEnd || !story.stateLost);
  const forgotten = (story.journalLost || story.unnoted) && story.stateLost;
  return (onInterrupted === "retry" && !knownDone) || forgotten;
}

function nothingInTheWay(world: World, { policy, point }: Declared): boolean {
  const { time, simulated, points } = world;
  if (point === "none" || world.disksAtHome() < world.target.diskIds.length) return false;
  const host = world.hostStatus();
  const hostReady = host === "Stopped" || (host === "Running" && policy.whenRunning === "stop");
  const snapshots = Object.values(simulated.world.snapshots);
  const noneUnderWay = snapshots.every((one) => snapshotStatus(one, time.now()) !== "progressing");
  const there = Object.values(points[point]).every((id) => simulated.world.snapshots[id] !== undefined);
  return hostReady && noneUnderWay && there;
}

/** The cloud can tell that it was tried. */
const isNoted = ({ unnoted, journalLost }: Story): boolean => !unnoted && !journalLost;

/** A reset that nothing shows makes a retry fail that takes a safety snapshot first. */
const seesOwnReset = ({ target, disk, simulated }: World, { resets }: Story): boolean =>
  (simulated.settings.resetShowsReIniting || target.tellsStarts) &&
  target.diskIds.some((id) => resets.some(({ at }) => at === disk(id).lastReset?.startedAt));

const isLastReset = ({ target, disk }: World, at: number): boolean =>
  target.diskIds.some((id) => disk(id).lastReset?.startedAt === at);

const disksFree = ({ target, disk, time }: World): boolean =>
  target.diskIds.every((id) => !isResetting(disk(id), time.now()));

/** The state says that what is declared is done, and no run is under way. */
function isSettled(world: World, before: State | undefined, { point, triggers }: Declared): boolean {
  if (!before || before.unfinished || point === "none") return false;
  const { phase, pending, triggers: recorded } = before.outputs;
  if ((phase !== "done" && phase !== "adopted") || pending !== undefined) return false;
  const goal = world.target.inputs(world.points[point]);
  const same = JSON.stringify([goal["snapshotId"], goal["disks"]]);
  const { snapshotId, disks } = before.inputs;
  const again = (recorded as { again?: number } | undefined)?.again ?? 0;
  return same === JSON.stringify([snapshotId, disks]) && again === triggers;
}
