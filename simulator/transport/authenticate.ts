import { sha256 } from "../world/identifiers";
import { gatewayError } from "./gatewayErrors";
import { sign, stringToSign, type RawParameters } from "./signature";

export interface AccessKey {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
}

/** Remembers the nonces of the time in which a timestamp is accepted: older requests fail by their timestamp. */
export interface Gatekeeper {
  /** Throws the cloud's own error. */
  check(method: string, parameters: RawParameters): void;
}

const acceptedSkew = 15 * 60_000;
const mandatory = [
  "AccessKeyId",
  "Signature",
  "SignatureMethod",
  "SignatureVersion",
  "SignatureNonce",
  "Timestamp",
] as const;

/** The time is the machine's, not the simulated one: clients sign with the machine's clock. */
export function createGatekeeper(accessKey: AccessKey, machineNow: () => number): Gatekeeper {
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
    check(method, parameters) {
      for (const name of mandatory) if (!parameters.get(name)) throw gatewayError(`Missing${name}`);
      checkSignatureKind(parameters);
      checkTimestamp(parameters.get("Timestamp")!, machineNow());
      if (parameters.get("AccessKeyId") !== accessKey.accessKeyId) {
        throw gatewayError("InvalidAccessKeyId.NotFound");
      }
      checkSignature(method, parameters, accessKey.accessKeySecret);
      checkNonce(parameters.get("SignatureNonce")!, machineNow());
    },
  };
}

function checkSignatureKind(parameters: RawParameters): void {
  if (parameters.get("SignatureMethod") !== "HMAC-SHA1" || parameters.get("SignatureVersion") !== "1.0") {
    throw gatewayError("IncompleteSignature");
  }
}

function checkTimestamp(timestamp: string, now: number): void {
  const time = Date.parse(timestamp);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(timestamp) || Number.isNaN(time)) {
    throw gatewayError("InvalidTimeStamp.Format");
  }
  if (Math.abs(now - time) > acceptedSkew) throw gatewayError("InvalidTimeStamp.Expired");
}

function checkSignature(method: string, parameters: RawParameters, accessKeySecret: string): void {
  if (sign(method, parameters, accessKeySecret) === parameters.get("Signature")) return;
  // The cloud shows what it signed, AccessKeyId and token included: clients must not print it.
  const server = stringToSign(method, parameters);
  throw gatewayError(
    "SignatureDoesNotMatch",
    `Specified signature is not matched with our calculation. server string to sign is:${server}`,
  );
}
