import { planOf } from "../../../provider/lifecycle/plan/planOf";
import type { RollbackPlan } from "../../../provider/plans";
import { somePolicy, someObserved } from "../lifecycle/facts";

/** A plan as preview writes it: a lever that runs at 03:00 UTC with a safety snapshot, but for what a test says. */
export function somePlan(
  change: Partial<RollbackPlan> = {},
  { name = "data", hour = 3, safe = true } = {},
): RollbackPlan {
  const now = Date.parse(`2026-11-21T${String(hour).padStart(2, "0")}:00:00Z`);
  const policy = somePolicy(safe ? {} : { safetySnapshot: false });
  const plan = planOf(
    {
      urn: `urn:pulumi:prod::shop::pulumi-nodejs:restore:DiskRollback::${name}`,
      now,
      inputs: { service: "ecs", regionId: "cn-hangzhou", diskId: "d-1", snapshotId: "s-1" },
      policy,
    },
    { verdict: "runs", obstacles: [], observed: someObserved({ now }) },
  );
  return { ...plan, ...change };
}
