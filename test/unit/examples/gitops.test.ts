import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { commentOf } from "../../../examples/gitops/repository/pipeline/comment.mjs";
import type { RollbackPlan } from "../../../provider/plans";
import { ROOT } from "../../../tools/repository.mjs";
import { run } from "../../../tools/run.mjs";
import { actionlint } from "../../e2e/pipelines/actionlint";
import { gitLabPipelineFile, manifests, workflowAt } from "../../e2e/pipelines/jobs";
import { somePlan } from "./rollbackPlans";

const folder = join(ROOT, "examples", "gitops");
const workflows = ["pull-request", "main"] as const;

/** Minutes: what a restore point and a rollback after it may take by default, as docs/options.md tells. */
const timeOuts = [
  ...readFileSync(join(ROOT, "docs", "options.md"), "utf8").matchAll(/Default: ((?:\w+ \d+m(?:, )?)+)/g),
]
  .flatMap(([, text = ""]) => [...text.matchAll(/(\w+) (\d+)m/g)])
  .filter(([, name]) => name !== "delete")
  .reduce((sum, [, , minutes]) => sum + Number(minutes), 0);

describe("examples/gitops: the GitHub workflows", () => {
  const [preview, main] = workflows.map(workflowAt);
  const stepsOf = (flow: typeof main) => Object.values(flow?.jobs ?? {}).flatMap(({ steps }) => steps);
  const session = stepsOf(main).find(({ uses }) => uses?.startsWith("aliyun/"))?.with;

  test("actionlint has nothing to say of them", { timeout: 600_000 }, async ({ skip }) => {
    const files = workflows.map((name) => join(folder, "github", ".github", "workflows", `${name}.yml`));
    const found = await actionlint(...files);
    if ("notRun" in found) return skip(found.notRun);
    expect(found.complaints).toBe("");
  });

  test("a rollback has the time that it may take, and a session for longer than the job", () => {
    const minutes = main?.jobs["up"]?.["timeout-minutes"] ?? 0;
    expect(timeOuts).toBe(200);
    expect(minutes).toBeGreaterThan(timeOuts);
    expect(Number(session?.["role-session-expiration"])).toBeGreaterThan(minutes * 60);
  });

  test("one rollback at a time, and none is ended for a newer one", () => {
    expect(main?.concurrency).toEqual({ group: "production", "cancel-in-progress": false });
    expect(main?.jobs["up"]?.environment).toBe("production");
    expect(main?.on).toEqual({ push: { branches: ["main"] } });
  });

  test("a pull request gets another role than main, and a fork's gets none", () => {
    const role = (flow: typeof main) =>
      stepsOf(flow).find(({ uses }) => uses?.startsWith("aliyun/"))?.with?.["role-to-assume"];
    expect([role(preview), role(main)]).toEqual(["${{ vars.PREVIEW_ROLE_ARN }}", "${{ vars.UP_ROLE_ARN }}"]);
    expect(preview?.jobs["preview"]?.if).toBe(
      "github.event.pull_request.head.repo.full_name == github.repository",
    );
  });

  test("what a pull request says is nowhere part of a command", () => {
    const commands = [preview, main].flatMap(stepsOf).flatMap(({ run }) => run ?? []);
    expect(commands.length).toBe(6);
    expect(commands.filter((command) => command.includes("${{"))).toEqual([]);
  });
});

describe("examples/gitops: the GitLab pipeline", () => {
  const { preview, up, workflow } = gitLabPipelineFile();
  const minutes = (job: typeof up) => Number(/^(\d+) minutes$/.exec(job.timeout)?.[1]);

  test("a rollback has the time that it may take, and a session for longer than the job", () => {
    expect(minutes(up)).toBeGreaterThan(timeOuts);
    for (const job of [preview, up])
      expect(Number(job.variables["SESSION_SECONDS"])).toBeGreaterThan(minutes(job) * 60);
  });

  test("one rollback at a time, and none is ended for a newer one", () => {
    expect(up).toMatchObject({ resource_group: "production", interruptible: false });
  });

  test("a merge request is previewed with a role of its own, and only main is done", () => {
    expect([preview.variables["ROLE_ARN"], up.variables["ROLE_ARN"]]).toEqual([
      "$PREVIEW_ROLE_ARN",
      "$UP_ROLE_ARN",
    ]);
    expect(workflow.rules).toEqual([...preview.rules, ...up.rules]);
  });
});

/** A closed extract of the operator's CustomResourceDefinition (stacks.pulumi.com, v1): a name that is none fails. */
const secretRef = z.strictObject({
  type: z.literal("Secret"),
  secret: z.strictObject({ name: z.string(), key: z.string() }),
});
const stackObject = z.strictObject({
  apiVersion: z.literal("pulumi.com/v1"),
  kind: z.literal("Stack"),
  metadata: z.strictObject({ name: z.string(), namespace: z.string() }),
  spec: z.strictObject({
    serviceAccountName: z.string(),
    stack: z.string(),
    projectRepo: z.string(),
    branch: z.string(),
    backend: z.string(),
    useLocalStackOnly: z.boolean(),
    destroyOnFinalize: z.boolean(),
    preview: z.boolean().optional(),
    continueResyncOnCommitMatch: z.boolean().optional(),
    resyncFrequencySeconds: z.number().int().min(60).optional(),
    retryMaxBackoffDurationSeconds: z.number().int().optional(),
    envRefs: z.record(z.string(), secretRef),
    workspaceTemplate: z.strictObject({ spec: z.strictObject({ image: z.string() }) }),
  }),
});

