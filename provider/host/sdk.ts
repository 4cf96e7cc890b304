import { createRequire } from "node:module";

/**
 * Loads what the Pulumi SDK itself is built on, from where the SDK finds it: with a strict package manager
 * these are no dependencies of ours. Undefined where it is not to be had.
 */
export function fromSdk<Module>(name: string): Module | undefined {
  try {
    return createRequire(require.resolve("@pulumi/pulumi"))(name) as Module;
  } catch {
    return undefined;
  }
}
