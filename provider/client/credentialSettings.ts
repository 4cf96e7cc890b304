import { z } from "zod";
import { ConfigurationError } from "./configurationError";
import { readJson } from "./readJson";

/** Who to be. Explicit configuration beats the environment, which beats the default chain. */
export type CredentialSettings = BaseCredentials | AssumedRole;

export type BaseCredentials =
  | {
      readonly from: "keys";
      readonly accessKeyId: string;
      readonly accessKeySecret: string;
      readonly securityToken?: string;
    }
  | { readonly from: "profile"; readonly profile?: string; readonly file?: string }
  | { readonly from: "ecsRole"; readonly roleName: string }
  | { readonly from: "chain" };

export interface AssumedRole {
  readonly from: "assumedRole";
  readonly base: BaseCredentials;
  readonly role: Role;
}

export type Role = z.infer<typeof roleSchema>;

type Values = Readonly<Record<string, string | undefined>>;

export function readCredentialSettings(config: Values, env: Values): CredentialSettings {
  const base = configured(config) ?? fromEnvironment(env) ?? { from: "chain" };
  const role = assumedRole(config);
  return role ? { from: "assumedRole", base, role } : base;
}

/** What must not show, even before it was ever used. */
export function secretsOf(settings: CredentialSettings): string[] {
  if (settings.from === "assumedRole") return secretsOf(settings.base);
  if (settings.from !== "keys") return [];
  return [settings.accessKeyId, settings.accessKeySecret, settings.securityToken ?? ""];
}

function configured(config: Values): BaseCredentials | undefined {
  const keys = keyPair(
    { id: "alicloud:accessKey", secret: "alicloud:secretKey", token: "alicloud:securityToken" },
    config,
  );
  if (keys) return keys;
  const profile = config["alicloud:profile"];
  const file = config["alicloud:sharedCredentialsFile"];
  if (profile || file) return { from: "profile", profile, file };
  const roleName = config["alicloud:ecsRoleName"];
  return roleName ? { from: "ecsRole", roleName } : undefined;
}

/** The variables of the official SDKs come before those of the Terraform and Pulumi providers. */
function fromEnvironment(env: Values): BaseCredentials | undefined {
  const keys =
    keyPair(
      {
        id: "ALIBABA_CLOUD_ACCESS_KEY_ID",
        secret: "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
        token: "ALIBABA_CLOUD_SECURITY_TOKEN",
      },
      env,
    ) ??
    keyPair(
      { id: "ALICLOUD_ACCESS_KEY", secret: "ALICLOUD_SECRET_KEY", token: "ALICLOUD_SECURITY_TOKEN" },
      env,
    );
  if (keys) return keys;
  const profile = env.ALICLOUD_PROFILE;
  const file = env.ALICLOUD_SHARED_CREDENTIALS_FILE;
  if (profile || file) return { from: "profile", profile, file };
  const roleName = env.ALICLOUD_ECS_ROLE_NAME;
  return roleName ? { from: "ecsRole", roleName } : undefined;
}

/** Half a pair is a mistake to name, not a reason to go on as somebody else. */
function keyPair(
  names: { readonly id: string; readonly secret: string; readonly token: string },
  values: Values,
): BaseCredentials | undefined {
  const accessKeyId = values[names.id];
  const accessKeySecret = values[names.secret];
  if (!accessKeyId && !accessKeySecret) return undefined;
  if (!accessKeyId) throw new ConfigurationError(names.id, `must be set where ${names.secret} is set`);
  if (!accessKeySecret) throw new ConfigurationError(names.secret, `must be set where ${names.id} is set`);
  return { from: "keys", accessKeyId, accessKeySecret, securityToken: values[names.token] || undefined };
}

function assumedRole(config: Values): Role | undefined {
  const key = "alicloud:assumeRole";
  const text = config[key];
  if (!text) return undefined;
  const json = readJson(key, text);
  const parsed = roleSchema.safeParse(Array.isArray(json) ? json[0] : json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new ConfigurationError([key, ...(issue?.path ?? [])].join("."), issue?.message ?? "is not valid");
}

/** The fields of @pulumi/alicloud's `assumeRole`. */
const roleSchema = z.object({
  roleArn: z.string("must be the ARN of a RAM role").min(1, "must be the ARN of a RAM role"),
  sessionName: z.string("must be a string").optional(),
  sessionExpiration: z.coerce
    .number("must be a number of seconds")
    .refine((seconds) => seconds === 0 || seconds >= 900, "must be 900 seconds or more")
    .optional(),
  policy: z.string("must be a string").optional(),
  externalId: z.string("must be a string").optional(),
});
