import { readFileSync } from "node:fs";
import { join } from "node:path";
import { load, loadAll } from "js-yaml";
import { z } from "zod";
import { ROOT } from "../../../tools/repository.mjs";
import { startCommand } from "../harness/command";

/** What a job of a pipeline runs, one after the other. `always`: also where an earlier one has failed. */
export interface Step {
  run: string;
  always: boolean;
  env: Record<string, string>;
}

export interface JobResult {
  code: number;
  text: string;
}

/** The workspace of the tests has the packages installed already, ours from its tarball. */
const INSTALL = "npm ci";

const GITOPS = join(ROOT, "examples", "gitops");
const yamlOf = (path: string) => load(readFileSync(join(GITOPS, path), "utf8"));

const step = z.strictObject({
  uses: z.string().optional(),
  with: z.record(z.string(), z.unknown()).optional(),
  run: z.string().optional(),
  if: z.enum(["${{ !cancelled() }}"]).optional(),
  env: z.record(z.string(), z.string()).optional(),
});
export type WorkflowStep = z.infer<typeof step>;

const workflow = z.looseObject({
  on: z.record(z.string(), z.unknown()),
  permissions: z.record(z.string(), z.string()),
  concurrency: z.strictObject({ group: z.string(), "cancel-in-progress": z.boolean() }),
  jobs: z.record(
    z.string(),
    z.looseObject({
      env: z.record(z.string(), z.string()),
      "timeout-minutes": z.number(),
      environment: z.string().optional(),
      if: z.string().optional(),
      steps: z.array(step),
    }),
  ),
});

export const workflowAt = (name: string) => workflow.parse(yamlOf(`github/.github/workflows/${name}.yml`));

/** The steps of a workflow's only job; `values` are what its expressions stand for. */
export function gitHubSteps(name: string, values: Record<string, string>): Step[] {
  const [job] = Object.values(workflowAt(name).jobs);
  const valueOf = (text: string) =>
    text.replace(/^\$\{\{ (.*) \}\}$/, (_all, expression: string) => {
      const value = values[expression];
      if (value === undefined) throw new Error(`no value for the expression ${expression}`);
      return value;
    });
  const valuesOf = (env: Record<string, string> = {}) =>
    Object.fromEntries(Object.entries(env).map(([key, text]) => [key, valueOf(text)]));
  return (job?.steps ?? []).flatMap(({ run, if: condition, env }) =>
    run === undefined || run === INSTALL
      ? []
      : [{ run, always: condition !== undefined, env: { ...valuesOf(job?.env), ...valuesOf(env) } }],
  );
}

const gitLabJob = z.looseObject({
  rules: z.array(z.strictObject({ if: z.string() })),
  timeout: z.string(),
  variables: z.record(z.string(), z.string()),
  script: z.array(z.string()),
  after_script: z.array(z.string()),
  resource_group: z.string().optional(),
  interruptible: z.boolean(),
  environment: z.string().optional(),
});
const gitLabPipeline = z.strictObject({
  workflow: z.strictObject({ rules: z.array(z.strictObject({ if: z.string() })) }),
  default: z.strictObject({
    image: z.strictObject({ name: z.string(), entrypoint: z.array(z.string()) }),
    id_tokens: z.record(z.string(), z.strictObject({ aud: z.string() })),
    before_script: z.array(z.string()),
  }),
  preview: gitLabJob,
  up: gitLabJob,
});

export const gitLabPipelineFile = () => gitLabPipeline.parse(yamlOf("gitlab/.gitlab-ci.yml"));

/** The steps of a job; `values` are the project's variables. What comes after runs in any case, without the job's own. */
export function gitLabSteps(name: "preview" | "up", values: Record<string, string>): Step[] {
  const { default: all, [name]: job } = gitLabPipelineFile();
  const valueOf = (text: string) =>
    text.replace(/^\$(\w+)$/, (_all, variable: string) => values[variable] ?? "");
  const env = Object.fromEntries(Object.entries(job.variables).map(([key, text]) => [key, valueOf(text)]));
  return [
    ...[...all.before_script, ...job.script].map((run) => ({ run, always: false, env })),
    ...job.after_script.map((run) => ({ run, always: true, env })),
  ].filter(({ run }) => run !== INSTALL);
}

/** All objects of the manifests for the operator. */
export const manifests = (): unknown[] =>
  ["stack", "preview"].flatMap((name) =>
    loadAll(readFileSync(join(GITOPS, "operator", `${name}.yaml`), "utf8")),
  );

/** Runs the steps as a runner does: by a shell, none after a failed one but those that always run. */
export async function runSteps(
  steps: readonly Step[],
  { cwd, env }: { cwd: string; env: NodeJS.ProcessEnv },
): Promise<JobResult> {
  const result = { code: 0, text: "" };
  for (const { run, always, env: own } of steps) {
    if (result.code !== 0 && !always) continue;
    const { code, text } = await startCommand("bash", ["-eo", "pipefail", "-c", run], {
      cwd,
      env: { ...env, ...own },
      limit: 480_000,
    }).result;
    result.text += `$ ${run}\n${text}`;
    result.code ||= code;
  }
  return result;
}
