// Runs `pulumi preview` or `pulumi up`, and writes what the reviewer is to see to .pipeline/comment.md, also of a failure.
// Usage: node pipeline/run.mjs preview|up STACK
import { spawn } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { readPlans } from "pulumi-alicloud-restore/plan";
import { commentOf, cutShort } from "./comment.mjs";
import { sessionOf } from "./session.mjs";

const [command, stack] = process.argv.slice(2);
if (!["preview", "up"].includes(command) || !stack) {
  console.error("Usage: node pipeline/run.mjs preview|up STACK");
  process.exit(2);
}

const folder = resolve(".pipeline");
const plans = resolve(folder, "plans");
// The plan of a lever that is gone would stay.
rmSync(folder, { recursive: true, force: true });
mkdirSync(plans, { recursive: true });
writeFileSync(resolve(folder, "comment.md"), cutShort(command, stack));

const { code, output } = await run().catch((error) => ({ code: 1, output: `error: ${error.message}\n` }));
if (code !== 0) console.error(`pulumi ${command} of ${stack} ended with code ${code}`);
const comment = commentOf({ command, stack, code, output, plans: readPlans(plans) });
writeFileSync(resolve(folder, "comment.md"), comment);
process.exitCode = code;

async function run() {
  const environment = { ...process.env, ...(await sessionOf(process.env)) };
  // `up` shows its plan first, too: where that is refused, nothing is changed.
  const args = [command, ...(command === "up" ? ["--yes"] : []), "--stack", stack];
  return pulumi([...args, "--non-interactive", "--color", "never"], {
    ...environment,
    ...stateOnOss(environment),
    ALICLOUD_RESTORE_PLAN_FILE: plans,
    // The role of a preview may look, and no more: what it lacks is told, and is no refusal.
    ...(command === "preview" ? { ALICLOUD_RESTORE_PREVIEW_ONLY_LOOKS: "true" } : {}),
  });
}

function pulumi(args, env) {
  const child = spawn("pulumi", args, { env, stdio: ["ignore", "pipe", "pipe"] });
  // A job that is cancelled ends the engine politely: what is open is finished by the next run.
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill("SIGINT"));
  let output = "";
  const hear = (screen) => (chunk) => {
    output += chunk;
    screen.write(chunk);
  };
  child.stdout.setEncoding("utf8").on("data", hear(process.stdout));
  child.stderr.setEncoding("utf8").on("data", hear(process.stderr));
  return new Promise((done, failed) => {
    child.on("error", failed);
    child.on("close", (code) => done({ code: code ?? 1, output }));
  });
}

/** OSS speaks S3. The keys are those of the job's role, under the names that the engine's S3 client reads. */
function stateOnOss({ PULUMI_BACKEND_URL = "", ...keys }) {
  if (!PULUMI_BACKEND_URL.startsWith("s3:")) return {};
  return {
    AWS_ACCESS_KEY_ID: keys.ALIBABA_CLOUD_ACCESS_KEY_ID,
    AWS_SECRET_ACCESS_KEY: keys.ALIBABA_CLOUD_ACCESS_KEY_SECRET,
    AWS_SESSION_TOKEN: keys.ALIBABA_CLOUD_SECURITY_TOKEN,
  };
}
