import { z } from "zod";

/**
 * The configuration's keys without their namespace. What a value must be like is checked where it is read
 * (./settings.ts, ./credentialSettings.ts); this says what there is, and what it is for.
 */
export const configurationSchema = z.strictObject({
  region: z
    .string()
    .optional()
    .describe(
      'The region of resources that name none themselves, such as "cn-hangzhou". Default: the environment\'s (ALIBABA_CLOUD_REGION_ID).',
    ),
  accessKey: secret(
    "The id of an access key, with `secretKey`. Default: the environment's (ALIBABA_CLOUD_ACCESS_KEY_ID), else the default chain of credentials.",
  ),
  secretKey: secret("The secret of the access key."),
  securityToken: secret("The token of temporary keys."),
  profile: z
    .string()
    .optional()
    .describe(
      "A profile of ~/.aliyun/config.json, or of `sharedCredentialsFile`, to take the credentials from.",
    ),
  sharedCredentialsFile: z.string().optional().describe("The file of `profile`, instead of the usual ones."),
  ecsRoleName: z
    .string()
    .optional()
    .describe("The RAM role of the ECS instance that the program runs on, to take the credentials from."),
  assumeRole: z
    .object({
      roleArn: z.string().describe("The ARN of the role."),
      sessionName: z.string().optional().describe("Names the session in the audit log."),
      sessionExpiration: z
        .int()
        .optional()
        .describe("Seconds after which the session's keys end, 900 or more."),
      policy: z.string().optional().describe("A policy that narrows what the role may do."),
      externalId: z.string().optional().describe("What the role's owner asks for against mix-ups."),
    })
    .optional()
    .describe("A RAM role to assume with the credentials."),
  endpoints: z
    .record(z.string(), z.string())
    .optional()
    .describe(
      'Other hosts for products (`ecs`, `swas`, `ecd`), such as {"ecs": "ecs-vpc.cn-hangzhou.aliyuncs.com"}.',
    ),
  clientConnectTimeout: z.int().optional().describe("Milliseconds to wait for a connection. Default 5000."),
  clientReadTimeout: z.int().optional().describe("Milliseconds to wait for an answer. Default 30000."),
  rollbacks: z
    .enum(["allow", "refuse"])
    .optional()
    .describe('"refuse" switches all rollbacks off. Default "allow".'),
  previewOnlyLooks: z
    .boolean()
    .optional()
    .describe(
      "Whoever previews may only look, so that a dry run that the cloud denies them fails no preview. Default false.",
    ),
  planFile: z
    .string()
    .optional()
    .describe("A folder to which preview writes each rollback's plan as JSON, for machines."),
});

function secret(description: string) {
  return z.string().optional().meta({ description, secret: true });
}
