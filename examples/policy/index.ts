import { PolicyPack } from "@pulumi/policy";
import { readPlans } from "pulumi-alicloud-restore/plan";
import { violations, withoutSafetySnapshot, type Window } from "./rules";

const leverType = "pulumi-nodejs:restore:DiskRollback";
const folderVariable = "ALICLOUD_RESTORE_PLAN_FILE";

new PolicyPack("disk-rollbacks", {
  enforcementLevel: "mandatory",
  policies: [
    {
      // Looks at the declaration alone, so that it holds in `pulumi up --skip-preview`, too.
      name: "safety-snapshot",
      description: "No lever goes without a safety snapshot.",
      validateResource: ({ type, props }, report) => {
        if (type === leverType && props["safetySnapshot"] === false) report(withoutSafetySnapshot);
      },
    },
    {
      // Looks at the plans that preview has written: only a rollback that would run counts.
      name: "rollback-window",
      description: "Rollbacks run within a window of hours, and only with a plan that is certain.",
      configSchema: {
        properties: {
          from: { type: "integer", minimum: 0, maximum: 23, default: 1 },
          until: { type: "integer", minimum: 0, maximum: 24, default: 5 },
        },
      },
      validateStack: (stack, report) => {
        const levers = stack.resources.filter(({ type }) => type === leverType).map(({ urn }) => urn);
        if (levers.length === 0) return;
        const folder = process.env[folderVariable];
        if (!folder)
          return report(`set ${folderVariable}, so that preview writes the plans that this policy reads`);
        const window = stack.getConfig<Window>();
        const plans = new Map(readPlans(folder).map((plan) => [plan.urn, plan]));
        for (const urn of levers) {
          const plan = plans.get(urn);
          if (!plan) report("preview has written no plan of this lever", urn);
          else for (const words of violations(plan, window)) report(words, urn);
        }
      },
    },
  ],
});
