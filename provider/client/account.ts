import { createHash } from "node:crypto";
import type { CredentialSettings } from "./credentialSettings";
import type { Settings } from "./settings";

/** A stable key of who calls which cloud; it holds no secret. The same keys at another endpoint are another cloud. */
export function accountKey(settings: Settings): string {
  const identity = JSON.stringify([
    identityOf(settings.credentials),
    Object.entries(settings.endpoints).sort(),
  ]);
  return createHash("sha256").update(identity).digest("hex").slice(0, 16);
}

function identityOf(credentials: CredentialSettings): unknown {
  switch (credentials.from) {
    case "keys":
      return [credentials.from, credentials.accessKeyId];
    case "profile":
      return [credentials.from, credentials.file ?? "", credentials.profile ?? ""];
    case "ecsRole":
      return [credentials.from, credentials.roleName];
    case "chain":
      return [credentials.from];
    case "assumedRole":
      return [credentials.from, identityOf(credentials.base), credentials.role];
  }
}
