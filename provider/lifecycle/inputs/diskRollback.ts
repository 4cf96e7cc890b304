import { z } from "zod";
import type { DiskReference, ServiceName } from "../facts";
import type { Rule } from "./checkInputs";
import * as field from "./fields";

/** ECS ResetDisks takes so many at once. */
export const mostDisks = 10;

/** What a program may declare of a DiskRollback, for each service under the rules of its pages. */
export const rollbackInputs = () =>
  z
    .discriminatedUnion(
      "service",
      [
        z.strictObject({
          ...common("ecs"),
          diskId: field
            .diskId("ECS ResetDisk")
            .optional()
            .describe(
              "The disk to put back. Changing it replaces the resource: the old one is only forgotten.",
            ),
          disks: field
            .listOfDisks(
              z.strictObject({
                diskId: field.diskId("ECS ResetDisks").describe("The disk to put back."),
                snapshotId: field
                  .snapshotToRestore("ECS ResetDisks")
                  .optional()
                  .describe("Its snapshot to go back to."),
              }),
              ({ diskId }) => diskId,
              mostDisks,
              "ECS ResetDisks",
            )
            .optional()
            .describe(
              "Instead of `diskId`: 1 to 10 disks, each with its snapshot, all or none of them armed. Another set of disks replaces the resource; other snapshots roll back.",
            ),
          instanceId: field.instanceId
            .optional()
            .describe(
              "Instead of `diskId`: the instance whose disks go back to a group. Changing it replaces the resource.",
            ),
          snapshotGroupId: field.snapshotGroupToRestore
            .optional()
            .describe(
              "With `instanceId`: the group to go back to, at most 10 disks. Unset: disarmed. Changing it rolls back.",
            ),
          excludeDiskIds: field
            .diskIds(16, "ECS ResetDisks")
            .optional()
            .describe(
              "With `instanceId`: its disks that the group holds no snapshot of and that stay as they are. Any other disk without one is an error: a snapshot of the group may have been deleted. Changing it runs nothing.",
            ),
          safetySnapshot: safetySnapshot({
            retentionDays: field.retentionDays
              .default(14)
              .describe("Days after which the cloud deletes it. Default 14."),
          }).describe(
            "A snapshot of the present before the disk is touched, kept for `retentionDays` (default 14; a group is kept until it is deleted). `when`: after the machine was stopped (the default), or before, which shortens the outage and leaves the last writes out. On by default; `false` turns it off, and preview says so.",
          ),
          forceStop: z
            .boolean()
            .default(false)
            .describe(
              'With whenRunning "stop": cut the power instead of asking the system to shut down. Default false.',
            ),
        }),
        z.strictObject({
          ...common("swas"),
          diskId: field
            .diskId("SWAS ResetDisk")
            .describe(
              "The disk to put back. Changing it replaces the resource: the old one is only forgotten.",
            ),
          safetySnapshot: safetySnapshot({}).describe(
            "A snapshot of the present before the disk is touched. It counts towards the three snapshots of a server and is kept until you delete it. On by default; `false` turns it off, and preview says so.",
          ),
          forceStop: z
            .boolean()
            .default(false)
            .describe(
              'With whenRunning "stop": cut the power instead of asking the system to shut down. Default false.',
            ),
        }),
        z.strictObject({
          ...common("ecd"),
          desktopId: field.desktopId.describe(
            "The desktop. Changing it replaces the resource: the old one is only forgotten.",
          ),
          sourceDiskType: field.sourceDiskType.describe(
            "Which of its disks. Changing it replaces the resource.",
          ),
          safetySnapshot: safetySnapshot({}).describe(
            "A snapshot of the present before the disk is touched, kept until you delete it. On by default; `false` turns it off, and preview says so.",
          ),
        }),
      ],
      'must be "ecs", "swas" or "ecd"',
    )
    .describe(
      "A lever: puts a disk (or several) back to a snapshot. Each declared rollback, named by service, region, disks, snapshots and triggers, runs once. Without a snapshot it is disarmed and can live in the program for ever.",
    );

const safetySnapshot = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z
    .union(
      [
        z.literal(false),
        z.strictObject({
          ...shape,
          when: z
            .enum(["afterStop", "beforeStop"])
            .default("afterStop")
            .describe('"afterStop" (default): with the last writes. "beforeStop": shortens the outage.'),
        }),
      ],
      `must be false or an object of ${[...Object.keys(shape), "when"].join(", ")} (when: "afterStop" or "beforeStop")`,
    )
    .prefault({} as never);

const resetPages = {
  ecs: "ECS ResetDisk",
  swas: "SWAS ResetDisk",
  ecd: "ECD ResetSnapshot",
} as const satisfies Readonly<Record<ServiceName, string>>;

