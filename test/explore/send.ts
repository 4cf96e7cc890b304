import type { DiskResult } from "../../provider/rollback/model/state";
import * as record from "../../provider/rollback/model/run";
import { looked } from "./look";
import type { Outcome, Running } from "./outcome";
import { told } from "./perform";
import { isSendAllowed } from "./promises";
import { sourceId, type Setting } from "./setting";
import { momentOf, someTime } from "./time";
import type { World } from "./world";

/** The point of no return. The cloud refuses it while the host runs, or while the disk is being rolled back. */
export function send(setting: Setting, world: World, process: Running): Outcome[] {
  const { service } = setting.desired[process.lever];
  const sending = told(process, (now) => record.entered(now, "submit", someTime));
  const { pending } = sending.memory.run;
  const token = `${pending.key} ${pending.resends ?? pending.attempt}`;
  const source = world.snapshots.find(({ snapshotId }) => snapshotId === sourceId(process.lever));
  const known = service.capabilities.rollbackToken && world.tokens.includes(token);
  if (!known && (world.host.on || world.restoring || !source)) {
    const busy = world.restoring !== undefined;
    const refused = told(
      sending,
      (now) =>
        record.unsent(record.sentDisks(now, results(now, "failed"), someTime), now.pending.disks.map(nameOf)),
      (now) => record.failed(now, { kind: busy ? "conflict" : "failed", words: "refused by the cloud" }),
    );
    return [
      { words: "is refused by the cloud", world, process: busy ? looked(setting, world, refused) : refused },
    ];
  }
  // Only a receipt is compared with it.
  const at = service.capabilities.receipts ? momentOf(setting, world.moment) : someTime;
  const acted = known || !source ? world : reset(setting, world, process, source.content, token);
  const answered = (status: DiskResult["status"]) =>
    told(sending, (now) => record.sentDisks(now, results(now, status), at));
  const words = known ? "sends what was sent before" : "RESETS";
  const outcomes: Outcome[] = [
    { words, world: acted, process: { ...answered("submitted"), at: "answered" } },
  ];
  if (world.left.answers > 0) {
    const lose = (then: World): World => ({
      ...then,
      left: { ...then.left, answers: then.left.answers - 1 },
    });
    outcomes.push({
      words: `${words}, the answer is lost`,
      world: lose(acted),
      process: answered("unknown"),
    });
    outcomes.push({
      words: "sends, and the request is lost",
      world: lose(world),
      process: answered("unknown"),
    });
  }
  return outcomes;
}

const results = (run: record.Run, status: DiskResult["status"]): DiskResult[] =>
  run.pending.disks.map((disk) => ({ ...disk, status }));

const nameOf = ({ diskId, desktopId, sourceDiskType }: DiskResult): string =>
  diskId ?? `${desktopId}/${sourceDiskType}`;

function reset(setting: Setting, world: World, process: Running, to: string, token: string): World {
  isSendAllowed(setting, world, process);
  const { lever } = process;
  const past = { ...world.past[lever], accepted: world.past[lever].accepted + 1 };
  const { receipts, rollbackToken } = setting.desired[lever].service.capabilities;
  return {
    ...world,
    moment: receipts ? world.moment + 1 : world.moment,
    restoring: { lever, to, byPerson: false },
    past: { ...world.past, [lever]: past },
    tokens: rollbackToken ? [...world.tokens, token] : world.tokens,
    snapshots: world.snapshots.map((one) =>
      receipts && one.snapshotId === sourceId(lever) ? { ...one, rolledBack: world.moment } : one,
    ),
  };
}

/** A reset that is under way ends. */
export function restored(world: World): World {
  const { restoring } = world;
  if (!restoring) return world;
  const { lever, to } = restoring;
  const past = { ...world.past[lever], ended: Math.min(world.past[lever].ended + 1, 2) };
  return { ...world, content: to, restoring: undefined, past: { ...world.past, [lever]: past } };
}
