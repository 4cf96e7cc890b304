// Rolls the stacks of this project back in waves: to their last restore point, or (--undo) to where they were before.
// Usage: node fleet.mjs waves.json [--undo]     waves.json: [["canary"], ["shop-1", "shop-2"]]
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LocalWorkspace } from "@pulumi/pulumi/automation/index.js";
import { readPlans } from "pulumi-alicloud-restore/plan";
import { inWaves } from "./waves.mjs";

const [file, option] = process.argv.slice(2);
const waves = JSON.parse(readFileSync(file, "utf8"));
const output = option === "--undo" ? "undoSnapshotId" : "snapshotId";

// Everything is looked at before anything is changed: all plans together, or none.
const seen = await inWaves([waves.flat()], look, { ended: sayPlan });
const refused = seen.filter(({ error }) => error);
if (refused.length > 0) {
  await Promise.all(seen.map(({ result }) => result && disarm(result)));
  console.log(`\n${refused.length} of ${seen.length} stacks are refused. Nothing was changed.`);
  process.exit(1);
}

const fleet = new Map(seen.map(({ member, result }) => [member, result]));
const endings = await inWaves(waves, rollBack, {
  begins: (index, members) => console.log(`\nWave ${index + 1} of ${waves.length}: ${members.join(", ")}`),
  ended: sayEnding,
});
// A stack that was not begun must not be rolled back by whoever runs it next.
const left = endings.filter(({ result, error }) => !result && !error);
await Promise.all(left.map(({ member }) => disarm(fleet.get(member))));

console.log(`\n${summary(endings)}`);
process.exitCode = endings.every(({ result }) => result) ? 0 : 1;

/** Arms a stack and previews it. */
async function look(name) {
  const plans = mkdtempSync(join(tmpdir(), "fleet-plans-"));
  const stack = await LocalWorkspace.selectStack(
    { stackName: name, workDir: "." },
    { envVars: { ALICLOUD_RESTORE_PLAN_FILE: plans } },
  );
  const before = (await stack.getAllConfig())[keyOf("rollBackTo")]?.value;
  const target = (await stack.outputs())[output]?.value;
  if (!target || target === "none") throw new Error(`it has no ${output}`);
  await stack.setConfig("rollBackTo", { value: target });
  try {
    await stack.preview({ color: "never" });
    return { stack, before, target, plan: readPlans(plans)[0] };
  } catch (error) {
    await disarm({ stack, before });
    throw error;
  }
}

async function rollBack(name) {
  const { stack, target } = fleet.get(name);
  const startedAt = Date.now();
  const { outputs } = await stack.up({ color: "never" });
  return { target, undo: outputs.undoSnapshotId.value, seconds: Math.round((Date.now() - startedAt) / 1000) };
}

/** As it was before. */
async function disarm({ stack, before }) {
  if (before === undefined) await stack.removeConfig("rollBackTo");
  else await stack.setConfig("rollBackTo", { value: before });
}

function sayPlan({ member, result, error }) {
  if (error) return console.log(`${member}: refused\n${reasonOf(error)}`);
  const { verdict, secondsOfWritesLost, reason } = result.plan;
  const words = verdict === "runs" ? `will lose the writes of ${secondsOfWritesLost} s` : (reason ?? verdict);
  console.log(`${member}: ${words}`);
}

function sayEnding({ member, result, error }) {
  if (error) return console.log(`${member}: FAILED\n${reasonOf(error)}`);
  console.log(`${member}: at ${result.target}, after ${result.seconds} s. To undo it: ${result.undo}`);
}

function summary(all) {
  const rows = all.map(({ member, wave, result, error }) =>
    [`wave ${wave}`, member, result ? "done" : error ? "FAILED" : "not begun"].join("  "),
  );
  return ["Summary", ...rows].join("\n");
}

/** What the engine said of the resources, without its account of the run. */
function reasonOf({ message }) {
  const report = message.slice(message.lastIndexOf("Diagnostics:\n")).split(/^(?:Resources|Outputs):/m)[0];
  const blocks = report.replace("Diagnostics:\n", "").trimEnd().split("\n\n");
  const told = blocks.filter((block) => !block.startsWith("  pulumi:pulumi:Stack"));
  return (told.length > 0 ? told : blocks).join("\n");
}

/** The key as the engine spells it: with the project's name before it. */
function keyOf(name) {
  const project = /^name: (.+)$/m.exec(readFileSync("Pulumi.yaml", "utf8"))?.[1];
  return `${project}:${name}`;
}
