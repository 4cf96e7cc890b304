// @ts-check
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { format, resolveConfig } from "prettier";
import { ROOT } from "./repository.mjs";

export const SCHEMA = join(ROOT, "schemas", "rollback-plan.json");

/** @returns {Promise<string>} the JSON schema of the plan file, from the built package */
export async function planSchema() {
  const { z } = await import("zod");
  /** @type {{ rollbackPlan: import("zod").ZodType }} */
  const { rollbackPlan } = await import(join(ROOT, "dist", "provider", "plans", "index.js"));
  // As readers see it: fields that they do not know are no error.
  const schema = {
    $id: "rollback-plan.json",
    title: "RollbackPlan",
    ...z.toJSONSchema(rollbackPlan, { io: "input" }),
  };
  return format(JSON.stringify(schema), { ...(await resolveConfig(SCHEMA)), parser: "json" });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const before = await readFile(SCHEMA, "utf8").catch(() => "");
  const now = await planSchema();
  if (now !== before) await writeFile(SCHEMA, now);
  process.stderr.write(now === before ? "unchanged\n" : `written ${SCHEMA}\n`);
}
