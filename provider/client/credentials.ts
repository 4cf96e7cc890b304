import {
  CLIProfileCredentialsProvider,
  type CredentialsProvider,
  DefaultCredentialsProvider,
  ECSRAMRoleCredentialsProvider,
  RAMRoleARNCredentialsProvider,
  StaticAKCredentialsProvider,
  StaticSTSCredentialsProvider,
} from "@alicloud/credentials";
import type { BaseCredentials, CredentialSettings, Role } from "./credentialSettings";
import { sharedFileProvider } from "./sharedCredentialsFile";

export interface Keys {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string;
}

export interface Credentials {
  /** The keys to sign with now. They are cached, and renewed before they expire, by @alicloud/credentials. */
  current(): Promise<Keys>;
  /** The cloud says that these keys have expired: the next ones come from their source, not from the cache. */
  renew(expired: Keys): void;
}

/** Says why there are no keys; the words may hold secrets until they are redacted. */
export class NoCredentials extends Error {}

export function credentialsOf(settings: CredentialSettings): Credentials {
  let provider: CredentialsProvider | undefined;
  let pending: Promise<Keys> | undefined;
  let latest: Keys | undefined;

  const read = async (): Promise<Keys> => {
    try {
      provider ??= await providerOf(settings);
      latest = usable(await provider.getCredentials());
      return latest;
    } catch (error) {
      // The default chain keeps on asking the source that failed last, so a chain that failed is thrown away.
      provider = undefined;
      throw error instanceof NoCredentials ? error : new NoCredentials(messageOf(error));
    } finally {
      pending = undefined;
    }
  };

  return {
    // One at a time: during its first search the default chain gives later callers a source it has not tried yet.
    current: () => (pending ??= read()),
    renew(expired) {
      // Of many calls that fail with the same keys, the first one renews.
      if (latest?.securityToken === expired.securityToken) provider = undefined;
    },
  };
}

async function providerOf(settings: CredentialSettings): Promise<CredentialsProvider> {
  return settings.from === "assumedRole"
    ? roleProvider(await baseProvider(settings.base), settings.role)
    : baseProvider(settings);
}

async function baseProvider(base: BaseCredentials): Promise<CredentialsProvider> {
  switch (base.from) {
    case "keys":
      return base.securityToken
        ? StaticSTSCredentialsProvider.builder()
            .withAccessKeyId(base.accessKeyId)
            .withAccessKeySecret(base.accessKeySecret)
            .withSecurityToken(base.securityToken)
            .build()
        : StaticAKCredentialsProvider.builder()
            .withAccessKeyId(base.accessKeyId)
            .withAccessKeySecret(base.accessKeySecret)
            .build();
    case "profile": {
      if (base.file) return sharedFileProvider(base.file, base.profile);
      const builder = CLIProfileCredentialsProvider.builder();
      return (base.profile ? builder.withProfileName(base.profile) : builder).build();
    }
    case "ecsRole":
      return ECSRAMRoleCredentialsProvider.builder().withRoleName(base.roleName).build();
    case "chain":
      return DefaultCredentialsProvider.builder().build();
  }
}

function roleProvider(base: CredentialsProvider, role: Role): CredentialsProvider {
  const builder = RAMRoleARNCredentialsProvider.builder()
    .withCredentialsProvider(base)
    .withRoleArn(role.roleArn);
  if (role.sessionName) builder.withRoleSessionName(role.sessionName);
  if (role.sessionExpiration) builder.withDurationSeconds(role.sessionExpiration);
  if (role.policy) builder.withPolicy(role.policy);
  if (role.externalId) builder.withExternalId(role.externalId);
  return builder.build();
}

function usable(keys: Keys): Keys {
  if (!keys.accessKeyId || !keys.accessKeySecret) throw new NoCredentials("The source holds no access key.");
  return {
    accessKeyId: keys.accessKeyId,
    accessKeySecret: keys.accessKeySecret,
    securityToken: keys.securityToken || undefined,
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
