import { z } from "zod";
import { CloudError, type ErrorRow } from "../transport/cloudError";
import { flag, repeated } from "../transport/parameters";
import type { Instance } from "../world/entities";
import { findInstance, type ServiceMoment } from "../world/find";
import { instanceStatus } from "../world/instances";
import type { Refuse } from "./diskConditions";
import { region } from "./parameterRules";
import { regionErrors } from "./sharedErrors";

/** StopInstances and StartInstances: a dry run that passes has another code than everywhere else. */
export const severalErrors = [
  [400, "DRYRUN.SUCCESS", "The dry run succeeded."],
  ...regionErrors,
] as const satisfies readonly ErrorRow[];

export const severalParameters = {
  RegionId: region("InvalidRegionId.NotFound"),
  InstanceId: repeated(z.string().min(1), 100).refine((ids) => ids.length > 0, "InvalidParameter"),
  BatchOptimization: z.enum(["AllTogether", "SuccessFirst"]).default("AllTogether"),
  DryRun: flag.default(false),
};

export interface SeveralRequest {
  readonly RegionId: string;
  readonly InstanceId: readonly string[];
  readonly BatchOptimization: "AllTogether" | "SuccessFirst";
  readonly DryRun: boolean;
}

export interface Change {
  check(instance: Instance): void;
  act(instance: Instance): void;
}

/** AllTogether: one that cannot refuses all. SuccessFirst: each for itself, inside an HTTP 200. */
export function changeSeveral(
  request: SeveralRequest,
  moment: ServiceMoment,
  change: Change,
  refuse: Refuse<"InvalidInstanceId.NotFound" | "DRYRUN.SUCCESS">,
) {
  const find = (instanceId: string) => {
    const instance = findInstance(moment, instanceId);
    if (instance?.regionId !== request.RegionId) throw refuse("InvalidInstanceId.NotFound");
    return instance;
  };
  const together = request.BatchOptimization === "AllTogether";
  if (together) for (const instanceId of request.InstanceId) change.check(find(instanceId));
  // With SuccessFirst a dry run reports success also when the checks would fail, says the page.
  if (request.DryRun) throw refuse("DRYRUN.SUCCESS");
  const one = (instanceId: string) => {
    const instance = find(instanceId);
    const PreviousStatus = instanceStatus(instance, moment.now);
    change.check(instance);
    change.act(instance);
    const CurrentStatus = instanceStatus(instance, moment.now);
    return { InstanceId: instanceId, Code: "200", Message: "success", PreviousStatus, CurrentStatus };
  };
  const InstanceResponse = request.InstanceId.map((instanceId) => attempt(instanceId, () => one(instanceId)));
  return { InstanceResponses: { InstanceResponse } };
}

function attempt<Answer>(InstanceId: string, act: () => Answer) {
  try {
    return act();
  } catch (error) {
    if (error instanceof CloudError) return { InstanceId, Code: error.code, Message: error.message };
    throw error;
  }
}
