import type { ServiceName } from "../../../provider/lifecycle/facts";
import { completeSnapshot, type World } from "./fixture";
import type { DeclaredResource } from "./stack";

/** One disk of a service: how a program names it, how the simulator does, and the calls that concern it. */
export interface Subject {
  readonly service: ServiceName;
  readonly target: Readonly<Record<string, unknown>>;
  readonly diskId: string;
  readonly hostId: string;
  readonly hostWord: string;
  readonly calls: Readonly<Record<"stop" | "take" | "rollBack" | "start" | "readDisk", string>>;
}

export const subjects: readonly Subject[] = [
  {
    service: "ecs",
    target: { diskId: "d-sim0002" },
    diskId: "d-sim0002",
    hostId: "i-sim0001",
    hostWord: "instance",
    calls: {
      stop: "StopInstance",
      take: "CreateSnapshot",
      rollBack: "ResetDisk",
      start: "StartInstance",
      readDisk: "DescribeDisks",
    },
  },
  {
    service: "swas",
    target: { service: "swas", diskId: "d-simswas01" },
    diskId: "d-simswas01",
    hostId: "sim00000000000000000000000000swas1",
    hostWord: "server",
    calls: {
      stop: "StopInstance",
      take: "CreateSnapshot",
      rollBack: "ResetDisk",
      start: "StartInstance",
      readDisk: "ListDisks",
    },
  },
  {
    service: "ecd",
    target: { service: "ecd", desktopId: "ecd-sim0001", sourceDiskType: "data" },
    diskId: "d-simecd02",
    hostId: "ecd-sim0001",
    hostWord: "desktop",
    calls: {
      stop: "StopDesktops",
      take: "CreateSnapshot",
      rollBack: "ResetSnapshot",
      start: "StartDesktops",
      readDisk: "DescribeDesktops",
    },
  },
];

export interface Damaged {
  readonly lever: DeclaredResource;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly snapshotId: string;
}

/** A disarmed lever for a disk that held "before" at its restore point and holds "after" now; its host runs. */
export async function damaged(cloud: World, { target, diskId }: Subject): Promise<Damaged> {
  await cloud.control.writeContent(diskId, "before");
  const snapshotId = await completeSnapshot(cloud, {}, diskId);
  await cloud.control.writeContent(diskId, "after");
  const lever = cloud.rollback();
  await lever.up(target);
  await cloud.control.clearCalls();
  return { lever, snapshotId, inputs: { ...target, snapshotId, whenRunning: "stop" } };
}

/** All that a rollback may change of the world. */
export async function seenOf({ control }: World, { diskId, hostId }: Subject) {
  const { content, resets } = await control.disk(diskId);
  return { content, resets, power: (await control.instance(hostId)).status };
}
