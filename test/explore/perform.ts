import type { AttemptEvent } from "../../provider/rollback/model/events";
import type { Action, Refusal } from "../../provider/rollback/model/action";
import type { Decision } from "../../provider/rollback/model/decide";
import { isOwnStop } from "../../provider/rollback/model/run";
import { lineTag } from "../../provider/rollback/model/marks";
import { isDone, maySend } from "../../provider/rollback/model/attempt";
import { safetyOf } from "../../provider/rollback/model/outputs";
import * as record from "../../provider/rollback/model/run";
import { doubtsOn } from "../../provider/rollback/model/standing";
import { refusalWords } from "../../provider/rollback/words";
import { noReceipt } from "../../provider/lifecycle/receipt";
import { ask, ended, finish, giveUp } from "./endings";
import { stopHost } from "./host";
import { idOf, interned } from "./intern";
import { lastSeen, looked, tidy } from "./look";
import { isRunning, remembering, type Outcome, type Running } from "./outcome";
import { isStartAllowed } from "./promises";
import { release, startWaits, type Reason } from "./release";
import { completeSafety, takeSafety } from "./safety";
import { send } from "./send";
import { settleWatch, watch } from "./watch";
import { sourceId, type Setting } from "./setting";
import { momentOf, nowText, someTime } from "./time";
import type { View } from "./view";
import type { Process, World } from "./world";

type Change = (run: record.Run) => record.Run;

export const told = (process: Running, ...changes: readonly Change[]): Running =>
  remembering(process, { run: tidy(changes.reduce((run, change) => change(run), process.memory.run)) });

const decisions = new Map<string, Decision>();

/** What the process does next. */
export function decided(setting: Setting, process: Running): Decision {
  const { lever, memory } = process;
  const id = `${lever} ${idOf(memory.view)} ${idOf(memory.state)} ${idOf(memory.run)}`;
  const found = decisions.get(id);
  if (found) return found;
  const decision = setting.decide(setting.desired[lever], lastSeen(setting, process), memory.run);
  if (decisions.size > 200_000) decisions.clear();
  decisions.set(id, decision);
  return decision;
}

export { alone };

export const forgetDecisions = (): void => decisions.clear();

/** The next step of a process: more than one where the cloud may answer in more than one way, none while it waits. */
export const steps = (setting: Setting, world: World, process: Running): Outcome[] =>
  step(setting, world, process).map((outcome) => alone(setting, outcome));

/** What a process does without anybody noticing it does at once. */
function alone(setting: Setting, outcome: Outcome): Outcome {
  const { process, world } = outcome;
  if (!isRunning(process) || process.at !== "looping") return outcome;
  const action = decided(setting, process);
  if (action.do === "look") return { ...outcome, process: blind(process) };
  if (action.do === "yield")
    return {
      ...outcome,
      words: `${outcome.words}, waits for another one [${action.rule}]`,
      process: blind(told(process, (now) => record.yielded(now, action.to, 0))),
    };
  if (action.do !== "keepSaved" && action.do !== "assume" && action.do !== "giveUp" && action.do !== "refuse")
    return outcome;
  const [then] = act(setting, world, process, action);
  return then ? alone(setting, { ...then, words: `${outcome.words}, ${then.words}` }) : outcome;
}

/** Whatever it has seen does not count any more: it looks again. */
const blind = (process: Running): Running => ({
  ...remembering(process, { view: nothingSeen, sentAtLook: 0, toldAtLook: false }),
  at: "looking",
});

const nothingSeen: View = interned({ restoring: false, on: false, started: 0, snapshots: [] });

function step(setting: Setting, world: World, process: Running): Outcome[] {
  switch (process.at) {
    case "looking":
      return [
        { words: "looks again", world, process: { ...looked(setting, world, process), at: "looping" } },
      ];
    case "saving":
      return completeSafety(setting, world, process);
    case "watching":
      return settleWatch(setting, world, process);
    case "answered":
      return [noteAccepted(setting, world, process)];
    case "tidying":
      return [removeEarlier(setting, world, process)];
    default:
      return act(setting, world, process, decided(setting, process));
  }
}

