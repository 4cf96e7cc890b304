import { createHmac, randomUUID } from "node:crypto";

/** A client of its own for the simulator's tests, from the page "Request signatures"; it is nobody's code. */
export interface WireResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The JSON body; undefined when it is none. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly body: any;
}

export interface SignedRequest {
  readonly method?: "GET" | "POST";
  /** Where a POST puts its parameters. */
  readonly place?: "form" | "query";
  readonly accessKeyId?: string;
  readonly accessKeySecret?: string;
  /** Over or instead of the common parameters; undefined takes one away. */
  readonly common?: Record<string, string | undefined>;
}

export const versions = { ecs: "2014-05-26", swas: "2020-06-01", ecd: "2020-09-30" } as const;
export type Parameters = Record<string, string | number | boolean | undefined>;

export function signedParameters(
  version: string,
  action: string,
  parameters: Parameters = {},
  request: SignedRequest = {},
): Record<string, string> {
  const all: Parameters = {
    Action: action,
    Version: version,
    Format: "JSON",
    AccessKeyId: request.accessKeyId ?? "simulator",
    SignatureMethod: "HMAC-SHA1",
    SignatureVersion: "1.0",
    SignatureNonce: randomUUID(),
    Timestamp: new Date().toISOString().replace(/\.\d+Z$/, "Z"),
    ...parameters,
    ...request.common,
  };
  const given = Object.entries(all).filter(([, value]) => value !== undefined);
  const texts = given
    .map(([name, value]) => [name, String(value)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const canonical = texts.map(([name, value]) => `${encode(name)}=${encode(value)}`).join("&");
  const toSign = `${request.method ?? "POST"}&%2F&${encode(canonical)}`;
  const key = `${request.accessKeySecret ?? "simulator-secret"}&`;
  const Signature = createHmac("sha1", key).update(toSign).digest("base64");
  return { Signature, ...Object.fromEntries(texts) };
}

export async function send(
  url: string,
  parameters: Record<string, string>,
  { method = "POST", place = "form" }: SignedRequest = {},
): Promise<WireResponse> {
  const encoded = new URLSearchParams(parameters);
  const inQuery = method === "GET" || place === "query";
  const response = await fetch(inQuery ? `${url}/?${encoded}` : url, {
    method,
    body: inQuery ? undefined : encoded,
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: readJson(text) };
}

/** One signed call. */
export function caller(url: string, version: string = versions.ecs) {
  return (action: string, parameters: Parameters = {}, request: SignedRequest = {}) =>
    send(url, signedParameters(version, action, parameters, request), request);
}

export function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** As RFC 3986 has it. */
export function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