const common = <Name extends ServiceName>(name: Name) => ({
  service: field.service(name),
  regionId: field.regionId.describe(
    "Default: `alicloud:region` of the stack, else the environment's. Changing it replaces the resource.",
  ),
  snapshotId: field
    .snapshotToRestore(resetPages[name])
    .optional()
    .describe(
      'The snapshot to go back to: complete, and taken from this very disk; not one that `onMissing: "recreate"` took in the place of a lost one, which is named by its moment, see `restoreTo`. Unset: disarmed, nothing to do. Changing it rolls back, unless this rollback has run before.',
    ),
  restoreTo: z
    .strictObject({
      before: field.moment.describe("The moment before which it was taken."),
      namePrefix: z.string().min(1, "must not be empty").optional().describe("What its name begins with."),
    })
    .optional()
    .describe(
      'Instead of `snapshotId`: the newest complete snapshot of this disk taken before a moment (UTC, such as "2026-11-20T18:40:00Z"). It is looked up once for each request and does not float. Safety snapshots of rollbacks are left out: one of them is gone back to by its id. Changing it rolls back.',
    ),
  triggers: field.triggers
    .optional()
    .describe("Any values. Changing them rolls back to the same snapshot again, on purpose."),
  whenRunning: z
    .enum(["fail", "stop", "wait"])
    .default("fail")
    .describe(
      'What to do while the machine runs, which must be stopped: "fail" and say so in preview (the default), "stop" it gracefully, or "wait" until somebody else has stopped it, for as long as `timeouts.stop`.',
    ),
  startAfter: z
    .enum(["asBefore", "always", "never"])
    .default("asBefore")
    .describe(
      'Start the machine afterwards: "asBefore" if it was running before (the default), "always", or "never". This holds too if the rollback failed before it touched the disk. While nobody knows what the disk holds, the machine stays off. Of several rollbacks on one machine, one that wants it started is enough.',
    ),
  maxDataLoss: field.duration
    .optional()
    .describe(
      'Refuse a snapshot that is older than this when the run begins, such as "24h": more writes would be lost.',
    ),
  notAfter: field.moment
    .optional()
    .describe(
      'Refuse to begin after this moment, such as "2026-11-20T18:40:00Z": a stale request does nothing. A run that has begun goes on.',
    ),
  requireNewest: z
    .boolean()
    .default(false)
    .describe("Refuse if the disk has a newer complete snapshot. Default false."),
  expectLast: z
    .string()
    .regex(
      /^(none|s-[A-Za-z0-9]+|ssg-[A-Za-z0-9]+)$/,
      'must be a snapshot id, a snapshot group id, or "none"',
    )
    .optional()
    .describe(
      'Refuse unless this snapshot (or "none") was applied last: two people cannot roll back over each other.',
    ),
  onCreate: z
    .enum(["rollback", "adopt"])
    .default("rollback")
    .describe(
      'What creating the resource with a snapshot does: "rollback" (default), or "adopt" it as the present point without touching the disk.',
    ),
  onRepeat: z
    .enum(["refuse", "run"])
    .default("refuse")
    .describe(
      'What declaring a rollback does that has run before: "refuse" in preview (default), or "run" it again. A reverted commit must not destroy data.',
    ),
  onInterrupted: z
    .enum(["ask", "assumeDone", "retry"])
    .default("ask")
    .describe(
      'What to do if an earlier run may have rolled back and nothing tells whether it did: "ask" (default: stop and say so), "assumeDone", or "retry", which loses what was written since.',
    ),
  timeouts: z
    .strictObject({
      stop: field.duration.default("10m").describe("For the host to stop. Default 10m."),
      snapshot: field.duration.default("60m").describe("For the safety snapshot. Default 60m."),
      rollback: field.duration.default("60m").describe("For the disk to be put back. Default 60m."),
      start: field.duration.default("10m").describe("For the host to start. Default 10m."),
    })
    .prefault({})
    .describe(
      'How long to wait for each step, such as "90s", "60m", "2h". Default: stop 10m, snapshot 60m, rollback 60m, start 10m.',
    ),
});

type Parsed = z.output<ReturnType<typeof rollbackInputs>>;

/** What is declared, in one shape for all services. */
export interface DeclaredRollbackInputs {
  readonly service: ServiceName;
  readonly regionId: string;
  /** undefined: nothing to go back to is declared, so the lever is disarmed. */
  readonly goal: Goal | undefined;
  readonly triggers: unknown;
  readonly policy: RollbackPolicy;
}

/** Where to go back to, as it is declared: which snapshots that means may have to be looked up. */
export type Goal =
  | { readonly kind: "points"; readonly points: readonly Point[] }
  | { readonly kind: "group"; readonly instanceId: string; readonly snapshotGroupId: string }
  | {
      readonly kind: "before";
      readonly disk: DiskReference;
      readonly before: string;
      readonly namePrefix: string | undefined;
    };

export interface Point {
  readonly disk: DiskReference;
  readonly snapshotId: string;
}

