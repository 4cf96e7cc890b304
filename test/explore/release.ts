import { released } from "../../provider/rollback/model/run";
import { startedSince } from "../../provider/rollback/model/writtenSince";
import { tidy } from "./look";
import { remembering, type Running } from "./outcome";
import type { Setting } from "./setting";
import { momentOf } from "./time";
import { startHost } from "./host";
import type { World } from "./world";

/** Why the host is given back; as `Reason` of the provider. */
export type Reason = "asFound" | "finished" | "adopted" | "unknown";

/** Whether a start would have to wait. */
export const startWaits = (setting: Setting, world: World, process: Running, reason: Reason): boolean =>
  world.restoring !== undefined && !world.host.on && wantsStart(setting, world, process, reason);

/** As `releaseHosts` of the provider, for one host. */
export function release(
  setting: Setting,
  world: World,
  process: Running,
  reason: Reason,
): { readonly world: World; readonly process: Running } {
  const host = process.memory.run.pending.hosts[0];
  const wanted = wantsStart(setting, world, process, reason);
  const keptOff = host && reason === "unknown" && (host.wasRunning || wanted) ? [host.hostId] : [];
  return {
    world: wanted && reason !== "unknown" && !world.host.on ? startHost(world) : world,
    process: remembering(process, { run: tidy(released(process.memory.run, keptOff)) }),
  };
}

function wantsStart(setting: Setting, world: World, { lever, memory }: Running, reason: Reason): boolean {
  const { startAfter } = setting.desired[lever].policy;
  const found = memory.run.pending.hosts[0];
  if (!found) return false;
  const host = reason !== "unknown" && isTheirs(setting, world, found) ? nobodys : found;
  if (reason === "asFound") return host.wasRunning && host.stoppedAt !== undefined;
  if (reason === "adopted") return startAfter !== "never" && host.wasRunning && host.stoppedAt !== undefined;
  return startAfter === "always" || (startAfter === "asBefore" && host.wasRunning);
}

const nobodys = { wasRunning: false, stoppedAt: undefined };

/** Who has started a host since it was stopped, and stopped it again, wants it so. */
function isTheirs(
  setting: Setting,
  { host }: World,
  { hostId, stoppedAt, startedAt }: Running["memory"]["run"]["pending"]["hosts"][number],
): boolean {
  if (stoppedAt === undefined || host.on) return false;
  const shown =
    setting.bounds.service === "ecs" ? `${momentOf(setting, host.started).slice(0, 16)}:00.000Z` : undefined;
  const starts = startedAt === undefined ? {} : { startedAt: { [hostId]: startedAt } };
  return startedSince({ hostId, startedAt: shown }, { at: stoppedAt, ...starts }) === true;
}
