import { z } from "zod";
import type { DiskReference, ServiceName } from "../facts";
import type { Rule } from "./checkInputs";
import * as field from "./fields";

/** What a program may declare of a DiskRollback, for each service under the rules of its pages. */
export const rollbackInputs = () =>
  z.discriminatedUnion(
    "service",
    [
      z.strictObject({
        ...common("ecs"),
        diskId: field.diskId("ECS ResetDisk").optional(),
        disks: field
          .listOfDisks(
            z.strictObject({
              diskId: field.diskId("ECS ResetDisks"),
              snapshotId: field.snapshotToRestore("ECS ResetDisks").optional(),
            }),
            ({ diskId }) => diskId,
            10,
            "ECS ResetDisks",
          )
          .optional(),
        instanceId: field.instanceId.optional(),
        snapshotGroupId: field.snapshotGroupToRestore.optional(),
        excludeDiskIds: field.diskIds(16, "ECS ResetDisks").optional(),
        safetySnapshot: safetySnapshot({ retentionDays: field.retentionDays.default(14) }),
        forceStop: z.boolean().default(false),
      }),
      z.strictObject({
        ...common("swas"),
        diskId: field.diskId("SWAS ResetDisk"),
        safetySnapshot: safetySnapshot({}),
        forceStop: z.boolean().default(false),
      }),
      z.strictObject({
        ...common("ecd"),
        desktopId: field.desktopId,
        sourceDiskType: field.sourceDiskType,
        safetySnapshot: safetySnapshot({}),
      }),
    ],
    'must be "ecs", "swas" or "ecd"',
  );

const safetySnapshot = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z
    .union(
      [
        z.literal(false),
        z.strictObject({ ...shape, when: z.enum(["afterStop", "beforeStop"]).default("afterStop") }),
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
  service: z.literal(name),
  regionId: field.regionId,
  snapshotId: field.snapshotToRestore(resetPages[name]).optional(),
  restoreTo: z
    .strictObject({ before: field.moment, namePrefix: z.string().min(1, "must not be empty").optional() })
    .optional(),
  triggers: field.triggers.optional(),
  whenRunning: z.enum(["fail", "stop", "wait"]).default("fail"),
  startAfter: z.enum(["asBefore", "always", "never"]).default("asBefore"),
  maxDataLoss: field.duration.optional(),
  notAfter: field.moment.optional(),
  requireNewest: z.boolean().default(false),
  expectLast: z
    .string()
    .regex(
      /^(none|s-[A-Za-z0-9]+|ssg-[A-Za-z0-9]+)$/,
      'must be a snapshot id, a snapshot group id, or "none"',
    )
    .optional(),
  onCreate: z.enum(["rollback", "adopt"]).default("rollback"),
  onRepeat: z.enum(["refuse", "run"]).default("refuse"),
  onInterrupted: z.enum(["ask", "assumeDone", "retry"]).default("ask"),
  timeouts: z
    .strictObject({
      stop: field.duration.default("10m"),
      snapshot: field.duration.default("60m"),
      rollback: field.duration.default("60m"),
      start: field.duration.default("10m"),
    })
    .prefault({}),
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
