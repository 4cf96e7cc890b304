import type { CredentialSettings } from "./credentialSettings";
import type { Failure } from "./failure";

/** Why there are no keys to sign with. `why` comes from @alicloud/credentials and may quote whole files. */
export function noCredentials(settings: CredentialSettings, why: string): Failure {
  const base = settings.from === "assumedRole" ? settings.base : settings;
  if (settings.from === "chain")
    return {
      code: "CredentialsMissing",
      message: "No credentials in the configuration, the environment, a CLI profile or an instance role",
      acted: "no",
    };
  return {
    code: "CredentialsUnusable",
    message: `No credentials from ${sources[base.from]}${settings.from === "assumedRole" ? " for alicloud:assumeRole" : ""}: ${withoutContents(why)}`,
    acted: "no",
  };
}

const sources = {
  keys: "the access key that is set",
  profile: "the profile that is set",
  ecsRole: "the instance's role",
  chain: "the default chain",
} as const;

/**
 * Of what STS answers, the code and the message; of a file that could not be read, nothing; of an address, not its
 * signed query.
 */
function withoutContents(why: string): string {
  const code = /"Code"\s*:\s*"([^"]*)"/.exec(why)?.[1];
  const message = /"Message"\s*:\s*"([^"]*)"/.exec(why)?.[1];
  if (code) return message ? `${code}: ${message}` : code;
  const [words = ""] = why.split(/ failed: |unmarshal fail: |message = |\n/);
  return words.replace(/\?\S*/g, "");
}
