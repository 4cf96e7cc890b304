import { randomBytes } from "node:crypto";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { digest } from "../lifecycle/canonical";
import { planFileName } from "../lifecycle/plan/planOf";
import type { RollbackPlan } from "../lifecycle/plan/rollbackPlan";
import type { PlanStore } from "../runtime/context";
import { LifecycleError } from "../runtime/lifecycleError";

/** Where plans for machines are wanted; undefined where nobody wants them. */
export function planFolderIn(
  config: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string | undefined>>,
): PlanStore | undefined {
  const folder = config["restore:planFile"] || environment["ALICLOUD_RESTORE_PLAN_FILE"];
  return folder ? planFolder(resolve(folder)) : undefined;
}

/**
 * A folder with one file for each lever. Levers of one process, and previews of several stacks, never write the same
 * file; another preview takes the place of the one before, whole: who reads sees the old plan or the new one.
 */
export const planFolder = (folder: string): PlanStore => ({
  async write(plan: RollbackPlan) {
    const file = join(folder, planFileName(plan, digest(plan.urn, 8)));
    const draft = `${file}.${randomBytes(6).toString("hex")}.tmp`;
    try {
      await mkdir(folder, { recursive: true });
      await writeFile(draft, `${JSON.stringify(plan, null, 2)}\n`);
      await rename(draft, file);
    } catch (error) {
      await rm(draft, { force: true }).catch(() => undefined);
      throw new LifecycleError(unwritten(plan, file, folder, error));
    }
  },
});

const unwritten = ({ name }: RollbackPlan, file: string, folder: string, error: unknown): string =>
  `The plan of ${name} cannot be written to ${file}: ${error instanceof Error ? error.message : String(error)}. ` +
  `Nothing was changed. Make ${folder} a folder that can be written to, or take restore:planFile (ALICLOUD_RESTORE_PLAN_FILE) out.`;
