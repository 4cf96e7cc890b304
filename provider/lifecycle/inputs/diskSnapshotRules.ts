import { sameValue } from "../canonical";
import type { Rule } from "./checkInputs";

/** Rules between several properties; `involves` names them all, so that unknown ones silence the rule. */
export function snapshotRules(inputs: Readonly<Record<string, unknown>>): Rule[] {
  const given = (property: string) => inputs[property] !== undefined;
  if (given("existingSnapshotId"))
    return ownSnapshotOnly.filter(given).map((property) => ({
      property,
      involves: ["existingSnapshotId"],
      reason:
        "is for a snapshot that this resource takes; with existingSnapshotId it only tracks one that exists",
    }));
  return inputs["service"] === "ecd"
    ? desktopRules(given)
    : [...targetRules(given, inputs["service"]), ...groupRules(given)];
}

const ownSnapshotOnly = [
  "snapshotName",
  "description",
  "retentionDays",
  "tags",
  "resourceGroupId",
  "triggers",
  "instanceId",
  "diskIds",
  "excludeDiskIds",
];

const desktopRules = (given: (property: string) => boolean): Rule[] =>
  ["desktopId", "sourceDiskType"]
    .filter((property) => !given(property))
    .map((property) => ({
      property,
      involves: ["existingSnapshotId"],
      reason:
        "is required: a disk of this service is named by desktopId and sourceDiskType (page ECD CreateSnapshot)",
    }));

function targetRules(given: (property: string) => boolean, service: unknown): Rule[] {
  const ways = service === "ecs" ? ["diskId", "instanceId", "diskIds"] : ["diskId"];
  if (ways.some(given)) return [];
  return [
    {
      property: "diskId",
      involves: [...ways, "existingSnapshotId"],
      reason: `is required: which disk to take the snapshot of (or ${[...ways.slice(1), "existingSnapshotId"].join(", ")})`,
    },
  ];
}

function groupRules(given: (property: string) => boolean): Rule[] {
  const rules: Rule[] = [];
  const against = (property: string, other: string, reason: string) => {
    if (given(property) && given(other)) rules.push({ property, involves: [other], reason });
  };
  against(
    "instanceId",
    "diskId",
    "makes a group of several disks; diskId names a single one. Leave one of them out",
  );
  against(
    "diskIds",
    "diskId",
    "makes a group of several disks; diskId names a single one. Leave one of them out",
  );
  against("excludeDiskIds", "diskIds", "cannot stand beside diskIds (page ECS CreateSnapshotGroup)");
  if (given("excludeDiskIds") && !given("instanceId"))
    rules.push({
      property: "excludeDiskIds",
      involves: ["instanceId"],
      reason: "needs instanceId: all its disks but these",
    });
  if (given("retentionDays") && (given("instanceId") || given("diskIds")))
    rules.push({
      property: "retentionDays",
      involves: ["instanceId", "diskIds"],
      reason:
        "is not to be had for a group: its snapshots are kept until they are deleted (page ECS CreateSnapshotGroup)",
    });
  return rules;
}

/** Rules against what was declared before, as long as the same generation is meant. */
export function snapshotChangeRules(
  before: Readonly<Record<string, unknown>>,
  now: Readonly<Record<string, unknown>>,
): Rule[] {
  const differs = (property: string) => !sameValue(before[property], now[property]);
  const another = [
    "service",
    "regionId",
    "diskId",
    "desktopId",
    "sourceDiskType",
    "instanceId",
    "diskIds",
    "triggers",
  ];
  if (Object.keys(before).length === 0 || another.some(differs) || now["existingSnapshotId"] !== undefined)
    return [];
  return [
    ...retentionRules(before["retentionDays"], now["retentionDays"]),
    ...immutableRules(now["service"], differs),
  ].map((rule) => ({ ...rule, involves: [rule.property, ...another] }));
}

type ChangeRule = Pick<Rule, "property" | "reason">;

function retentionRules(before: unknown, now: unknown): ChangeRule[] {
  if (typeof before !== "number" || (typeof now === "number" && now >= before)) return [];
  const wanted = typeof now === "number" ? `${now}` : "removed";
  return [
    {
      property: "retentionDays",
      reason: `can only be extended: it is ${before} now and cannot be ${wanted} (page ECS ModifySnapshotAttribute). To take a new snapshot, change triggers`,
    },
  ];
}

/** Never a replacement: that would delete the good restore point and take one of today's disk. */
function immutableRules(service: unknown, differs: (property: string) => boolean): ChangeRule[] {
  const immutable =
    service === "ecd"
      ? ["snapshotName", "description"]
      : service === "swas"
        ? ["snapshotName", "resourceGroupId"]
        : [];
  return immutable.filter(differs).map((property) => ({
    property,
    reason: `of a snapshot that was taken cannot be changed in this service (${String(service)}). Put it back as it was, or change triggers as well to take a new snapshot`,
  }));
}
