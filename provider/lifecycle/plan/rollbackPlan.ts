import { z } from "zod";
import { findingRules, obstacleRules } from "../findings/rules";

/** Goes up only where a reader of the version before could misread a plan. New fields and new rules do not count. */
export const planVersion = 1;

const verdicts = {
  runs: "The rollback runs with the next `pulumi up`.",
  "nothing-to-do":
    "Nothing is sent: the lever is disarmed, or this rollback has run, or one under way is waited for.",
  refused: "Something stands in the way, and preview fails: see `obstacles`.",
  asks: "An interrupted run may have rolled back. `pulumi up` sends nothing and asks: see `reason`.",
  unchecked:
    "The cloud, or a value that is known only in the run, left it open what will happen: see `reason`.",
} as const;
export type Verdict = keyof typeof verdicts;

const oneOf = <Name extends string>(names: Readonly<Record<Name, string>>, what: string) =>
  z.string().describe(`${what} One of: ${Object.keys(names).join(", ")}.`);

const moment = z
  .string()
  .refine((text) => !Number.isNaN(Date.parse(text)), "is no moment")
  .meta({ format: "date-time" });
const seconds = z.number().int().nonnegative();

const lastRollback = z.object({
  startedAt: moment,
  wentBackTo: z.string().optional().describe("The snapshot or the group."),
  end: z
    .enum(["done", "accepted", "unknown"])
    .describe(
      "`done`: the disk came back. `accepted`: the cloud took the request, and its end was not noted. `unknown`: it may have run.",
    ),
  savedIn: z
    .string()
    .optional()
    .describe("The safety snapshot or group that holds the disk as it was before."),
});

const disk = z
  .object({
    diskId: z.string().optional(),
    desktopId: z.string().optional(),
    sourceDiskType: z.enum(["system", "data"]).optional(),
    type: z.enum(["system", "data"]).optional(),
    sizeGiB: z.number().optional(),
    snapshotId: z.string().describe("The snapshot that the disk goes back to."),
    snapshotTakenAt: moment.optional(),
    snapshotAgeSeconds: seconds.optional(),
    lastRollback: lastRollback
      .optional()
      .describe("The disk's last rollback, whoever ran it, where one is known."),
    newerSnapshotIds: z.array(z.string()).describe("Complete snapshots that are skipped, newest first."),
  })
  .describe(
    "A disk is named by its id, or (ecd) by its desktop and its type. What was not found is left out.",
  );

const host = z.object({
  hostId: z.string(),
  status: z.string().describe("The cloud's own word, such as Running."),
  stop: z
    .enum(["none", "graceful", "force", "wait"])
    .describe("How it is stopped. `none`: it is stopped already. `wait`: somebody else is to stop it."),
  start: z
    .enum(["none", "again", "anyway"])
    .describe("Whether it is started afterwards. `anyway`: also though it was found stopped."),
});

const guards = z.object({
  maxDataLoss: z.string().optional(),
  notAfter: z.string().optional(),
  requireNewest: z.boolean(),
  expectLast: z.string().optional(),
});

const safetySnapshot = z.object({
  kind: z
    .enum(["taken", "kept", "none"])
    .describe(
      "`taken`: one is taken first. `kept`: one of an earlier attempt holds the present. `none`: no way back.",
    ),
  when: z.enum(["beforeStop", "afterStop"]).optional(),
  retentionDays: z.number().int().optional().describe("Absent: it stays until somebody deletes it."),
  isGroup: z.boolean().optional(),
  snapshotIds: z.array(z.string()).optional(),
});

const obstacle = z.object({
  rule: oneOf(obstacleRules, "The rule's name."),
  property: z.string().describe("The property of the program that mends it."),
  words: z.string(),
});

const finding = z.object({
  rule: oneOf(findingRules, "The rule's name."),
  severity: z.enum(["info", "warning"]),
  subject: z.string().describe("The disk or the host that it is of."),
  words: z.string(),
});

/** The plan of one lever, for machines: what preview says of it. */
export const rollbackPlan = z
  .object({
    schemaVersion: z.literal(planVersion),
    plannedAt: moment,
    urn: z.string(),
    project: z.string(),
    stack: z.string(),
    name: z.string().describe("The resource's name in the program."),
    service: z.string().describe("ecs, swas or ecd."),
    regionId: z.string().optional(),
    target: z
      .record(z.string(), z.unknown())
      .describe(
        "What the lever is of, as the program names it: diskId, instanceId, disks, or desktopId and sourceDiskType.",
      ),
    goesBackTo: z
      .record(z.string(), z.unknown())
      .describe(
        "As the program names it: snapshotId, snapshotGroupId, restoreTo, or disks. Empty: disarmed.",
      ),
    verdict: z.enum(Object.keys(verdicts) as [Verdict, ...Verdict[]]).describe(
      Object.entries(verdicts)
        .map(([name, words]) => `\`${name}\`: ${words}`)
        .join(" "),
    ),
    reason: z.string().optional().describe("Why, in words, where the verdict is not `runs` or `refused`."),
    snapshotAgeSeconds: seconds.optional().describe("Of the oldest snapshot that is gone back to."),
    secondsOfWritesLost: seconds
      .optional()
      .describe(
        "From the oldest snapshot to now: whatever was written in that time is lost. Only where it runs.",
      ),
    disks: z.array(disk),
    hosts: z.array(host),
    guards: guards.optional(),
    safetySnapshot: safetySnapshot.optional(),
    dryRun: z
      .enum(["passed", "refused", "hostRuns", "waits", "unanswered"])
      .optional()
      .describe("What the cloud's own dry run said, where there is one."),
    obstacles: z.array(obstacle),
    findings: z.array(finding),
  })
  .describe("What `pulumi preview` says of one DiskRollback. Ignore fields that you do not know.");

export type RollbackPlan = Readonly<z.output<typeof rollbackPlan>>;
