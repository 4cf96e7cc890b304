import { createHmac } from "node:crypto";
import { sha256 } from "../world/identifiers";
import { percentEncode, type RawParameters } from "./signature";

const algorithm = "ACS3-HMAC-SHA256";

/** What the Authorization header of signature version 3 says. */
export interface Authorization {
  readonly accessKeyId: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

/** Undefined when the header has another form or another algorithm. */
export function readAuthorization(header: string): Authorization | undefined {
  const form =
    /^ACS3-HMAC-SHA256 +Credential=([^,\s]+), *SignedHeaders=([a-z0-9;-]+), *Signature=([0-9a-f]{64})$/;
  const [, accessKeyId, signedHeaders, signature] = form.exec(header) ?? [];
  if (!accessKeyId || !signedHeaders || !signature) return undefined;
  return { accessKeyId, signedHeaders: signedHeaders.split(";"), signature };
}

export interface SignedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: RawParameters;
  readonly headers: Headers;
}

/** Signature version 3, as the page "V3 request structure and signature" defines it. */
export function signV3(
  request: SignedRequest,
  signedHeaders: readonly string[],
  accessKeySecret: string,
): string {
  const text = stringToSignV3(request, signedHeaders);
  return createHmac("sha256", accessKeySecret).update(text).digest("hex");
}

export function stringToSignV3(request: SignedRequest, signedHeaders: readonly string[]): string {
  return `${algorithm}\n${sha256(canonicalRequest(request, signedHeaders))}`;
}

/** The hash of the body stands in a header of its own, which is signed: whether it is the body's is another question. */
export function canonicalRequest(
  { method, path, query, headers }: SignedRequest,
  signedHeaders: readonly string[],
): string {
  const names = [...signedHeaders].sort();
  const queryText = [...query]
    .map(([key, value]) => `${percentEncode(key)}=${percentEncode(value)}`)
    .sort()
    .join("&");
  const headerText = names.map((name) => `${name}:${(headers.get(name) ?? "").trim()}\n`).join("");
  const hash = headers.get("x-acs-content-sha256") ?? "";
  return [method, path, queryText, headerText, names.join(";"), hash].join("\n");
}
