import { sha256 } from "../world/identifiers";
import type { Settings } from "../world/settings";
import type { Credentials } from "./credentials";
import { gatewayError } from "./gatewayErrors";
import type { CloudRequest } from "./request";
import { sign, stringToSign } from "./signature";
import { canonicalRequest, readAuthorization, signV3, stringToSignV3 } from "./signatureV3";

/** Remembers the nonces of the time in which a timestamp is accepted: older requests fail by their timestamp. */
export interface Gatekeeper {
  /** Throws the cloud's own error. */
  check(request: CloudRequest, reading: Settings["gateway"]): void;
}

const acceptedSkew = 15 * 60_000;

/** The time is the machine's, not the simulated one: clients sign with the machine's clock. */
export function createGatekeeper(credentials: Credentials, machineNow: () => number): Gatekeeper {
  const nonces = new Map<string, number>();

  const checkNonce = (nonce: string, now: number) => {
    for (const [old, seenAt] of nonces) {
      if (now - seenAt <= 2 * acceptedSkew) break;
      nonces.delete(old);
    }
    const short = sha256(nonce);
    if (nonces.has(short)) throw gatewayError("SignatureNonceUsed");
    nonces.set(short, now);
  };

  return {
    check(request, reading) {
      const claim = request.signature === "V3" ? readV3(request) : readV1(request);
      checkTimestamp(claim.timestamp, machineNow());
      const secret = credentials.secretOf(claim.accessKeyId, claim.securityToken, reading);
      if (claim.isForeignBody && reading.foreignBody === "ContentMD5NotMatched")
        throw gatewayError("ContentMD5NotMatched");
      checkSignature(claim, secret);
      checkNonce(claim.nonce, machineNow());
    },
  };
}

/** What a request says about itself, whatever the version of its signature. */
interface Claim {
  readonly accessKeyId: string;
  readonly securityToken: string | undefined;
  readonly timestamp: string;
  readonly nonce: string;
  readonly signature: string;
  /** The body is not the one whose hash was signed. */
  readonly isForeignBody: boolean;
  /** What the signature would have to be. */
  expected(accessKeySecret: string): string;
  /** What the cloud shows of its calculation. */
  calculation(): string;
}

const mandatory = [
  "AccessKeyId",
  "Signature",
  "SignatureMethod",
  "SignatureVersion",
  "SignatureNonce",
  "Timestamp",
] as const;

function readV1({ method, parameters }: CloudRequest): Claim {
  for (const name of mandatory) if (!parameters.get(name)) throw gatewayError(`Missing${name}`);
  if (parameters.get("SignatureMethod") !== "HMAC-SHA1" || parameters.get("SignatureVersion") !== "1.0") {
    throw gatewayError("IncompleteSignature");
  }
  return {
    accessKeyId: parameters.get("AccessKeyId")!,
    securityToken: parameters.get("SecurityToken"),
    timestamp: parameters.get("Timestamp")!,
    nonce: parameters.get("SignatureNonce")!,
    signature: parameters.get("Signature")!,
    isForeignBody: false,
    expected: (secret) => sign(method, parameters, secret),
    calculation: () => `server string to sign is:${stringToSign(method, parameters)}`,
  };
}

const alwaysSigned = [
  "host",
  "x-acs-action",
  "x-acs-content-sha256",
  "x-acs-date",
  "x-acs-security-token",
  "x-acs-signature-nonce",
  "x-acs-version",
];

function readV3(request: CloudRequest): Claim {
  const { headers, body } = request;
  const authorization = readAuthorization(headers.get("authorization") ?? "");
  if (authorization === undefined) throw gatewayError("IncompleteSignature");
  const timestamp = headers.get("x-acs-date");
  if (!timestamp) throw gatewayError("MissingTimestamp");
  const nonce = headers.get("x-acs-signature-nonce");
  if (!nonce) throw gatewayError("MissingSignatureNonce");
  const { accessKeyId, signedHeaders, signature } = authorization;
  const unsigned = alwaysSigned.filter((name) => headers.has(name) && !signedHeaders.includes(name));
  if (unsigned.length > 0 || !headers.has("x-acs-content-sha256")) throw gatewayError("IncompleteSignature");
  const isForeignBody = headers.get("x-acs-content-sha256") !== sha256(body);
  return {
    ...{ accessKeyId, signature, timestamp, nonce },
    securityToken: headers.get("x-acs-security-token") ?? undefined,
    isForeignBody,
    expected: (secret) => (isForeignBody ? "another body" : signV3(request, signedHeaders, secret)),
    calculation: () =>
      `server StringToSign is [${stringToSignV3(request, signedHeaders)}] ` +
      `server CanonicalRequest is [${canonicalRequest(request, signedHeaders)}]`,
  };
}

function checkTimestamp(timestamp: string, now: number): void {
  const time = Date.parse(timestamp);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(timestamp) || Number.isNaN(time)) {
    throw gatewayError("InvalidTimeStamp.Format");
  }
  if (Math.abs(now - time) > acceptedSkew) throw gatewayError("InvalidTimeStamp.Expired");
}

function checkSignature(claim: Claim, accessKeySecret: string): void {
  if (claim.expected(accessKeySecret) === claim.signature) return;
  // The cloud shows what it signed, AccessKeyId and token included: clients must not print it.
  const text = `Specified signature is not matched with our calculation. ${claim.calculation()}`;
  throw gatewayError("SignatureDoesNotMatch", text);
}
