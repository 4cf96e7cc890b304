import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import type { Simulator } from "../../../simulator";
import { startSimulatedCloud } from "../harness";
import { atFileEnd } from "../harness/atFileEnd";
import { type Forge, FORGE_TOKEN, startForge } from "./forge";
import { gitLabSteps, type JobResult } from "./jobs";
import { type Repository, createRepository } from "./repository";

/** The jobs of examples/gitops/gitlab in fresh checkouts, with sessions of roles for the tokens that GitLab gives out. */
const DISK = "d-sim0002";
const PREVIEW_ROLE = "acs:ram::1:role/preview";
const UP_ROLE = "acs:ram::1:role/up";

let simulator: Simulator;
let forge: Forge;
let repository: Repository;
let sts: string;
const asked: Record<string, string>[] = [];

const job = (
  name: "preview" | "up",
  branch: string | undefined,
  more: Record<string, string>,
): Promise<JobResult> =>
  repository.job(gitLabSteps(name, { PREVIEW_ROLE_ARN: PREVIEW_ROLE, UP_ROLE_ARN: UP_ROLE }), branch, {
    GITLAB_CI: "true",
    PULUMI_BACKEND_URL: pathToFileURL(join(repository.stack.folder, ".state")).href,
    COMMENT_TOKEN: FORGE_TOKEN,
    OIDC_TOKEN: "a-token-of-the-job",
    OIDC_PROVIDER_ARN: "acs:ram::1:oidc-provider/gitlab",
    STS_ENDPOINT: sts,
    // No other keys: only the session's count.
    ALIBABA_CLOUD_ACCESS_KEY_ID: "",
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: "",
    ...more,
  });
const comments = (iid: number) => (forge.threads.get(String(iid)) ?? []).map(({ body }) => body);

describe("a merge request on GitLab", { timeout: 600_000 }, () => {
  beforeAll(async () => {
    simulator = await startSimulatedCloud({
      durations: { snapshot: "300ms", reset: "2500ms", stop: "300ms", start: "300ms" },
    });
    await simulator.control.add("snapshots", {
      snapshotId: "s-good",
      sourceDiskId: DISK,
      createdAt: new Date(Date.now() - 3_600_000).toISOString(),
    });
    forge = await startForge();
    sts = await startTokenService();
    repository = await createRepository(simulator, forge);
    await repository.stack.setConfig({ rollBackTo: "s-good" });
    await repository.propose("roll-back", "Roll production back");
  });

  test("preview: the plan is its note, made with a session of the role that may only look", async () => {
    const result = await job("preview", "roll-back", { CI_MERGE_REQUEST_IID: "5" });
    expect(result.code, result.text).toBe(0);
    expect(comments(5)).toHaveLength(1);
    expect(comments(5)[0]).toContain(`disk \`${DISK}\` (100 GiB) goes back to \`s-good\``);
    expect(asked).toEqual([
      expect.objectContaining({
        Action: "AssumeRoleWithOIDC",
        RoleArn: PREVIEW_ROLE,
        OIDCToken: "a-token-of-the-job",
        DurationSeconds: "1800",
      }),
    ]);
  });

  test("preview again: takes the place of the note before, behind a page of others", async () => {
    const thread = forge.threads.get("5") ?? [];
    thread.unshift(...Array.from({ length: 100 }, (_, n) => ({ id: 1000 + n, body: "A word" })));
    const result = await job("preview", "roll-back", { CI_MERGE_REQUEST_IID: "5" });
    expect(result.code, result.text).toBe(0);
    expect(comments(5)).toHaveLength(101);
  });

  test("a token that has expired: the note says what the token service says, and nothing was changed", async () => {
    const result = await job("preview", "roll-back", { CI_MERGE_REQUEST_IID: "6", OIDC_TOKEN: "expired" });
    expect(result.code).toBe(1);
    expect(comments(6)[0]).toContain(
      "### ❌ Preview of `production` failed: do not merge. Nothing was changed",
    );
    expect(comments(6)[0]).toContain("AuthenticationFail.OIDCToken.Expired");
  });

  test("merged: the disk is rolled back once with the role for it, and the merge request is told", async () => {
    await repository.merge("roll-back", 5);
    const result = await job("up", undefined, {});
    expect(result.code, result.text).toBe(0);
    expect((await simulator.control.disk(DISK)).resets).toBe(1);
    expect(asked.at(-1)).toMatchObject({ RoleArn: UP_ROLE, DurationSeconds: "14400" });
    expect(comments(5).at(-1)).toContain(`Rolled back: ${DISK} to s-good.`);
  });
});

/** Gives out the simulator's temporary keys for a job's token, as the security token service does. */
async function startTokenService(): Promise<string> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const form = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
      asked.push(form);
      void simulator.control
        .issueCredentials("1h")
        .then(({ accessKeyId, accessKeySecret, securityToken }) => {
          const good = form["OIDCToken"] !== "expired";
          response.writeHead(good ? 200 : 400, { "content-type": "application/json" });
          response.end(
            JSON.stringify(
              good
                ? {
                    Credentials: {
                      AccessKeyId: accessKeyId,
                      AccessKeySecret: accessKeySecret,
                      SecurityToken: securityToken,
                    },
                  }
                : { Code: "AuthenticationFail.OIDCToken.Expired", Message: "The OIDC token has expired." },
            ),
          );
        });
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  atFileEnd(
    () =>
      new Promise((closed) => {
        server.closeAllConnections();
        server.close(() => closed());
      }),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
