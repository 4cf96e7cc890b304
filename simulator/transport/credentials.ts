import { randomBytes } from "node:crypto";
import type { Settings } from "../world/settings";
import type { CloudError } from "./cloudError";
import { gatewayError } from "./gatewayErrors";

export interface AccessKey {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
}

/** What the security token service gives out: a key that counts only with its token, and for a while. */
export interface TemporaryKey extends AccessKey {
  readonly securityToken: string;
  /** In the machine's time, in milliseconds. */
  readonly expiresAt: number;
}

export interface Credentials {
  /** The secret of the key that a request names. Throws the cloud's own error for the key or its token. */
  secretOf(accessKeyId: string, securityToken: string | undefined, reading: TokenReading): string;
  /** A new temporary key. */
  issue(lifetime: number): TemporaryKey;
  clear(): void;
}

type TokenReading = Pick<Settings["gateway"], "tokenCodes">;

/** The oldest are forgotten first. */
const mostTemporaryKeys = 1_000;

/** The account's own key, and temporary ones. The time is the machine's: it is what clients go by. */
export function createCredentials(own: AccessKey, machineNow: () => number): Credentials {
  const temporary = new Map<string, TemporaryKey>();
  return {
    secretOf(accessKeyId, securityToken, reading) {
      const key = temporary.get(accessKeyId);
      if (key === undefined && accessKeyId !== own.accessKeyId)
        throw gatewayError("InvalidAccessKeyId.NotFound");
      if (key === undefined && !securityToken) return own.accessKeySecret;
      if (!securityToken) throw gatewayError("MissingSecurityToken");
      if (key?.securityToken !== securityToken) {
        const others = [...temporary.values()].some((other) => other.securityToken === securityToken);
        throw tokenError(others ? "MismatchWithAccessKey" : "Malformed", reading);
      }
      if (machineNow() >= key.expiresAt) throw tokenError("Expired", reading);
      return key.accessKeySecret;
    },
    issue(lifetime) {
      const random = (bytes: number) => randomBytes(bytes).toString("base64url");
      const key = {
        accessKeyId: `STS.${random(15)}`,
        accessKeySecret: random(33),
        securityToken: `CAIS${randomBytes(60).toString("base64")}`,
        expiresAt: machineNow() + lifetime,
      };
      temporary.set(key.accessKeyId, key);
      const [oldest] = temporary.keys();
      if (temporary.size > mostTemporaryKeys) temporary.delete(oldest!);
      return key;
    },
    clear: () => temporary.clear(),
  };
}

function tokenError(
  fault: "Expired" | "Malformed" | "MismatchWithAccessKey",
  { tokenCodes }: TokenReading,
): CloudError {
  if (tokenCodes === "InvalidSecurityToken") return gatewayError(`InvalidSecurityToken.${fault}`);
  return gatewayError("InvalidParameter", `The specified parameter "SecurityToken.${fault}" is not valid.`);
}