export interface RollbackPolicy {
  readonly whenRunning: "fail" | "stop" | "wait";
  readonly startAfter: "asBefore" | "always" | "never";
  readonly forceStop: boolean;
  readonly safetySnapshot:
    false | { readonly retentionDays: number | undefined; readonly when: "afterStop" | "beforeStop" };
  readonly maxDataLoss: string | undefined;
  readonly notAfter: string | undefined;
  readonly requireNewest: boolean;
  readonly expectLast: string | undefined;
  readonly onCreate: "rollback" | "adopt";
  readonly onRepeat: "refuse" | "run";
  readonly onInterrupted: "ask" | "assumeDone" | "retry";
  /** Disks of the instance that a group holds no snapshot of, and that are to stay as they are. */
  readonly excludeDiskIds: readonly string[];
  readonly timeouts: {
    readonly stop: string;
    readonly snapshot: string;
    readonly rollback: string;
    readonly start: string;
  };
}

export function declaredRollback(inputs: Parsed): DeclaredRollbackInputs {
  const { service, regionId, triggers, whenRunning, startAfter, maxDataLoss, notAfter, requireNewest } =
    inputs;
  const { expectLast, onCreate, onRepeat, onInterrupted, timeouts, safetySnapshot: safety } = inputs;
  const retentionDays = safety && "retentionDays" in safety ? safety.retentionDays : undefined;
  return {
    service,
    regionId,
    triggers,
    goal: goalOf(inputs),
    policy: {
      ...{
        whenRunning,
        startAfter,
        maxDataLoss,
        notAfter,
        requireNewest,
        expectLast,
        onCreate,
        onRepeat,
        onInterrupted,
        timeouts,
      },
      forceStop: inputs.service !== "ecd" && inputs.forceStop,
      excludeDiskIds: (inputs.service === "ecs" && inputs.excludeDiskIds) || [],
      safetySnapshot: safety === false ? false : { retentionDays, when: safety.when },
    },
  };
}

function goalOf(inputs: Parsed): Goal | undefined {
  if (inputs.service === "ecs" && inputs.disks !== undefined) {
    const points = inputs.disks.flatMap(({ diskId, snapshotId }) =>
      snapshotId === undefined ? [] : [{ disk: { diskId }, snapshotId }],
    );
    return points.length ? { kind: "points", points } : undefined;
  }
  if (inputs.service === "ecs" && inputs.instanceId !== undefined) {
    const { instanceId, snapshotGroupId } = inputs;
    return snapshotGroupId === undefined ? undefined : { kind: "group", instanceId, snapshotGroupId };
  }
  const disk = diskOf(inputs);
  if (disk === undefined) return undefined;
  if (inputs.snapshotId !== undefined)
    return { kind: "points", points: [{ disk, snapshotId: inputs.snapshotId }] };
  return (
    inputs.restoreTo && {
      kind: "before",
      disk,
      before: inputs.restoreTo.before,
      namePrefix: inputs.restoreTo.namePrefix,
    }
  );
}

function diskOf(inputs: Parsed): DiskReference | undefined {
  if (inputs.service === "ecd") return { desktopId: inputs.desktopId, sourceDiskType: inputs.sourceDiskType };
  return inputs.diskId === undefined ? undefined : { diskId: inputs.diskId };
}

/** Rules between several properties; `involves` names them all, so that unknown ones silence the rule. */
export function rollbackRules(inputs: Readonly<Record<string, unknown>>): Rule[] {
  const given = (property: string) => inputs[property] !== undefined;
  const rules: Rule[] = [];
  const against = (property: string, other: string, reason: string) => {
    if (given(property) && given(other)) rules.push({ property, involves: [other], reason });
  };
  against("restoreTo", "snapshotId", "cannot stand beside snapshotId: name the snapshot, or let it be found");
  if (inputs["service"] !== "ecs") return rules;

  const ways = ["diskId", "disks", "instanceId"];
  const used = ways.filter(given);
  if (used.length !== 1)
    rules.push({
      property: used[1] ?? "diskId",
      involves: ways,
      reason: used.length
        ? `cannot stand beside ${used[0]}: name the target in one way`
        : "is required: which disk to roll back (or disks, or instanceId for a group)",
    });
  against("expectLast", "disks", "belongs to a single disk or a group");
  for (const property of ["snapshotId", "restoreTo"]) {
    against(property, "disks", "belongs to a single diskId; each of disks has a snapshotId of its own");
    against(property, "instanceId", "belongs to a single diskId; an instance goes back to a snapshotGroupId");
  }
  if (given("snapshotGroupId") && !given("instanceId"))
    rules.push({
      property: "snapshotGroupId",
      involves: ["instanceId"],
      reason: "needs instanceId: whose disks to roll back",
    });
  if (given("excludeDiskIds") && !given("instanceId"))
    rules.push({
      property: "excludeDiskIds",
      involves: ["instanceId"],
      reason: "belongs to instanceId with a snapshotGroupId",
    });
  rules.push(...halfArmed(inputs["disks"]));
  return rules;
}

function halfArmed(disks: unknown): Rule[] {
  if (!Array.isArray(disks)) return [];
  const armed = disks.filter((disk) => Boolean((disk as { snapshotId?: unknown } | null)?.snapshotId)).length;
  if (armed === 0 || armed === disks.length) return [];
  return [
    {
      property: "disks",
      involves: [],
      reason: `have a snapshotId for ${armed} of ${disks.length} disks: give one to all of them, or to none`,
    },
  ];
}
