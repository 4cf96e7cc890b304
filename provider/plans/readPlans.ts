import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { rollbackPlan, type RollbackPlan } from "../lifecycle/plan/rollbackPlan";

/** The plans of a folder that preview has filled. Throws where one of them is no plan of a known version. */
export function readPlans(folder: string): RollbackPlan[] {
  const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
  return files.sort().map((name) => readPlan(join(folder, name)));
}

function readPlan(file: string): RollbackPlan {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new Error(
      `${file} is no plan of a rollback: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  const parsed = rollbackPlan.safeParse(content);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(
    `${file} is no plan of a rollback: ${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}`,
  );
}