describe("examples/gitops: the manifests for the operator", () => {
  const objects = manifests() as { kind: string }[];
  const [stack, twin] = objects.filter(({ kind }) => kind === "Stack").map((one) => stackObject.parse(one));

  test("the twin is the same stack, and only ever previews", () => {
    if (!stack || !twin) throw new Error("There are not two of them");
    const { preview, branch, continueResyncOnCommitMatch, resyncFrequencySeconds, ...same } = twin.spec;
    const { retryMaxBackoffDurationSeconds, ...spec } = stack.spec;
    expect([preview, branch, continueResyncOnCommitMatch]).toEqual([true, "next", true]);
    expect([resyncFrequencySeconds, retryMaxBackoffDurationSeconds]).toEqual([300, 3600]);
    expect(same).toEqual({ ...spec, branch: undefined });
    expect(spec.preview).toBeUndefined();
  });

  test("a deleted object deletes no restore point", () => {
    expect([stack, twin].map((one) => one?.spec.destroyOnFinalize)).toEqual([false, false]);
  });

  test("state on OSS is not asked for in the path style, which OSS refuses", () => {
    expect(stack?.spec.backend).toContain("endpoint=https://s3.oss-");
    expect(stack?.spec.backend).not.toContain("s3ForcePathStyle");
  });
});

describe("examples/gitops: the comment", () => {
  const told = {
    command: "preview",
    stack: "production",
    code: 0,
    output: "all that it printed",
    plans: [] as RollbackPlan[],
  };

  test("a rollback: says what is lost, what goes back where, what stops, and how one comes back", () => {
    const text = commentOf({ ...told, plans: [somePlan()] });
    expect(text).toContain("### ⚠️ Merging rolls a disk of `production` back");
    expect(text).toMatch(/the writes of the last \*\*\d+ h \d+ m\*\* are lost/);
    expect(text).toContain("disk `d-1`");
    expect(text).toMatch(/machine `i-\w+` \(\w+\) is/);
    expect(text).toContain("the present is saved first, for 14 days");
  });

  test("a rollback without a safety snapshot: says that there is no way back", () => {
    expect(commentOf({ ...told, plans: [somePlan({}, { safe: false })] })).toContain("there is no way back");
  });

  test("an idle lever: is not told", () => {
    const text = commentOf({ ...told, plans: [somePlan({ verdict: "nothing-to-do" }, { name: "idle" })] });
    expect(text).toContain("### Merging rolls nothing of `production` back");
    expect(text).not.toContain("idle");
  });

  test.each([
    ["asks", "asks, and nothing will be sent: It may have run."],
    ["unchecked", "could not be checked: It may have run."],
  ] as const)("a lever that %s: says why, and that it may not be relied on", (verdict, words) => {
    const text = commentOf({ ...told, plans: [somePlan({ verdict, reason: "It may have run." })] });
    expect(text).toContain(words);
    expect(text).not.toContain("Merging rolls nothing");
  });

  test("a failure without a plan: shows the end of what was printed, not only folded away", () => {
    const output = "a lot\nbefore\nerror: the stack is currently locked by 1 lock(s)\n";
    const [shown = ""] = commentOf({ ...told, code: 255, output }).split("<details>");
    expect(shown).toContain("do not merge. Nothing was changed");
    expect(shown).toContain("error: the stack is currently locked");
    expect(shown).not.toContain("before");
  });

  test("much output: fits a comment, and its end is kept", () => {
    const text = commentOf({ ...told, code: 1, output: `${"x".repeat(200_000)}\nthe end` });
    expect(text.length).toBeLessThan(65_536);
    expect(text).toContain("the end");
  });

  test("output with a fence in it: stays inside its own", () => {
    const output = "error: ````\n# not a heading of the comment";
    const text = commentOf({ ...told, code: 1, output });
    expect(text.match(/^`{5}text$/gm)).toHaveLength(2);
  });
});

describe("examples/gitops: a job that is killed", () => {
  let place: string;
  beforeEach(async () => {
    place = await mkdtemp(join(tmpdir(), "killed-"));
    // An engine that is killed together with the script that has started it.
    await writeFile(join(place, "pulumi"), "#!/bin/sh\nkill -9 $PPID\n", { mode: 0o755 });
  });
  afterEach(() => rm(place, { recursive: true }));

  test.each([
    ["up", "What it has done is not known."],
    ["preview", "Nothing was changed."],
  ])("%s: its comment says that it was cut short, and no more than is true", async (command, words) => {
    const script = join(folder, "repository", "pipeline", "run.mjs");
    const environment = { ...process.env, PATH: `${place}:${process.env["PATH"] ?? ""}` };
    await run(process.execPath, [script, command, "production"], { cwd: place, environment });
    const comment = readFileSync(join(place, ".pipeline", "comment.md"), "utf8");
    expect(comment).toContain(`\`pulumi ${command}\` of \`production\` was cut short`);
    expect(comment).toContain(words);
    expect(comment.includes("Nothing was changed")).toBe(command === "preview");
  });
});

describe("examples/gitops: the documents", () => {
  const pages = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".md"),
  );

  test("each of the three has one, beside the overview", () => {
    expect(pages.sort()).toEqual(["README.md", "github/README.md", "gitlab/README.md", "operator/README.md"]);
  });

  test("links: lead to files that are there", () => {
    const links = pages.flatMap((page) => {
      const text = readFileSync(join(folder, page), "utf8").replace(/^```[^]*?^```$/gm, "");
      return [...text.matchAll(/\]\((?!https?:)([^)\s#]+)[^)]*\)/g)].map(([, target = ""]) =>
        join(folder, page, "..", target),
      );
    });
    expect(links.length).toBeGreaterThan(10);
    const there = links.filter((path) => {
      try {
        return readFileSync(path).length > 0;
      } catch {
        return false;
      }
    });
    expect(links.filter((path) => !there.includes(path))).toEqual([]);
  });
});
