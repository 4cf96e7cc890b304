import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { atFileEnd } from "../harness/atFileEnd";

/** A comment on a pull request, as its reviewer sees it. */
export interface Comment {
  id: number;
  body: string;
}

/** What GitHub and GitLab are to the scripts of a pipeline: threads of comments, and which thread a commit belongs to. */
export interface Forge {
  url: string;
  /** By the number of the pull request. */
  threads: Map<string, Comment[]>;
  /** By the commit that merged it. */
  merged: Map<string, number>;
}

export const FORGE_TOKEN = "a-token-of-the-forge";

const repository = "/repos/acme/shop";
const project = "/projects/42";

/** Answers on this machine like the two interfaces, as far as the scripts call them. */
export async function startForge(): Promise<Forge> {
  const forge: Forge = { url: "", threads: new Map(), merged: new Map() };
  let count = 0;
  const thread = (number = "") => {
    const comments = forge.threads.get(number) ?? [];
    forge.threads.set(number, comments);
    return comments;
  };
  const add = (number: string | undefined, body: string) => {
    const comment = { id: (count += 1), body };
    thread(number).push(comment);
    return comment;
  };
  const edit = (id: string | undefined, body: string) => {
    const comment = [...forge.threads.values()].flat().find((one) => String(one.id) === id);
    return comment && Object.assign(comment, { body });
  };
  const numberOf = (commit = "", name: string) => {
    const number = forge.merged.get(commit);
    return number === undefined ? [] : [{ [name]: number }];
  };
  /** A page of a thread; pages are as long as they are asked to be. */
  const page = (number: string | undefined, query: URLSearchParams) => {
    const [size, from] = [Number(query.get("per_page")), Number(query.get("page")) - 1];
    return thread(number).slice(from * size, (from + 1) * size);
  };

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { pathname, searchParams } = new URL(request.url ?? "", "http://forge");
      const { body = "" } = JSON.parse(Buffer.concat(chunks).toString() || "{}") as { body?: string };
      const path = pathname.replace(repository, "github").replace(project, "gitlab");
      const known = path.startsWith("github")
        ? request.headers.authorization === `Bearer ${FORGE_TOKEN}`
        : request.headers["private-token"] === FORGE_TOKEN;
      const answers: readonly (readonly [string, RegExp, (...ids: string[]) => unknown])[] = [
        ["GET", /^github\/commits\/(\w+)\/pulls$/, (commit) => numberOf(commit, "number")],
        ["GET", /^github\/issues\/(\d+)\/comments$/, (number) => page(number, searchParams)],
        ["POST", /^github\/issues\/(\d+)\/comments$/, (number) => add(number, body)],
        ["PATCH", /^github\/issues\/comments\/(\d+)$/, (id) => edit(id, body)],
        ["GET", /^gitlab\/repository\/commits\/(\w+)\/merge_requests$/, (commit) => numberOf(commit, "iid")],
        ["GET", /^gitlab\/merge_requests\/(\d+)\/notes$/, (number) => page(number, searchParams)],
        ["POST", /^gitlab\/merge_requests\/(\d+)\/notes$/, (number) => add(number, body)],
        ["PUT", /^gitlab\/merge_requests\/\d+\/notes\/(\d+)$/, (id) => edit(id, body)],
      ];
      const [found] = answers.flatMap(([method, pattern, answer]) => {
        const match = method === request.method ? pattern.exec(path) : null;
        return match ? [answer(...match.slice(1))] : [];
      });
      const status = known ? (found === undefined ? 404 : 200) : 401;
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(status === 200 ? found : { message: `${status}` }));
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  forge.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  atFileEnd(
    () =>
      new Promise((closed) => {
        server.closeAllConnections();
        server.close(() => closed());
      }),
  );
  return forge;
}
