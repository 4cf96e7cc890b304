import { explainCode } from "./codes";
import type { CredentialSettings } from "./credentialSettings";
import type { Failure } from "./failure";
import { troubleOf } from "./trouble";

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
    code: isOutage(why) ? "CredentialsUnreachable" : "CredentialsUnusable",
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
  const { code, message } = answerIn(why);
  if (code) return message ? `${code}: ${message}` : code;
  const [words = ""] = why.split(/ failed: |unmarshal fail: |message = |\n/);
  return words.replace(/\?\S*/g, "");
}

/**
 * The service that gives keys of a role did not answer, or could not. An instance's own metadata service is none of
 * that: where it does not answer, this machine is no instance.
 */
function isOutage(why: string): boolean {
  const { code } = answerIn(why);
  if (code) return troubleOf(explainCode(code).kind) === "outage";
  return unreachable.test(why) && !why.includes(metadataHost);
}

/** As node and httpx put it, and the pages of gateways that have found nobody behind them. */
const unreachable =
  /ECONNREFUSED|ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|socket hang up|(Read|Connect)Timeout|\b50[234]\b [A-Z]/;

const metadataHost = "100.100.100.200";

function answerIn(why: string): {
  readonly code?: string | undefined;
  readonly message?: string | undefined;
} {
  return {
    code: /"Code"\s*:\s*"([^"]*)"/.exec(why)?.[1],
    message: /"Message"\s*:\s*"([^"]*)"/.exec(why)?.[1],
  };
}
