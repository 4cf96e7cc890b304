import type { Settings } from "../world/settings";
import { CloudError } from "./cloudError";
import { gatewayError } from "./gatewayErrors";
import type { Operation } from "./products";
import type { RawParameters } from "./signature";

/** Throws where the settings deny the action. Of a dry run not every page says that it is checked too. */
export function checkPermission(operation: Operation, parameters: RawParameters, { ram }: Settings): void {
  const { service, product, name } = operation;
  const denied = [`${product.ramPrefix}:${name}`, `${product.ramPrefix}:*`];
  if (!denied.some((action) => ram.denied.includes(action))) return;
  const surelyChecked = service === "ecs" && dryRunsThatCheckPermission.includes(name);
  if (isDryRun(parameters) && !ram.dryRunsDenied && !surelyChecked) return;
  const { status, code, message } = gatewayError("Forbidden.RAM");
  throw new CloudError(status, code, message, { AccessDeniedDetail: denial(product.ramPrefix, name) });
}

export const isDryRun = (parameters: RawParameters): boolean =>
  parameters.get("DryRun")?.toLowerCase() === "true";

/** Their pages name authorisation among what a dry run checks. */
const dryRunsThatCheckPermission = [
  "StartInstance",
  "DescribeDisks",
  "DescribeInstances",
  "DescribeSnapshots",
];

/** What a denial by RAM carries besides the envelope. */
export function denial(ramPrefix: string, action: string) {
  return {
    AuthAction: `${ramPrefix}:${action}`,
    AuthPrincipalType: "SubUser",
    AuthPrincipalDisplayName: "simulated-user",
    NoPermissionType: "ImplicitDeny",
    PolicyType: "AccountLevelIdentityBasedPolicy",
  };
}
