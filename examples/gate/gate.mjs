// Refuses rollbacks outside a window of hours (UTC), without a safety snapshot, or with a plan that is not certain.
// Usage: node gate.mjs FOLDER FROM UNTIL, such as: node gate.mjs plans 1 5
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const [folder = "plans", from = "0", until = "24"] = process.argv.slice(2);
const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
const plans = files.map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")));
const refusals = plans
  .filter(({ verdict }) => verdict !== "nothing-to-do")
  .flatMap(({ name, verdict, reason, plannedAt, safetySnapshot }) => {
    const hour = new Date(plannedAt).getUTCHours();
    return [
      ...(verdict === "runs" ? [] : [`${name}: the plan ${verdict}. ${reason ?? "See preview"}`]),
      ...(hour >= from && hour < until ? [] : [`${name}: outside the window from ${from} to ${until} h UTC`]),
      ...(safetySnapshot?.kind === "none" ? [`${name}: no safety snapshot, so no way back`] : []),
    ];
  });
for (const refusal of refusals) console.error(refusal);
if (refusals.length || plans.length === 0) process.exitCode = 1;
if (plans.length === 0)
  console.error(`there is no plan in ${folder}: was preview run with restore:planFile?`);