function act(setting: Setting, world: World, process: Running, action: Decision): Outcome[] {
  const { run } = process.memory;
  const after = (words: string, then: Process, world2 = world): Outcome[] => [
    { words: `${words} [${action.rule}]`, world: world2, process: then },
  ];
  switch (action.do) {
    case "note":
      // Farther than this a story is not followed.
      if (run.pending.sequence >= setting.bounds.mostLines) return [];
      return [note(setting, world, process, action)];
    case "settle":
      return world.snapshots.some(({ complete }) => !complete)
        ? []
        : after("has waited for a snapshot", looked(setting, world, process));
    case "look":
    case "yield":
      return [];
    case "stop":
      return stop(setting, world, process);
    case "save":
      return takeSafety(setting, world, process);
    case "keepSaved": {
      const safety = safetyOf(action.by, run.pending.disks);
      const kept = safety ? told(process, (now) => record.savedPresent(now, safety, undefined)) : process;
      return after("keeps what was saved", kept);
    }
    case "assume":
      return after(
        "takes it as done",
        told(process, (now) => record.backAgain(now, action.disks, undefined)),
      );
    case "send":
      return send(setting, world, process);
    case "await":
      return watch(setting, world, process, action.disks);
    case "start":
      return start(setting, world, process, action);
    case "giveUp":
      return after(
        `gives up (${action.why.because})`,
        told(process, (now) => record.failed(now, failure(setting, process, action.why))),
      );
    case "refuse":
      return after(`refuses (${action.why.because})`, ended(process, "refused", process.state ?? undefined));
    case "ask":
      return [ask(setting, world, process)];
    case "end":
      return [giveUp(setting, world, process)];
    case "finish":
      return [finish(setting, world, process, action.adopted)];
  }
}

function failure(setting: Setting, { lever }: Running, why: Refusal): record.Failure {
  const kind = why.because === "conflict" ? "conflict" : "failed";
  const rival = why.because === "conflict" ? why.rival : undefined;
  return { kind, words: refusalWords(setting.desired[lever], why).split("\n")[0] ?? "", rival };
}

/** As `ensureStopped` of the provider. */
function stop(setting: Setting, world: World, process: Running): Outcome[] {
  const found = process.memory.run.pending.hosts[0];
  if (!found) return [];
  const { hostId } = found;
  const shown =
    setting.bounds.service === "ecs"
      ? `${momentOf(setting, world.host.started).slice(0, 16)}:00.000Z`
      : undefined;
  const done = (words: string, world2: World, ...changes: readonly Change[]): Outcome[] => {
    const then = told(process, (now) => record.entered(now, "stop", someTime), record.begun, ...changes);
    return [
      { words, world: world2, process: remembering(then, { view: { ...then.memory.view, on: false } }) },
    ];
  };
  if (!world.host.on)
    return done("finds the host stopped", world, (now) =>
      record.held(record.hostFound(now, { ...found, startedAt: shown })),
    );
  if (!process.memory.view.on) {
    const then = told(process, record.begun, (now) => record.unheld(record.foundOn(now, [hostId])));
    const view = { ...then.memory.view, on: true, started: world.host.started };
    return [{ words: "finds the host on", world, process: remembering(then, { view }) }];
  }
  if (setting.desired[process.lever].policy.whenRunning !== "stop") return [];
  const stoppedAt = momentOf(setting, world.moment);
  return done("stops the host", stopHost(world, false), (now) =>
    record.held(record.hostFound(now, { hostId, wasRunning: true, stoppedAt, startedAt: shown })),
  );
}

type Noting = Extract<Action, { readonly do: "note" }>;

/** Writes a line, as `note` of the provider. */
function note(setting: Setting, world: World, process: Running, { event, resends }: Noting): Outcome {
  const before = told(
    process,
    record.begun,
    (run) => (event === "stopping" ? asSeen(setting, process, record.entered(run, "stop", someTime)) : run),
    (run) => (event === "sending" ? keepReceipts(setting, process, run) : run),
  );
  const isUnnoted = before.memory.run.unnoted;
  const written = isUnnoted ? "refused" : write(setting, world, before, event, resends);
  if (written === "lost")
    return {
      words: `cannot note ${event}: the snapshot is gone`,
      world,
      process: looked(
        setting,
        world,
        told(before, (run) => record.failed(run, { kind: "failed", words: "not found" })),
      ),
    };
  const refused = written === "refused";
  const then = told(before, (run) =>
    record.noted(run, { event, resends, at: nowText }, refused && !isUnnoted),
  );
  const tidies = event === "done" && !refused && earlier(setting, then).length > 0;
  return {
    words: `notes ${event}${resends === undefined ? "" : `, as ${resends}`}${refused ? " (denied)" : ""}`,
    world: refused ? world : (written as World),
    process: tidies ? { ...then, at: "tidying" } : then,
  };
}

/** Hosts that run are noted as they are seen. */
const asSeen = (setting: Setting, process: Running, run: record.Run): record.Run =>
  lastSeen(setting, process)
    .hosts.filter(({ state }) => state === "running")
    .reduce(
      (known, { hostId, startedAt }) =>
        record.hostFound(known, { hostId, wasRunning: true, stoppedAt: undefined, startedAt }),
      run,
    );

