import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { inOneLine } from "../../fixtures/inOneLine";
import type { Simulator } from "../../../simulator";
import { startSimulatedCloud } from "../harness";
import { callsOnMachines } from "../seen/calls";
import { type Forge, FORGE_TOKEN, startForge } from "./forge";
import { gitHubSteps, type JobResult } from "./jobs";
import { type Repository, createRepository } from "./repository";

const DISK = "d-sim0002";
const GOOD = "what was good";

let simulator: Simulator;
let forge: Forge;
let repository: Repository;

const values = () => ({
  "vars.PULUMI_BACKEND_URL": pathToFileURL(join(repository.stack.folder, ".state")).href,
  "secrets.PULUMI_CONFIG_PASSPHRASE": "only-for-tests",
  "github.token": FORGE_TOKEN,
});
const previewSteps = (number: number) =>
  gitHubSteps("pull-request", { ...values(), "github.event.pull_request.number": String(number) });
const up = (): Promise<JobResult> => repository.job(gitHubSteps("main", values()), undefined, {});
const lastComment = (number: number) => forge.threads.get(String(number))?.at(-1)?.body ?? "";
const propose = async (branch: string, snapshotId: string) => {
  await repository.stack.setConfig({ rollBackTo: snapshotId });
  return repository.propose(branch, `Roll back to ${snapshotId}`);
};

describe("what goes wrong, as the pull request shows it", { timeout: 600_000 }, () => {
  beforeAll(async () => {
    simulator = await startSimulatedCloud({
      durations: { snapshot: "300ms", reset: "2500ms", stop: "300ms", start: "300ms" },
    });
    await simulator.control.add("snapshots", {
      snapshotId: "s-good",
      sourceDiskId: DISK,
      content: GOOD,
      createdAt: new Date(Date.now() - 3_600_000).toISOString(),
    });
    forge = await startForge();
    repository = await createRepository(simulator, forge);
  });

  test("a wrong snapshot id: preview fails, and names the property", async () => {
    await propose("wrong-id", "s-nosuch");
    const job = await repository.job(previewSteps(1), "wrong-id", {});
    expect(job.code).not.toBe(0);
    expect(lastComment(1)).toContain(
      "### ❌ Preview of `production` failed: do not merge. Nothing was changed",
    );
    expect(lastComment(1)).toContain("**`data`** is refused:");
    expect(inOneLine(lastComment(1))).toContain(
      "**In the way** of `snapshotId`: there is no snapshot s-nosuch",
    );
  });

  test("credentials that have expired: preview fails, and says to get new ones", async () => {
    const { accessKeyId, accessKeySecret, securityToken } = await simulator.control.issueCredentials("1s");
    const job = await repository.job(previewSteps(2), "wrong-id", {
      ALIBABA_CLOUD_ACCESS_KEY_ID: accessKeyId,
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: accessKeySecret,
      ALIBABA_CLOUD_SECURITY_TOKEN: securityToken,
    });
    expect(job.code).not.toBe(0);
    expect(lastComment(2)).toContain("### ❌ Preview of `production` failed");
    expect(lastComment(2)).toContain("InvalidSecurityToken.Expired");
    expect(inOneLine(lastComment(2))).toContain("Get a new security token");
    expect(lastComment(2)).not.toContain(securityToken);
  });

  test("no session at all: the job ends before preview, and the comment leads to its log", async () => {
    const steps = [{ run: "exit 1", always: false, env: {} }, ...previewSteps(3)];
    const job = await repository.job(steps, "wrong-id", {});
    expect(job.code).toBe(1);
    expect(lastComment(3)).toContain("`pulumi preview` of `production` did not run");
    expect(lastComment(3)).toContain("https://github.example/acme/shop/actions/runs/7");
  });

  describe("a run that was killed leaves a lock", () => {
    // It is sent again only where nothing was written since, so this is 1 or 2.
    let resets = 0;

    beforeAll(async () => {
      await propose("good", "s-good");
      await repository.merge("good", 4);
      const run = repository.stack.start("up");
      await run.waitForText(/rolling back d-sim0002/);
      run.kill("SIGKILL");
      await run.result;
      // The provider process of a killed engine ends by itself within seconds.
      await vi.waitFor(
        async () => {
          const left = await repository.stack.processes("dynamic-provider");
          if (left.length > 0) throw new Error(`still there: ${left.join(", ")}`);
        },
        { timeout: 60_000 },
      );
    });

    test("the stack is locked: `up` fails, and the comment says so", async () => {
      const job = await up();
      expect(job.code).not.toBe(0);
      expect(lastComment(4)).toContain("### ❌ The update of `production` failed");
      expect(lastComment(4)).toContain("the stack is currently locked by 1 lock");
      expect(lastComment(4)).toContain("pulumi cancel");
    });

    test("unlocked: the same commit again finishes what was open", async () => {
      const { code, text } = await repository.stack.pulumi("cancel", "--yes", "production");
      expect(code, text).toBe(0);
      const job = await up();
      expect(job.code, job.text).toBe(0);
      expect(lastComment(4)).toContain("an earlier run was cut short");
      const { content, resets: count } = await simulator.control.disk(DISK);
      const { status } = await simulator.control.instance("i-sim0001");
      expect([content, status]).toEqual([GOOD, "Running"]);
      resets = count;
    });

    test("and again, as the operator does it: nothing happens", async () => {
      await simulator.control.clearCalls();
      const job = await up();
      expect(job.code, job.text).toBe(0);
      expect(job.text).toMatch(/3 unchanged/);
      expect((await simulator.control.disk(DISK)).resets).toBe(resets);
      expect(await callsOnMachines(simulator)).toEqual([]);
    });
  });
});
