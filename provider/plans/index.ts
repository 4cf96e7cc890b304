/** For pipelines and policies: `pulumi-alicloud-restore/plan`. It loads neither Pulumi nor the provider. */
export { readPlans } from "./readPlans";
export { planVersion, rollbackPlan, type RollbackPlan, type Verdict } from "../lifecycle/plan/rollbackPlan";
