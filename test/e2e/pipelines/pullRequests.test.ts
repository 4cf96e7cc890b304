import { pathToFileURL } from "node:url";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { Simulator } from "../../../simulator";
import { startSimulatedCloud } from "../harness";
import { changingCalls } from "../seen/calls";
import { type Forge, FORGE_TOKEN, startForge } from "./forge";
import { gitHubSteps, type JobResult } from "./jobs";
import { type Repository, createRepository } from "./repository";

/**
 * Production is rolled back by a pull request of one line, that is undone by another one, and the undoing is reverted by
 * mistake. The jobs are the steps of the workflows in examples/gitops/github, in fresh checkouts of a bare repository.
 */
const DISK = "d-sim0002";
const BEFORE = `initial content of ${DISK}`;
const LATER = "what came later";

let simulator: Simulator;
let forge: Forge;
let repository: Repository;

const values = () => ({
  "vars.PULUMI_BACKEND_URL": pathToFileURL(join(repository.stack.folder, ".state")).href,
  "secrets.PULUMI_CONFIG_PASSPHRASE": "only-for-tests",
  "github.token": FORGE_TOKEN,
});
const preview = (branch: string, number: number): Promise<JobResult> =>
  repository.job(
    gitHubSteps("pull-request", { ...values(), "github.event.pull_request.number": String(number) }),
    branch,
    {},
  );
const up = (): Promise<JobResult> => repository.job(gitHubSteps("main", values()), undefined, {});
const comments = (number: number) => (forge.threads.get(String(number)) ?? []).map(({ body }) => body);
const disk = async () => {
  const { content, resets } = await simulator.control.disk(DISK);
  return { content, resets };
};
const output = async (name: string) => String((await repository.stack.outputs())[name]);

describe("the pull-request story on GitHub", { timeout: 600_000 }, () => {
  let armed = "";

  beforeAll(async () => {
    simulator = await startSimulatedCloud({
      durations: { snapshot: "300ms", reset: "2500ms", stop: "300ms", start: "300ms" },
    });
    forge = await startForge();
    repository = await createRepository(simulator, forge);
  });

  test("the first push to main: takes the restore point, and tells nobody since there is no pull request", async () => {
    const job = await up();
    expect(job.code, job.text).toBe(0);
    expect(job.text).toContain("No pull request belongs to this commit");
    expect(await changingCalls(simulator)).toEqual(["CreateSnapshot"]);
    expect([...forge.threads]).toEqual([]);
    await simulator.control.writeContent(DISK, LATER);
  });

  describe("roll back: pull request 1", () => {
    test("its diff is one line", async () => {
      armed = await output("snapshotId");
      await repository.stack.setConfig({ rollBackTo: armed });
      const diff = await repository.propose("roll-back", "Roll production back to before the release");
      expect(changedLines(diff)).toEqual([`+  restore-gitops:rollBackTo: ${armed}`]);
    });

    test("its preview: the plan is the comment, and nothing changes", async () => {
      const job = await preview("roll-back", 1);
      expect(job.code, job.text).toBe(0);
      const [comment = "", ...more] = comments(1);
      expect(more).toEqual([]);
      expect(comment).toContain("### ⚠️ Merging rolls a disk of `production` back");
      expect(comment).toContain(`disk \`${DISK}\` (100 GiB) goes back to \`${armed}\``);
      expect(comment).toContain("machine `i-sim0001` (Running) is stopped and is started afterwards");
      expect(comment).toContain("the present is saved first, for 14 days");
      expect(await disk()).toEqual({ content: LATER, resets: 0 });
    });

    test("another push to it: the comment is replaced, and there is still one", async () => {
      forge.threads.get("1")?.unshift({ id: 1000, body: "Looks good to me" });
      const job = await preview("roll-back", 1);
      expect(job.code, job.text).toBe(0);
      expect(comments(1).length).toBe(2);
    });

    test("merged: the disk is back, and the pull request is told how to undo it", async () => {
      await repository.merge("roll-back", 1);
      const job = await up();
      expect(job.code, job.text).toBe(0);
      expect(await disk()).toEqual({ content: BEFORE, resets: 1 });
      const told = comments(1).at(-1) ?? "";
      expect(told).toContain("### `production` is up to date");
      expect(told).toContain(`Rolled back: ${DISK} to ${armed}.`);
      expect(told).toContain(
        `To undo it, roll back to the safety snapshot ${await output("undoSnapshotId")}.`,
      );
    });
  });

  describe("undo it: pull request 2", () => {
    test("merged: the disk is as it was before, by one more reset", async () => {
      const undo = await output("undoSnapshotId");
      await repository.stack.setConfig({ rollBackTo: undo });
      const diff = await repository.propose("undo", "Undo the rollback");
      expect(changedLines(diff)).toEqual([
        `-  restore-gitops:rollBackTo: ${armed}`,
        `+  restore-gitops:rollBackTo: ${undo}`,
      ]);
      const before = await preview("undo", 2);
      expect(before.code, before.text).toBe(0);
      expect(comments(2)[0]).toContain(`goes back to \`${undo}\``);
      await repository.merge("undo", 2);
      const job = await up();
      expect(job.code, job.text).toBe(0);
      expect(await disk()).toEqual({ content: LATER, resets: 2 });
    });
  });

  describe("revert the undoing by mistake: pull request 3", () => {
    test("its preview fails, and the refused plan is its comment", async () => {
      const diff = await repository.proposeRevert("revert");
      expect(changedLines(diff)[1]).toBe(`+  restore-gitops:rollBackTo: ${armed}`);
      const job = await preview("revert", 3);
      expect(job.code).not.toBe(0);
      const [comment = ""] = comments(3);
      expect(comment).toContain("### ❌ Preview of `production` failed: do not merge. Nothing was changed");
      expect(comment).toContain(
        "**`data`** is refused:\n- **In the way** of `snapshotId`: the rollback of d-sim0002",
      );
      expect(comment.replace(/\s+/g, " ")).toContain("has already run, on");
      expect(comment.replace(/\s+/g, " ")).toContain("a declared rollback runs once");
    });

    test("merged all the same: `up` fails too, says so there, and the disk stays as it is", async () => {
      await simulator.control.clearCalls();
      await repository.merge("revert", 3);
      const job = await up();
      expect(job.code).not.toBe(0);
      expect(comments(3)[1]).toContain("### ❌ The update of `production` failed");
      expect(await changingCalls(simulator)).toEqual([]);
      expect(await disk()).toEqual({ content: LATER, resets: 2 });
      console.log(
        [...forge.threads]
          .map(([n, all]) => all.map(({ body }) => `=== ${n}\n${body}`).join("\n"))
          .join("\n"),
      );
    });

    test("in all: three merges, two resets", async () => {
      const merges = await repository.git("log", "--merges", "--format=%s", "main");
      expect(merges.split("\n").reverse()).toEqual([1, 2, 3].map((n) => `Merge pull request #${n}`));
      expect((await disk()).resets).toBe(2);
    });
  });
});

const changedLines = (diff: string) => diff.split("\n").filter((line) => /^[+-](?![+-])/.test(line));
