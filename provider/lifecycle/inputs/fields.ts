import { z } from "zod";
import { durationPattern } from "../duration";
import type { NameRule, ServiceName } from "../facts";

/** The fields that several resources and services share, each with its rule in the message. */

export const service = <Name extends ServiceName>(name: Name) =>
  z
    .literal(name)
    .describe(
      name === "ecs"
        ? 'The product. Default "ecs". Changing it replaces the resource.'
        : "The product. Changing it replaces the resource.",
    );

export const regionId = z
  .string()
  .regex(/^[a-z]{2,}(-[a-z0-9]+)+$/, 'must be a region id such as "cn-hangzhou"')
  .max(64, "must be a region id of at most 64 characters");

export const duration = z
  .string()
  .regex(durationPattern, 'must be a whole number and a unit (s, m, h, d), such as "90s", "60m" or "14d"');

/** Any JSON value; its change is what counts. */
export const triggers = z.unknown();

export const moment = z.iso.datetime({ error: 'must be a moment in UTC such as "2026-11-20T18:40:00Z"' });

export const diskId = (page: string) => identifier("d-", "disk", page);
export const snapshotId = (page: string) => identifier("s-", "snapshot", page);
/** What a rollback goes back to: "none" and nothing are what programs make of an undo id that is not there yet. */
export const snapshotToRestore = (page: string) => restored("snapshot", snapshotId(page));
export const snapshotGroupToRestore = restored(
  "snapshot group",
  identifier("ssg-", "snapshot group", "ECS CreateSnapshotGroup"),
);
export const instanceId = identifier("i-", "instance", "ECS DescribeInstances");
export const desktopId = identifier("ecd-", "desktop", "ECD CreateSnapshot");
export const sourceDiskType = z.enum(
  ["system", "data"],
  'must be "system" or "data" (page ECD CreateSnapshot)',
);

/** 1 to `most` disks, each once. */
export const diskIds = (most: number, page: string) => listOfDisks(diskId(page), (id) => id, most, page);

/** All that is wrong with the list at once: how many disks it names, and which of them twice. */
export const listOfDisks = <Item extends z.ZodType>(
  item: Item,
  idOf: (item: z.output<Item>) => string,
  most: number,
  page: string,
) =>
  z.array(item).superRefine((items, context) => {
    const refuse = (message: string) => context.addIssue({ code: "custom", message });
    if (items.length < 1) refuse(`must hold at least one disk (page ${page})`);
    if (items.length > most) refuse(`must hold at most ${most} disks, not ${items.length} (page ${page})`);
    const ids = items.map(idOf);
    for (const id of new Set(ids.filter((one, index) => ids.indexOf(one) !== index)))
      refuse(`names disk ${id} more than once`);
  });

export function snapshotName(rule: NameRule) {
  return z
    .string()
    .refine(
      (name) => name.length >= rule.shortest && name.length <= rule.longest && rule.pattern.test(name),
      {
        error: `must be ${rule.shortest} to ${rule.longest} characters, ${rule.alphabet} (page ${rule.page})`,
      },
    );
}

export function description(shortest: number, longest: number, page: string, more = "") {
  return z
    .string()
    .refine((text) => text.length >= shortest && text.length <= longest && !/^https?:\/\//.test(text), {
      error: `must be ${shortest} to ${longest} characters and may not begin with http:// or https:// (page ${page}${more})`,
    });
}

/** ECS CreateSnapshot: 1 to 65536 days. */
export const retentionDays = z
  .int("must be a whole number of days from 1 to 65536 (page ECS CreateSnapshot)")
  .min(1, "must be at least 1 day (page ECS CreateSnapshot)")
  .max(65_536, "must be at most 65536 days (page ECS CreateSnapshot)");

/** At most 20 tags. The length of keys and values is the service's. */
export const tags = (longest: number, page: string) =>
  z.record(z.string(), z.string("must be text")).superRefine((given, context) => {
    const refuse = (message: string) =>
      context.addIssue({ code: "custom", message: `${message} (page ${page})` });
    const entries = Object.entries(given);
    if (entries.length > 20) refuse(`hold ${entries.length} tags; a snapshot takes at most 20`);
    for (const [key, value] of entries) {
      if (key.length < 1 || key.length > longest || /^(aliyun|acs:)/i.test(key) || /https?:\/\//.test(key))
        refuse(
          `have a key that breaks a rule, ${JSON.stringify(key)}: 1 to ${longest} characters, not beginning with "aliyun" or "acs:", without http:// or https://`,
        );
      if (key.startsWith(ownTagPrefix))
        refuse(`have the key ${JSON.stringify(key)}: this package uses ${ownTagPrefix}… itself`);
      if (value.length > longest || /https?:\/\//.test(value))
        refuse(
          `have a value that breaks a rule, at ${JSON.stringify(key)}: at most ${longest} characters, without http:// or https://`,
        );
    }
  });

/** The tags that this package writes on its own snapshots begin with this. */
export const ownTagPrefix = "pulumi-alicloud-restore:";

function restored(thing: string, id: z.ZodString) {
  return z
    .string()
    .refine((text) => text !== "none" && text !== "", {
      error: ({ input }) =>
        `${JSON.stringify(input)} is no ${thing} id: there is nothing to undo yet. Take the property out (or unset the configuration that it comes from) to disarm`,
      abort: true,
    })
    .pipe(id);
}

function identifier(prefix: string, thing: string, page: string) {
  return z
    .string()
    .regex(
      new RegExp(`^${prefix}[A-Za-z0-9]{1,62}$`),
      `must be a ${thing} id, such as "${prefix}bp1…" (page ${page})`,
    );
}
