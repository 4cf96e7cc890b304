import { createHash, createHmac, randomUUID } from "node:crypto";
import { request } from "node:http";
import { encode, readJson, type Parameters, type WireResponse } from "./signedClient";

/** A client that signs with version 3, from the page "V3 request structure and signature". */
export interface SignedV3Request {
  /** Where the parameters go. */
  readonly place?: "query" | "form" | "json";
  readonly method?: "GET" | "POST";
  readonly accessKeyId?: string;
  readonly accessKeySecret?: string;
  readonly securityToken?: string;
  /** Over or instead of the headers that are signed; undefined takes one away. */
  readonly headers?: Record<string, string | undefined>;
  /** Sent in the place of the body that was signed. */
  readonly body?: string;
  /** Sent without being signed. */
  readonly unsigned?: Record<string, string>;
}

export async function sendV3(
  url: string,
  version: string,
  action: string,
  parameters: Parameters | object = {},
  options: SignedV3Request = {},
): Promise<WireResponse> {
  const { place = "query", method = "POST" } = options;
  const texts = Object.entries(parameters).map(([name, value]) => [name, String(value)] as const);
  const pairs = place === "query" ? texts : [];
  const query = pairs
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join("&");
  const bodies = {
    query: { text: "", type: undefined },
    form: {
      text: new URLSearchParams(Object.fromEntries(texts)).toString(),
      type: "application/x-www-form-urlencoded",
    },
    json: { text: JSON.stringify(parameters), type: "application/json; charset=utf-8" },
  };
  const { text: body, type } = bodies[place];
  const all: Record<string, string | undefined> = {
    host: new URL(url).host,
    "content-type": type,
    "x-acs-action": action,
    "x-acs-version": version,
    "x-acs-date": new Date().toISOString().replace(/\.\d+Z$/, "Z"),
    "x-acs-signature-nonce": randomUUID(),
    "x-acs-content-sha256": createHash("sha256").update(body).digest("hex"),
    "x-acs-security-token": options.securityToken,
    ...options.headers,
  };
  const given = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const names = given.map(([name]) => name).sort();
  const headers = Object.fromEntries(given);
  const canonical = [
    method,
    "/",
    query,
    ...names.map((name) => `${name}:${headers[name]}`),
    "",
    names.join(";"),
    headers["x-acs-content-sha256"] ?? "",
  ].join("\n");
  const toSign = `ACS3-HMAC-SHA256\n${createHash("sha256").update(canonical).digest("hex")}`;
  const secret = options.accessKeySecret ?? "simulator-secret";
  const signature = createHmac("sha256", secret).update(toSign).digest("hex");
  const credential = options.accessKeyId ?? "simulator";
  const authorization = `ACS3-HMAC-SHA256 Credential=${credential},SignedHeaders=${names.join(";")},Signature=${signature}`;
  const sent = { authorization, ...headers, ...options.unsigned };
  return receive(`${url}/${query ? `?${query}` : ""}`, method, sent, options.body ?? body);
}

/** Not fetch: it would not send a `host` of the caller's. */
function receive(
  url: string,
  method: string,
  headers: Record<string, string>,
  body: string,
): Promise<WireResponse> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers }, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => (text += chunk.toString()));
      response.on("end", () => {
        const received = new Headers(response.headers as Record<string, string>);
        resolve({ status: response.statusCode ?? 0, headers: received, text, body: readJson(text) });
      });
    });
    sent.on("error", reject);
    sent.end(body);
  });
}
