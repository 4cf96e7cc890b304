import { HTTPException } from "hono/http-exception";
import { z } from "zod";
import type { Cloud } from "../cloud";
import {
  accountSchema,
  diskSchema,
  instanceSchema,
  snapshotGroupSchema,
  snapshotSchema,
} from "../world/entities";

/** What the control API can add, change and remove, and under which field each names itself. */
export const kinds = {
  disks: { schema: diskSchema, id: "diskId" },
  instances: { schema: instanceSchema, id: "instanceId" },
  snapshots: { schema: snapshotSchema, id: "snapshotId" },
  snapshotGroups: { schema: snapshotGroupSchema, id: "snapshotGroupId" },
} as const;
export type Kind = keyof typeof kinds;

type Fields = Record<string, unknown>;

/** Adds one; what is not given is as an ordinary one has it. Throws a ZodError that names the wrong field. */
export function addEntity(cloud: Cloud, kind: Kind, given: Fields): string {
  const { world, now } = cloud.moment();
  const { schema, id } = kinds[kind];
  const time = new Date(now).toISOString();
  const times = {
    disks: { createdAt: time },
    instances: { createdAt: time, changedAt: time, settlesAt: time, startedAt: time },
    snapshots: { createdAt: time, availableAt: time, finishesAt: time },
    snapshotGroups: { createdAt: time },
  }[kind];
  const { status, ...fields } = given;
  const entity = schema.parse(withoutNulls({ ...times, ...fields, ...statusFields(kind, status, time) }));
  const entityId = (entity as Fields)[id] as string;
  if (Object.hasOwn(world[kind], entityId))
    throw new HTTPException(400, { message: `${kind} has ${entityId} already; PATCH changes it` });
  Object.assign(world[kind], { [entityId]: entity });
  return entityId;
}

/** Changes the given fields of one; null takes a field away. */
export function changeEntity(cloud: Cloud, kind: Kind, entityId: string, given: Fields): void {
  const { world, now } = cloud.moment();
  const { schema, id } = kinds[kind];
  if (id in given && given[id] !== entityId)
    throw new HTTPException(400, {
      message: `${id} of ${entityId} cannot be changed; add another one and delete this one`,
    });
  const current = z.encode(schema as z.ZodType<Fields, Fields>, cloud.world[kind][entityId] as Fields);
  const { status, ...fields } = given;
  const changed = { ...current, ...fields, ...statusFields(kind, status, new Date(now).toISOString()) };
  Object.assign(world[kind], { [entityId]: schema.parse(withoutNulls(changed)) });
}

/** Null takes a field away, except where it is a value: never. */
function withoutNulls(fields: Fields): Fields {
  const mayBeNull = ["settlesAt", "finishesAt", "availableAt"];
  return Object.fromEntries(
    Object.entries(fields).filter(([name, value]) => value !== null || mayBeNull.includes(name)),
  );
}

export function changeAccount(cloud: Cloud, given: Fields): void {
  cloud.moment().world.account = accountSchema.parse({ ...cloud.world.account, ...given });
}

/** `status` is computed from times; giving one sets the times so that it reads so from now on. */
function statusFields(kind: Kind, status: unknown, time: string): Fields {
  if (status === undefined) return {};
  const meanings: Record<Kind, Record<string, Fields>> = {
    instances: {
      Running: { target: "Running", changedAt: time, settlesAt: time, startedAt: time },
      Stopped: { target: "Stopped", changedAt: time, settlesAt: time },
      Starting: { target: "Running", changedAt: time, settlesAt: null },
      Stopping: { target: "Stopped", changedAt: time, settlesAt: null },
    },
    snapshots: {
      progressing: { finishesAt: null, failedAt: null },
      accomplished: { finishesAt: time, availableAt: time, failedAt: null },
      failed: { failedAt: time },
    },
    disks: {},
    snapshotGroups: {},
  };
  const ofKind = meanings[kind];
  if (typeof status === "string" && Object.hasOwn(ofKind, status)) return ofKind[status]!;
  const known = Object.keys(ofKind).join(", ") || "none (for a disk use heldStatus)";
  throw new HTTPException(400, { message: `status of ${kind} can be set to: ${known}` });
}
