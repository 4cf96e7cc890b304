import type { Instance } from "./entities";
import { interruptCommandsOn } from "./invocations";
import type { Moment } from "./moment";
import { failUnfinishedSnapshotsOf } from "./snapshots";

export type InstanceStatus = "Running" | "Stopping" | "Stopped" | "Starting";

export function instanceStatus(instance: Instance, now: number): InstanceStatus {
  if (instance.settlesAt !== null && now >= instance.settlesAt) return instance.target;
  return instance.target === "Stopped" ? "Stopping" : "Starting";
}

/** What the describes show: they may be behind with a change of power that the cloud has accepted. */
export function shownStatus(instance: Instance, { settings, now }: Moment): InstanceStatus {
  const behind = now < instance.changedAt + settings.durations.power;
  if (behind) return instance.target === "Stopped" ? "Running" : "Stopped";
  return instanceStatus(instance, now);
}

export function isExpired(entity: { readonly expiredAt?: number }, now: number): boolean {
  return entity.expiredAt !== undefined && now >= entity.expiredAt;
}

export interface StopWish {
  readonly stoppedMode: Instance["stoppedMode"];
  /** Like pulling the plug: it works on a machine that does not react to a graceful stop. */
  readonly force: boolean;
}

export function beginStop(instance: Instance, { stoppedMode, force }: StopWish, moment: Moment): void {
  instance.stoppedMode = stoppedMode;
  const fate = force ? "completes" : instance.stopFate;
  begin(instance, "Stopped", fate, moment.settings.durations.stop, moment);
}

export function beginStart(instance: Instance, moment: Moment): void {
  instance.startedAt = moment.now;
  begin(instance, "Running", instance.startFate, moment.settings.durations.start, moment);
}

function begin(
  instance: Instance,
  target: Instance["target"],
  fate: Instance["stopFate"],
  duration: number,
  { world, now }: Moment,
): void {
  instance.target = target;
  instance.changedAt = now;
  instance.settlesAt = fate === "hangs" ? null : now + duration;
  // CreateSnapshot, operation description: stopping or restarting meanwhile makes the snapshot fail.
  failUnfinishedSnapshotsOf(instance.instanceId, world, now);
  interruptCommandsOn(instance.instanceId, world, now);
}