/** The line stands on the source, and where that is gone on this attempt's safety snapshot. */
function write(
  setting: Setting,
  world: World,
  { lever, memory: { run } }: Running,
  event: AttemptEvent,
  resends: string | undefined,
): World | "refused" | "lost" {
  if (setting.desired[lever].service.capabilities.journal !== "tags") return world;
  if (setting.bounds.tags !== "all") return "refused";
  const own =
    run.pending.safetyTakenAt === undefined ? undefined : run.pending.safety?.snapshots[0]?.snapshotId;
  const bearer = [sourceId(lever), own].find((id) =>
    world.snapshots.some(({ snapshotId }) => snapshotId === id),
  );
  if (bearer === undefined) return "lost";
  const known = event === "sending" ? { ...run, pending: { ...run.pending, resends } } : run;
  const disk = lastDisk(setting);
  const line = setting.line(record.lineOf(known, disk, event, nowText));
  const tag = lineTag(run.pending);
  return {
    ...world,
    snapshots: world.snapshots.map((one) =>
      one.snapshotId === bearer ? { ...one, lines: { ...one.lines, [tag]: { line, aged: false } } } : one,
    ),
  };
}

const lastDisk = ({ disk }: Setting): string => disk.diskId ?? `${disk.desktopId}/${disk.sourceDiskType}`;

/** As `keepReceipts` of the provider. */
function keepReceipts(setting: Setting, process: Running, run: record.Run): record.Run {
  const { service, key } = setting.desired[process.lever];
  if (!service.capabilities.receipts) return run;
  const observed = lastSeen(setting, process);
  const disks = run.pending.disks.map((disk) => {
    const known = doubtsOn(key, observed, lastDisk(setting)).find(
      (doubt) => doubt.receiptBefore !== undefined,
    );
    const shown = observed.points[0]?.snapshot?.rollbackTime;
    return { ...disk, receiptBefore: known?.receiptBefore ?? shown ?? noReceipt };
  });
  return { ...run, pending: { ...run.pending, disks } };
}

/** As `tellAccepted` of the provider: in the moment of the answer. */
function noteAccepted(setting: Setting, world: World, process: Running): Outcome {
  const looping: Running = { ...process, at: "looping" };
  const { run } = process.memory;
  if (run.unnoted) return { words: "knows that it was accepted", world, process: looping };
  const written = write(setting, world, process, "accepted", undefined);
  if (written === "lost") return { words: "cannot note accepted", world, process: looping };
  const refused = written === "refused";
  const { lever } = process;
  const isTold = !refused && setting.desired[lever].service.capabilities.journal === "tags";
  const then = refused ? world : (written as World);
  return {
    words: "notes accepted",
    world: isTold ? { ...then, past: { ...then.past, [lever]: { ...then.past[lever], told: true } } } : then,
    process: told(looping, (now) =>
      record.noted(now, { event: "accepted", resends: now.pending.resends, at: nowText }, refused),
    ),
  };
}

const earlier = (setting: Setting, process: Running) =>
  lastSeen(setting, process).attempts.filter(
    ({ key, silent }) => key === setting.desired[process.lever].key && !silent,
  );

/** As `removeLines` of the provider. */
function removeEarlier(setting: Setting, world: World, process: Running): Outcome {
  const tags = new Set(earlier(setting, process).map(lineTag));
  return {
    words: "removes the lines of earlier attempts",
    world: {
      ...world,
      snapshots: world.snapshots.map((one) =>
        one.snapshotId === sourceId(process.lever)
          ? { ...one, lines: Object.fromEntries(Object.entries(one.lines).filter(([tag]) => !tags.has(tag))) }
          : one,
      ),
    },
    process: { ...process, at: "looping" },
  };
}

/** As `giveBack` of the provider. */
function start(
  setting: Setting,
  world: World,
  process: Running,
  { reason: asked }: Extract<Action, { readonly do: "start" }>,
): Outcome[] {
  const observed = lastSeen(setting, process);
  const doubtful = observed.attempts.some((one) => maySend(one) && !isDone(one));
  const { run } = process.memory;
  const isOwn = run.pending.hosts.some((host) => isOwnStop(run, host));
  const reason: Reason = asked === "asFound" && doubtful && !isOwn ? "unknown" : asked;
  if (startWaits(setting, world, process, reason)) return [];
  const entered = told(process, (now) => record.entered(now, "start", someTime));
  const freed = release(setting, world, entered, reason);
  if (asked === "asFound" && freed.world.host.on && !world.host.on) isStartAllowed(observed, run);
  const words = freed.world.host.on && !world.host.on ? "starts the host" : "leaves the host as it is";
  return [{ words, ...freed }];
}
