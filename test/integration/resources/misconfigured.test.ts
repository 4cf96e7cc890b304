import dns from "node:dns";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { changes, damagedDisk, diskId, failureOf, world } from "./fixture";
import type { DeclaredResource } from "./stack";

/**
 * A configuration that cannot be right fails preview, so that a pipeline's gate is red. A cloud that does not answer, or
 * does not let the caller look, leaves the plan unchecked.
 */
const secret = "never-to-be-shown-secret";
const cloud = world({ accessKeySecret: secret });

beforeEach(() => {
  for (const name of Object.keys(process.env).filter((key) => /^(ALIBABA_CLOUD|ALICLOUD)_/.test(key)))
    vi.stubEnv(name, undefined);
  // No home and no instance: the default chain finds nothing.
  vi.stubEnv("HOME", join(tmpdir(), "no-home-of-anybody"));
  vi.stubEnv("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true");
  vi.stubEnv("ALIBABA_CLOUD_STS_REGION", longName);
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** Longer than a label of a name can be, so that no name server need be asked. */
const longName = "no-such-name-".repeat(6);
const withoutKeys = { ALIBABA_CLOUD_ACCESS_KEY_ID: "", ALIBABA_CLOUD_ACCESS_KEY_SECRET: "" };
const answering = (code: string, action?: string) =>
  cloud.control.addFault({ effect: "error", code, ...(action === undefined ? {} : { action }) });
const ecsAt = (address: string) => {
  cloud.config["alicloud:endpoints"] = JSON.stringify({ ecs: address });
};
const onlyOtherNamesAreKnown = () =>
  vi.spyOn(dns.promises, "lookup").mockResolvedValue({ address: "192.0.2.1", family: 4 });

interface Case {
  readonly name: string;
  /** What the error must name. */
  readonly names: RegExp;
  readonly inputs?: Readonly<Record<string, unknown>>;
  set(): unknown;
}

const configurationErrors: Case[] = [
  {
    name: "no credentials at all",
    names: /CredentialsMissing.*alicloud:accessKey/,
    set: () => Object.assign(cloud.environment, withoutKeys),
  },
  {
    name: "half a key",
    names: /ALIBABA_CLOUD_ACCESS_KEY_ID: must be set/,
    set: () => Object.assign(cloud.environment, { ALIBABA_CLOUD_ACCESS_KEY_ID: "" }),
  },
  {
    name: "an access key that the cloud does not know",
    names: /InvalidAccessKeyId\.NotFound.*--run-program/,
    set: () => Object.assign(cloud.environment, { ALIBABA_CLOUD_ACCESS_KEY_ID: "LTAInobodyknowsthisone" }),
  },
  {
    name: "a wrong secret",
    names: /SignatureDoesNotMatch/,
    set: () => Object.assign(cloud.environment, { ALIBABA_CLOUD_ACCESS_KEY_SECRET: `${secret}-wrong` }),
  },
  {
    name: "an access key that is switched off",
    names: /InvalidAccessKeyId\.Inactive/,
    set: () => answering("InvalidAccessKeyId.Inactive"),
  },
  {
    name: "an expired token",
    names: /InvalidSecurityToken\.Expired.*new security token/,
    set: () => answering("InvalidSecurityToken.Expired"),
  },
  {
    name: "a malformed token",
    names: /InvalidSecurityToken\.Malformed/,
    set: () => answering("InvalidSecurityToken.Malformed"),
  },
  {
    name: "a token that expires before the dry run",
    names: /ResetDisk .*InvalidSecurityToken\.Expired/,
    set: () => answering("InvalidSecurityToken.Expired", "ResetDisk"),
  },
  {
    name: "a role that gives no keys",
    names: /CredentialsUnusable: No credentials from the access key that is set for alicloud:assumeRole/,
    set: () => (cloud.config["alicloud:assumeRole"] = '{"roleArn":"acs:ram::1:role/ops"}'),
  },
  {
    name: "a profile that there is not",
    names: /CredentialsUnusable: No credentials from the profile that is set/,
    set: () => (cloud.config["alicloud:profile"] = "nobody"),
  },
  {
    name: "a shared credentials file that there is not",
    names: /CredentialsUnusable.*cannot read keys\.json/,
    set: () => (cloud.config["alicloud:sharedCredentialsFile"] = join(tmpdir(), "no-such", "keys.json")),
  },
  {
    name: "a region that the cloud does not know",
    names: /InvalidRegion(Id)?\.NotFound.*Check the region/,
    inputs: { regionId: "cn-nowhere" },
    set: () => undefined,
  },
  {
    name: "a host that there is not, while others are known",
    names: /HostNotFound.*Check the region/,
    set: () => {
      onlyOtherNamesAreKnown();
      ecsAt(`${longName}.aliyuncs.com`);
    },
  },
  {
    name: "an endpoint that is none",
    names: /alicloud:endpoints\.ecs: must be a host/,
    set: () => ecsAt("https://ecs.example/with/a/path"),
  },
  {
    name: "an endpoint where somebody else answers",
    names: /ForeignAnswer: HTTP 404 with a page/,
    set: () => cloud.control.addFault({ effect: "html", status: 404 }),
  },
];

/** A port at which nobody listens any more. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const outages: Case[] = [
  {
    name: "no answer in time",
    names: /ReadTimeout/,
    set: () => {
      cloud.config["alicloud:clientReadTimeout"] = "50";
      return cloud.control.addFault({ effect: "delay", milliseconds: 500 });
    },
  },
  {
    name: "refused connection",
    names: /ECONNREFUSED/,
    set: async () => ecsAt(`127.0.0.1:${await closedPort()}`),
  },
  {
    name: "cut connection",
    names: /ConnectionLost/,
    set: () => cloud.control.addFault({ effect: "drop-before" }),
  },
  {
    name: "no name is known",
    names: /NameNotFound/,
    set: () => {
      vi.spyOn(dns.promises, "lookup").mockRejectedValue(new Error("getaddrinfo EAI_AGAIN"));
      ecsAt(`${longName}.aliyuncs.com`);
    },
  },
  { name: "throttling", names: /Throttling/, set: () => cloud.control.addFault({ effect: "throttle" }) },
  { name: "a fault of the cloud", names: /InternalError/, set: () => answering("InternalError") },
  { name: "a service that is down", names: /ServiceUnavailable/, set: () => answering("ServiceUnavailable") },
  {
    name: "a gateway that finds nobody",
    names: /HtmlAnswer: HTTP 502/,
    set: () => cloud.control.addFault({ effect: "html" }),
  },
  { name: "a caller who may not read", names: /Forbidden\.RAM/, set: () => answering("Forbidden.RAM") },
];

/** A lever that would roll back: a new one, one on record, and one whose run was cut short. */
const levers: [string, (inputs: Case["inputs"]) => Promise<{ lever: DeclaredResource; inputs: object }>][] = [
  [
    "a new lever",
    async (inputs) => ({
      lever: cloud.rollback(),
      inputs: { diskId, snapshotId: await damagedDisk(cloud), ...inputs },
    }),
  ],
  [
    "a lever on record",
    async (inputs) => {
      const snapshotId = await damagedDisk(cloud);
      const lever = cloud.rollback();
      await lever.up({ diskId, ...inputs });
      return { lever, inputs: { diskId, snapshotId, ...inputs } };
    },
  ],
  [
    "a lever whose run was cut short",
    async (inputs) => {
      const snapshotId = await damagedDisk(cloud);
      const lever = cloud.rollback();
      const lost = await cloud.control.addFault({ action: "ResetDisk", effect: "drop-after" });
      await failureOf(lever.up({ diskId, snapshotId }));
      await cloud.control.removeFault(lost.id);
      return { lever, inputs: { diskId, snapshotId, ...inputs } };
    },
  ],
];

async function previewed({ set, inputs: more }: Case, make: (typeof levers)[number][1]) {
  const { lever, inputs } = await make(more);
  await set();
  await cloud.control.clearCalls();
  // The configuration is read when a process begins.
  const again = cloud.rollback();
  again.state = lever.state;
  return { lever: again, inputs: inputs as Readonly<Record<string, unknown>> };
}

describe.each(levers.slice(0, 2))("preview of %s, misconfigured", (_, make) => {
  test.each(configurationErrors)("$name: fails, with what is true first", async (one) => {
    const { lever, inputs } = await previewed(one, make);
    const { message } = await failureOf(lever.preview(inputs));
    expect(message).toMatch(one.names);
    // The door puts it before what breaks off before any method of ours is called.
    if (!/must be/.test(message)) expect(message).toMatch(/^Cannot plan .* Nothing was changed\.\n/);
    expect(lever.lines.warn).toEqual([]);
    expect(message).not.toContain(secret);
    expect(await changes(cloud)).toEqual([]);
  });
});

describe.each(levers.slice(0, 2))("preview of %s, the cloud out of reach", (_, make) => {
  test.each(outages)("$name: leaves the plan unchecked", async (one) => {
    const { lever, inputs } = await previewed(one, make);
    const { words } = await lever.preview(inputs);
    expect(words).toMatch(/^Plan unchecked/);
    expect(words).toMatch(one.names);
  });
});

describe("preview of a lever whose run was cut short", () => {
  const [, make] = levers[2]!;
  const named = (name: string) => [...configurationErrors, ...outages].find((one) => one.name === name)!;

  test.each(["no credentials at all", "a wrong secret", "a host that there is not, while others are known"])(
    "%s: fails",
    async (name) => {
      const { lever, inputs } = await previewed(named(name), make);
      const { message } = await failureOf(lever.preview(inputs));
      expect(message).toMatch(/^Cannot plan .* Nothing was changed\.\n/);
      expect(message).toMatch(named(name).names);
    },
  );

  test.each(["refused connection", "a caller who may not read"])(
    "%s: leaves the plan unchecked",
    async (name) => {
      const { lever, inputs } = await previewed(named(name), make);
      expect((await lever.preview(inputs)).words).toMatch(/Plan unchecked/);
    },
  );
});

test.each(configurationErrors.filter(({ name }) => name !== "a token that expires before the dry run"))(
  "up of a new lever, $name: fails, with what is true first, and changes nothing",
  async (one) => {
    const { lever, inputs } = await previewed(one, levers[0]![1]);
    await failureOf(lever.up(inputs));
    expect(await changes(cloud)).toEqual([]);
    expect(lever.state).toBeUndefined();
  },
);
