import * as pulumi from "@pulumi/pulumi";

/**
 * What the state of every resource keeps as its provider: a constant that loads this package by name, so that
 * the code of the installed version runs and an upgrade changes no resource. It is what the SDK's serialiser
 * would write for a closure, written by hand: that is small and the same under every bundler and test runner.
 * The texts are in users' states for ever: they, and the names they use, must never change.
 */
const providerTexts = {
  DiskSnapshot: 'exports.handler = () => require("pulumi-alicloud-restore/provider").diskSnapshot;',
  DiskRollback: 'exports.handler = () => require("pulumi-alicloud-restore/provider").diskRollback;',
} as const;

type Kind = keyof typeof providerTexts;

/**
 * Short, so that in a terminal of 80 columns the row has room for the progress. It is part of every URN: it must
 * never change.
 */
export const typeToken = (kind: Kind) => `pulumi-nodejs:restore:${kind}`;

/** A resource's properties with what the shim needs: the provider's text, and the URN for its messages. */
export function shimmed(
  kind: Kind,
  name: string,
  properties: pulumi.Inputs,
  options: pulumi.CustomResourceOptions | undefined,
): pulumi.Inputs {
  return { ...properties, __provider: providerTexts[kind], __urn: urnOf(kind, name, options?.parent) };
}

/** Options that would send a dynamic resource astray are refused with what to do instead. */
export function refuseForeignOptions(
  kind: Kind,
  name: string,
  options: pulumi.CustomResourceOptions | undefined,
): void {
  const foreign = options?.provider as (pulumi.ProviderResource & { getPackage?(): string }) | undefined;
  if (foreign && foreign.getPackage?.() !== "pulumi-nodejs")
    throw new Error(
      `${kind} ${name}: it has no \`provider\` option; ${foreign.getPackage?.() ?? "that provider"} would try to manage it. ` +
        `Its region and credentials come from the alicloud:* configuration, from the environment, or from regionId.`,
    );
  if (options?.customTimeouts !== undefined)
    throw new Error(
      `${kind} ${name}: customTimeouts do nothing, since the engine does not hand them to a dynamic resource. ` +
        `Use the input \`timeouts\` instead, such as ${timeoutsOf[kind]}.`,
    );
  if (options?.import !== undefined)
    throw new Error(
      `${kind} ${name}: the engine cannot import dynamic resources. To track a snapshot that exists, declare a DiskSnapshot with existingSnapshotId.`,
    );
}

const timeoutsOf: Readonly<Record<Kind, string>> = {
  DiskSnapshot: 'timeouts: { create: "60m", delete: "10m" }',
  DiskRollback: 'timeouts: { stop: "10m", snapshot: "60m", rollback: "60m", start: "10m" }',
};

/**
 * The URN that the engine will give the resource, without depending on the resource or its parent. It leads
 * messages to the resource's row; a wrong one would only misplace them.
 */
function urnOf(kind: Kind, name: string, parent: pulumi.Resource | undefined): pulumi.Input<string> {
  const type = typeToken(kind);
  const topLevel = `urn:pulumi:${pulumi.getStack()}::${pulumi.getProject()}::${type}::${name}`;
  if (!parent) return topLevel;
  // An Output would make the resource depend on its parent, and a component waits for its children.
  const parentUrn = (parent.urn as unknown as { promise(): Promise<string | undefined> }).promise();
  return parentUrn.then((urn) => childUrn(urn, type, name) ?? topLevel);
}

function childUrn(parentUrn: string | undefined, type: string, name: string): string | undefined {
  if (!parentUrn || /::pulumi:pulumi:Stack::/.test(parentUrn)) return undefined;
  return `${parentUrn.slice(0, parentUrn.lastIndexOf("::"))}$${type}::${name}`;
}
