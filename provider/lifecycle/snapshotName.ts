import { digest } from "./canonical";
import type { NameRule } from "./facts";

/**
 * A name for a snapshot whose program gives none: the resource's own name as far as the service's alphabet and
 * length allow, and a digest, so that the same resource with the same triggers has the same name.
 */
export function defaultSnapshotName(rule: NameRule, resourceName: string, ...identity: unknown[]): string {
  const suffix = `-${digest(identity, 8)}`;
  const plain = resourceName.replace(/[^A-Za-z0-9_-]+/g, "-").replace(/^[^A-Za-z]+/, "");
  const allowed = /^(auto|http)/i.test(plain) || plain === "" ? `snapshot-${plain}` : plain;
  return allowed.slice(0, rule.longest - suffix.length).replace(/-+$/, "") + suffix;
}

/** The last part of a URN: the name the program gives the resource. */
export const resourceNameOf = (urn: string): string => urn.slice(urn.lastIndexOf("::") + 2) || "snapshot";
