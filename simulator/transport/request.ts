import type { Context } from "hono";
import { bounds } from "./bounds";
import type { RawParameters } from "./signature";

/** One request as it arrived. */
export interface CloudRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly query: RawParameters;
  readonly body: Uint8Array;
  /** How it says that it is signed. */
  readonly signature: "V1" | "V3";
  /** Everything it asks for, wherever it stood: the action and the version too. */
  readonly parameters: RawParameters;
  /** A JSON body that is no JSON object, or is nested too deep. */
  readonly malformed: boolean;
}

/**
 * Clients put the same parameters into the query, into the form of a POST, or into either. With signature version 3
 * a JSON body is read too, and the headers name the action and the version.
 */
export async function readRequest({ req }: Context): Promise<CloudRequest> {
  const url = new URL(req.url);
  const query = new Map(url.searchParams);
  const body = req.method === "POST" ? new Uint8Array(await req.arrayBuffer()) : new Uint8Array();
  const headers = req.raw.headers;
  const signature = headers.get("authorization")?.startsWith("ACS3-") ? "V3" : "V1";
  const parameters = new Map(query);
  const fromBody = readBody(body, headers.get("content-type") ?? "", signature);
  for (const [name, value] of fromBody ?? []) parameters.set(name, value);
  if (signature === "V3")
    for (const name of ["Action", "Version"]) {
      const value = headers.get(`x-acs-${name.toLowerCase()}`);
      if (value !== null) parameters.set(name, value);
    }
  const malformed = fromBody === undefined;
  return { method: req.method, path: url.pathname, headers, query, body, signature, parameters, malformed };
}

type Pairs = Iterable<readonly [name: string, value: string]>;

function readBody(body: Uint8Array, contentType: string, signature: "V1" | "V3"): Pairs | undefined {
  if (body.length === 0) return [];
  const text = new TextDecoder().decode(body);
  if (contentType.includes("application/x-www-form-urlencoded")) return new URLSearchParams(text);
  if (signature === "V3" && contentType.includes("application/json")) return readJson(text);
  return [];
}

function readJson(text: string): Pairs | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? flatten(value) : undefined;
  } catch {
    return undefined;
  }
}

/** `{ Tag: [{ Key: "a" }] }` is `Tag.1.Key=a`: as a query has it. Ends where there are too many. */
function flatten(value: object): [string, string][] {
  const flat: [string, string][] = [];
  const visit = (name: string, part: unknown, depth: number) => {
    if (part === null || part === undefined || flat.length > bounds.parameters) return;
    if (typeof part !== "object") return void flat.push([name, String(part)]);
    if (depth > bounds.depth) throw new Error("nested too deep");
    const entries = Array.isArray(part)
      ? part.map((item, index) => [String(index + 1), item] as const)
      : Object.entries(part);
    for (const [key, item] of entries) visit(name === "" ? key : `${name}.${key}`, item, depth + 1);
  };
  visit("", value, 0);
  return flat;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
