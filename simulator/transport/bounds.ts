import { gatewayError } from "./gatewayErrors";
import type { RawParameters } from "./signature";

/**
 * How much one request may bring. The cloud's own bounds are in no document; these are far above what any of its
 * actions takes (the longest is a command or user data of some 40 KB), and keep one request from hurting others.
 */
export const bounds = {
  /** Of a body, signed or not. */
  bodyBytes: 1024 * 1024,
  /** Of everything before the body, the query included: the SDKs put all parameters there. */
  headerBytes: 256 * 1024,
  parameters: 1_000,
  nameLength: 256,
  /** `NetworkInterface.1.SecurityGroupIds.1` is 4 deep. */
  depth: 10,
  valueLength: 128 * 1024,
} as const;

/** Throws the gateway's InvalidParameter for a request that is beyond the bounds. */
export function checkBounds(parameters: RawParameters): void {
  if (parameters.size > bounds.parameters)
    throw gatewayError("InvalidParameter", `The request has more than ${bounds.parameters} parameters.`);
  for (const [name, value] of parameters) {
    const reason = beyond(name, value);
    if (reason !== undefined)
      throw gatewayError("InvalidParameter", `The parameter "${name.slice(0, 64)}" ${reason}.`);
  }
}

function beyond(name: string, value: string): string | undefined {
  const { nameLength, depth, valueLength } = bounds;
  if (name.length > nameLength)
    return `has a name of ${name.length} characters; at most ${nameLength} are read`;
  if (name.split(".").length > depth) return `is nested more than ${depth} deep`;
  if (value.length > valueLength) return `has ${value.length} characters; at most ${valueLength} are read`;
  return undefined;
}
