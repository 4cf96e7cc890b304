import { CloudError, ConfigurationError } from "../client";
import { failureReport, failureWords, LifecycleError } from "../runtime/lifecycleError";
import { shownByEngine } from "./quietHost";

/** An error as the dynamic provider's host wants it: with `id`, the resource exists and its state is kept. */
export interface HostError extends Error {
  id?: string;
  properties?: Record<string, unknown>;
  reasons?: string[];
}

export function hostError(
  thrown: unknown,
  partial: "partial" | undefined,
  kept: (outputs: object) => Record<string, unknown>,
): HostError {
  const message = messageOf(thrown);
  const error: HostError = new Error(message);
  if (partial && thrown instanceof LifecycleError && thrown.recorded) {
    error.id = thrown.recorded.resourceId;
    error.properties = kept(thrown.recorded.outputs);
    error.reasons = [message];
  }
  if (debugging() && thrown instanceof Error) error.stack = thrown.stack;
  else error.toString = () => shownByEngine;
  return error;
}

/** What a call of the cloud or the configuration says of itself is told after what is true now. */
function messageOf(thrown: unknown): string {
  if (thrown instanceof ConfigurationError) return failureReport(nothingChanged, thrown);
  if (thrown instanceof CloudError && thrown.acted === "no") return failureReport(nothingChanged, thrown);
  if (thrown instanceof CloudError) return failureWords(thrown, "");
  return thrown instanceof Error ? thrown.message : `failed: ${String(thrown)}`;
}

/** Methods that change something say themselves what became of it. */
const nothingChanged = "Nothing was changed";

const debugging = () => Boolean(process.env["PULUMI_ALICLOUD_RESTORE_DEBUG"]);

/** What the host can store: no undefined, no dates, no functions. */
export const storable = (properties: object): Record<string, unknown> =>
  JSON.parse(JSON.stringify(properties)) as Record<string, unknown>;
