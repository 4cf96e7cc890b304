import { appendFile, readFile, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { dump, load } from "js-yaml";
import { inject } from "vitest";
import { ROOT } from "../../../tools/repository.mjs";
import { createStack, simulatorEnvironment, type Stack } from "../harness";
import { startCommand } from "../harness/command";
import { projectEnvironment } from "../harness/environment";
import type { Simulator } from "../../../simulator";
import type { Forge } from "./forge";
import { type JobResult, type Step, runSteps } from "./jobs";

/** A repository at a forge with one stack, `production`, and somebody's clone of it. */
export interface Repository {
  stack: Stack;
  /** Commits what is changed in the clone to a branch of its own, based on main, and pushes it. Tells its diff. */
  propose(branch: string, message: string): Promise<string>;
  /** A branch on which the last merge is taken back. */
  proposeRevert(branch: string): Promise<string>;
  merge(branch: string, pullRequest: number): Promise<void>;
  git(...args: string[]): Promise<string>;
  /** Runs a job's steps in a fresh checkout: of a branch merged into main, as the forge offers it, or of main. */
  job(steps: readonly Step[], branch: string | undefined, more: Record<string, string>): Promise<JobResult>;
}

/** The settings that everybody's git may have are not for tests. */
const IDENTITY = {
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_SYSTEM: "/dev/null",
  GIT_AUTHOR_NAME: "Ann",
  GIT_AUTHOR_EMAIL: "ann@example.com",
  GIT_COMMITTER_NAME: "Ann",
  GIT_COMMITTER_EMAIL: "ann@example.com",
};

export const STACK = "production";

export async function createRepository(simulator: Simulator, forge: Forge): Promise<Repository> {
  const environment = simulatorEnvironment(simulator);
  const stack = await createStack({
    program: { folder: join(ROOT, "examples", "gitops", "repository") },
    name: STACK,
    config: { diskId: "d-sim0002", "alicloud:region": "cn-hangzhou" },
    env: { ...environment, PULUMI_NODEJS_TRANSPILE_ONLY: "true" },
  });
  const { folder } = stack;
  const settings = join(folder, `Pulumi.${STACK}.yaml`);
  // A line a key, as `pulumi config set` writes it in a new file.
  await writeFile(settings, dump(load(await readFile(settings, "utf8"))));
  const origin = join(dirname(folder), `${basename(folder)}.git`);
  const gitIn = async (cwd: string, ...args: string[]) => {
    const { code, text, stdout } = await startCommand("git", args, {
      cwd,
      env: { ...process.env, ...IDENTITY },
    }).result;
    if (code !== 0) throw new Error(`git ${args.join(" ")} failed:\n${text}`);
    return stdout.trim();
  };
  const git = (...args: string[]) => gitIn(folder, ...args);

  await gitIn(dirname(folder), "init", "--quiet", "--bare", "--initial-branch=main", origin);
  await git("init", "--quiet", "--initial-branch=main");
  await git("remote", "add", "origin", origin);
  // The harness's own.
  await appendFile(join(folder, ".git", "info", "exclude"), "/.home\n/.state\n/.events*\n/.bin\n");
  await git("add", ".");
  await git("commit", "--quiet", "-m", "The stack");
  await git("push", "--quiet", "origin", "main");

  const push = async (branch: string) => {
    await git("push", "--quiet", "origin", branch);
    const diff = await git("diff", "main", branch);
    await git("switch", "--quiet", "main");
    return diff;
  };
  let checkouts = 0;
  return {
    stack,
    git,
    propose: async (branch, message) => {
      await git("switch", "--quiet", "-c", branch);
      await git("commit", "--quiet", "-a", "-m", message);
      return push(branch);
    },
    proposeRevert: async (branch) => {
      await git("switch", "--quiet", "-c", branch);
      await git("revert", "--no-edit", "--mainline", "1", "HEAD");
      return push(branch);
    },
    merge: async (branch, pullRequest) => {
      await git("merge", "--quiet", "--no-ff", "-m", `Merge pull request #${pullRequest}`, branch);
      await git("push", "--quiet", "origin", "main");
      forge.merged.set(await git("rev-parse", "main"), pullRequest);
    },
    job: async (steps, branch, more) => {
      checkouts += 1;
      const cwd = join(dirname(folder), `${basename(folder)}-checkout-${checkouts}`);
      await gitIn(dirname(folder), "clone", "--quiet", origin, cwd);
      if (branch) await gitIn(cwd, "merge", "--quiet", "--no-ff", "--no-edit", `origin/${branch}`);
      const commit = await gitIn(cwd, "rev-parse", "HEAD");
      const { engine } = inject("workspace");
      const env = await projectEnvironment(engine, cwd, {
        ...environment,
        PULUMI_NODEJS_TRANSPILE_ONLY: "true",
        ...more,
        // As both forges tell their jobs.
        GITHUB_API_URL: forge.url,
        GITHUB_SERVER_URL: "https://github.example",
        GITHUB_REPOSITORY: "acme/shop",
        GITHUB_RUN_ID: "7",
        GITHUB_SHA: commit,
        CI_API_V4_URL: forge.url,
        CI_PROJECT_ID: "42",
        CI_COMMIT_SHA: commit,
        CI_JOB_URL: "https://gitlab.example/acme/shop/-/jobs/7",
      });
      return runSteps(steps, { cwd, env });
    },
  };
}
