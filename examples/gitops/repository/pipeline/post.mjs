// Puts .pipeline/comment.md on the pull request (GitHub) or the merge request (GitLab). A preview takes the place of the one before.
// Usage: node pipeline/post.mjs preview|up STACK
import { existsSync, readFileSync } from "node:fs";
import { markOf } from "./comment.mjs";

const [command, stack] = process.argv.slice(2);
const environment = process.env;
const forge = environment.GITLAB_CI ? gitLab(environment) : gitHub(environment);
const mark = markOf(command, stack);
const comment = existsSync(".pipeline/comment.md")
  ? readFileSync(".pipeline/comment.md", "utf8")
  : `${mark}\n\n### ❌ \`pulumi ${command}\` of \`${stack}\` did not run\n\nThe job ended before it. Nothing was changed. Why stands in its log: ${forge.log}\n`;

const thread = await forge.thread();
if (thread === undefined) {
  console.log("No pull request belongs to this commit, so nobody is told:\n");
  console.log(comment);
} else {
  // What `up` did stays on record, each time.
  const earlier =
    command === "preview"
      ? (await forge.comments(thread)).find(({ body }) => body.startsWith(mark))
      : undefined;
  await (earlier ? forge.edit(thread, earlier.id, comment) : forge.add(thread, comment));
}

function gitHub({ GITHUB_API_URL, GITHUB_REPOSITORY, GITHUB_SHA, GITHUB_TOKEN, PULL_REQUEST, ...more }) {
  const call = caller(`${GITHUB_API_URL}/repos/${GITHUB_REPOSITORY}`, {
    authorization: `Bearer ${GITHUB_TOKEN}`,
  });
  return {
    log: `${more.GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/actions/runs/${more.GITHUB_RUN_ID}`,
    thread: async () => PULL_REQUEST || (await call("GET", `/commits/${GITHUB_SHA}/pulls`))[0]?.number,
    comments: (number) =>
      allPages((page) => call("GET", `/issues/${number}/comments?per_page=100&page=${page}`)),
    add: (number, body) => call("POST", `/issues/${number}/comments`, { body }),
    edit: (_number, id, body) => call("PATCH", `/issues/comments/${id}`, { body }),
  };
}

function gitLab({
  CI_API_V4_URL,
  CI_PROJECT_ID,
  CI_COMMIT_SHA,
  CI_MERGE_REQUEST_IID,
  COMMENT_TOKEN,
  CI_JOB_URL,
}) {
  const call = caller(`${CI_API_V4_URL}/projects/${CI_PROJECT_ID}`, { "private-token": COMMENT_TOKEN });
  const notes = (iid) => `/merge_requests/${iid}/notes`;
  return {
    log: CI_JOB_URL,
    thread: async () =>
      CI_MERGE_REQUEST_IID ||
      (await call("GET", `/repository/commits/${CI_COMMIT_SHA}/merge_requests`))[0]?.iid,
    comments: (iid) => allPages((page) => call("GET", `${notes(iid)}?per_page=100&page=${page}`)),
    add: (iid, body) => call("POST", notes(iid), { body }),
    edit: (iid, id, body) => call("PUT", `${notes(iid)}/${id}`, { body }),
  };
}

function caller(address, headers) {
  return async (method, path, content) => {
    const answer = await fetch(address + path, {
      method,
      headers: { ...headers, "content-type": "application/json" },
      ...(content && { body: JSON.stringify(content) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
}

async function allPages(page) {
  const all = [];
  for (let number = 1; ; number += 1) {
    const some = await page(number);
    all.push(...some);
    if (some.length < 100) return all;
  }
}
