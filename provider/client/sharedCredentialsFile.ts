import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import {
  type CredentialsProvider,
  ECSRAMRoleCredentialsProvider,
  RAMRoleARNCredentialsProvider,
  StaticAKCredentialsProvider,
  StaticSTSCredentialsProvider,
} from "@alicloud/credentials";
import { z } from "zod";
import { ConfigurationError } from "./configurationError";

const KEY = "alicloud:sharedCredentialsFile";

/**
 * A profile of a file in the format of the Alibaba Cloud CLI that lies elsewhere than ~/.aliyun/config.json, the
 * only place where @alicloud/credentials looks.
 */
export async function sharedFileProvider(file: string, profile?: string): Promise<CredentialsProvider> {
  const content = await readProfiles(file);
  return providerOf(content.profiles, profile ?? content.current ?? "default");
}

async function readProfiles(file: string): Promise<z.infer<typeof fileSchema>> {
  const name = path.basename(file);
  let text: string;
  try {
    text = await readFile(file.replace(/^~(?=[/\\])/, homedir()), "utf8");
  } catch {
    throw new ConfigurationError(KEY, `cannot read ${name}`);
  }
  try {
    return fileSchema.parse(JSON.parse(text));
  } catch {
    // What is wrong is not shown: the file is full of secrets.
    throw new ConfigurationError(KEY, `${name} is not a configuration of the Alibaba Cloud CLI`);
  }
}

function providerOf(profiles: readonly LooseProfile[], name: string): CredentialsProvider {
  const found = profiles.find((profile) => profile.name === name);
  if (!found) throw new ConfigurationError(KEY, `holds no profile "${name}"`);
  const profile = knownProfile(found);
  switch (profile.mode) {
    case "AK":
      return keysOf(profile);
    case "StsToken":
      return StaticSTSCredentialsProvider.builder()
        .withAccessKeyId(profile.access_key_id)
        .withAccessKeySecret(profile.access_key_secret)
        .withSecurityToken(profile.sts_token)
        .build();
    case "RamRoleArn":
      return roleOf(profile, keysOf(profile));
    case "ChainableRamRoleArn":
      // Without itself, so that profiles which name each other end in "holds no profile".
      return roleOf(
        profile,
        providerOf(
          profiles.filter((other) => other !== found),
          profile.source_profile,
        ),
      );
    case "EcsRamRole":
      return ECSRAMRoleCredentialsProvider.builder().withRoleName(profile.ram_role_name).build();
  }
}

/** Checked in full: where a key is missing, @alicloud/credentials would take one from the environment instead. */
function knownProfile(found: LooseProfile): z.infer<typeof profileSchema> {
  const parsed = profileSchema.safeParse(found);
  if (parsed.success) return parsed.data;
  const field = parsed.error.issues[0]?.path.join(".");
  throw new ConfigurationError(
    KEY,
    field === "mode"
      ? `profile "${found.name}" signs in by ${found.mode}; that works from ~/.aliyun/config.json only (alicloud:profile)`
      : `profile "${found.name}" lacks ${field}`,
  );
}

function keysOf(profile: z.infer<typeof keyFields>): CredentialsProvider {
  return StaticAKCredentialsProvider.builder()
    .withAccessKeyId(profile.access_key_id)
    .withAccessKeySecret(profile.access_key_secret)
    .build();
}

function roleOf(role: z.infer<typeof roleFields>, base: CredentialsProvider): CredentialsProvider {
  const builder = RAMRoleARNCredentialsProvider.builder()
    .withCredentialsProvider(base)
    .withRoleArn(role.ram_role_arn);
  if (role.ram_session_name) builder.withRoleSessionName(role.ram_session_name);
  if (role.expired_seconds) builder.withDurationSeconds(role.expired_seconds);
  if (role.sts_region) builder.withStsRegionId(role.sts_region);
  return builder.build();
}

const looseProfile = z.looseObject({ name: z.string(), mode: z.string() });
type LooseProfile = z.infer<typeof looseProfile>;

const fileSchema = z.object({ current: z.string().optional(), profiles: z.array(looseProfile) });

const filled = z.string().min(1);
const keyFields = z.object({ access_key_id: filled, access_key_secret: filled });
const roleFields = z.object({
  ram_role_arn: filled,
  ram_session_name: z.string().optional(),
  expired_seconds: z.number().optional(),
  sts_region: z.string().optional(),
});

const profileSchema = z.discriminatedUnion("mode", [
  keyFields.extend({ mode: z.literal("AK") }),
  keyFields.extend({ mode: z.literal("StsToken"), sts_token: filled }),
  keyFields.extend({ mode: z.literal("RamRoleArn"), ...roleFields.shape }),
  roleFields.extend({ mode: z.literal("ChainableRamRoleArn"), source_profile: filled }),
  z.object({ mode: z.literal("EcsRamRole"), ram_role_name: filled }),
]);
