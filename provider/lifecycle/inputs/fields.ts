import { z } from "zod";
import { durationPattern } from "../duration";
import type { NameRule } from "../facts";

/** The fields that several resources and services share, each with its rule in the message. */

export const regionId = z
  .string()
  .regex(/^[a-z]{2,}(-[a-z0-9]+)+$/, 'must be a region id such as "cn-hangzhou"')
  .max(64, "must be a region id of at most 64 characters");

export const duration = z
  .string()
  .regex(durationPattern, 'must be a whole number and a unit (s, m, h, d), such as "90s", "60m" or "14d"');

/** Any JSON value; its change is what counts. */
export const triggers = z.unknown();

export const ecsDiskId = identifier("d-", "disk", "ECS ResetDisk");
export const snapshotId = identifier("s-", "snapshot", "ECS ResetDisk");

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

/** ECS CreateSnapshot: 2 to 256 characters, not a URL. */
export const ecsDescription = z
  .string()
  .refine((text) => text.length >= 2 && text.length <= 256 && !/^https?:\/\//.test(text), {
    error: "must be 2 to 256 characters and may not begin with http:// or https:// (page ECS CreateSnapshot)",
  });

/** ECS CreateSnapshot: 1 to 65536 days. */
export const ecsRetentionDays = z
  .int("must be a whole number of days from 1 to 65536 (page ECS CreateSnapshot)")
  .min(1, "must be at least 1 day (page ECS CreateSnapshot)")
  .max(65_536, "must be at most 65536 days (page ECS CreateSnapshot)");

/** ECS TagResources: 20 tags, keys and values of up to 128 characters. */
export const ecsTags = z.record(z.string(), z.string("must be text")).superRefine((tags, context) => {
  const refuse = (message: string) => context.addIssue({ code: "custom", message });
  const entries = Object.entries(tags);
  if (entries.length > 20)
    refuse(`holds ${entries.length} tags; a snapshot takes at most 20 (page ECS CreateSnapshot)`);
  for (const [key, value] of entries) {
    if (key.length < 1 || key.length > 128 || /^(aliyun|acs:)/i.test(key) || /https?:\/\//.test(key))
      refuse(
        `the key ${JSON.stringify(key)} must be 1 to 128 characters, must not begin with "aliyun" or "acs:" and must not hold http:// or https://`,
      );
    if (key.startsWith(ownTagPrefix))
      refuse(`the key ${JSON.stringify(key)} begins with ${ownTagPrefix}, which this package uses itself`);
    if (value.length > 128 || /https?:\/\//.test(value))
      refuse(
        `the value of ${JSON.stringify(key)} must be at most 128 characters and must not hold http:// or https://`,
      );
  }
});

/** The tags that this package writes on its own snapshots begin with this. */
export const ownTagPrefix = "pulumi-alicloud-restore:";

function identifier(prefix: string, thing: string, page: string) {
  return z
    .string()
    .regex(
      new RegExp(`^${prefix}[A-Za-z0-9]{1,62}$`),
      `must be a ${thing} id, such as "${prefix}bp1…" (page ${page})`,
    );
}
