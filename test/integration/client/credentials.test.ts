import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Cloud, connect, readSettings } from "../../../provider/client";
import { failureOf, fakeClock, requestOf } from "./calling";
import { answers, type Behaviour, fails, type Gateway, startGateway } from "./gateway";

let folder: string;
let gateway: Gateway;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "client-credentials-"));
  gateway = await startGateway(fine);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await gateway.close();
  await rm(folder, { recursive: true });
});

const fine = answers({ RequestId: "R-1" });

/** A cloud with these settings and nothing else: no home, no instance, no environment. */
function cloudOf(config: Record<string, string>, env: Record<string, string> = {}): Cloud {
  for (const name of Object.keys(process.env).filter((key) => /^(ALIBABA_CLOUD|ALICLOUD)_/.test(key)))
    vi.stubEnv(name, undefined);
  vi.stubEnv("HOME", folder);
  vi.stubEnv("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true");
  const settings = readSettings(
    { "alicloud:endpoints": JSON.stringify({ ecs: gateway.address }), ...config },
    env,
  );
  return connect(settings, { clock: fakeClock(), env, random: () => 0.5 });
}

async function profiles(...list: object[]): Promise<string> {
  const file = path.join(folder, "keys.json");
  await writeFile(file, JSON.stringify({ current: "default", profiles: list }));
  return file;
}

function stsProfile(token: string): object {
  return {
    name: "default",
    mode: "StsToken",
    access_key_id: "STS.id",
    access_key_secret: "sts-secret",
    sts_token: token,
  };
}

function tokensSent(): (string | null)[] {
  return gateway.requests.map(({ form }) => form.get("SecurityToken"));
}

async function restart(...behaviours: [Behaviour, ...Behaviour[]]): Promise<void> {
  await gateway.close();
  gateway = await startGateway(...behaviours);
}

describe("credentials", () => {
  it("come from the environment that is passed in", async () => {
    const env = { ALICLOUD_ACCESS_KEY: "env-id", ALICLOUD_SECRET_KEY: "env-secret" };
    await cloudOf({}, env).call(requestOf("once"));
    expect(gateway.requests[0]?.form.get("AccessKeyId")).toBe("env-id");
    expect(tokensSent()).toEqual([null]);
  });

  it("come from the file that alicloud:sharedCredentialsFile names", async () => {
    const file = await profiles(
      { name: "other", mode: "AK", access_key_id: "file-id", access_key_secret: "file-secret" },
      stsProfile("token-1"),
    );
    const config = { "alicloud:sharedCredentialsFile": file };
    await cloudOf(config).call(requestOf("once"));
    await cloudOf({ ...config, "alicloud:profile": "other" }).call(requestOf("once"));
    expect(gateway.requests.map(({ form }) => form.get("AccessKeyId"))).toEqual(["STS.id", "file-id"]);
    expect(tokensSent()).toEqual(["token-1", null]);
  });

  it("come from the default chain where nothing is set", async () => {
    const cloud = cloudOf({});
    vi.stubEnv("ALIBABA_CLOUD_ACCESS_KEY_ID", "chain-id");
    vi.stubEnv("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "chain-secret");
    await cloud.call(requestOf("once"));
    expect(gateway.requests[0]?.form.get("AccessKeyId")).toBe("chain-id");
  });

  it("are fetched once for calls that start together, and kept", async () => {
    const Expiration = new Date(Date.now() + 3_600_000).toISOString();
    const keys = {
      Code: "Success",
      AccessKeyId: "uri-id",
      AccessKeySecret: "s",
      SecurityToken: "uri-token",
      Expiration,
    };
    const source = await startGateway(answers(keys));
    const cloud = cloudOf({});
    vi.stubEnv("ALIBABA_CLOUD_CREDENTIALS_URI", `http://${source.address}/keys`);
    await Promise.all([1, 2, 3].map(() => cloud.call(requestOf("read"))));
    await cloud.call(requestOf("read"));
    await source.close();
    expect(tokensSent()).toEqual(["uri-token", "uri-token", "uri-token", "uri-token"]);
    expect(source.requests).toHaveLength(1);
  });
});

describe("an expired token", () => {
  const expired = fails("InvalidSecurityToken.Expired", 400);
  const message = 'The specified parameter "SecurityToken.Expired" is not valid.';
  const named = answers({ RequestId: "R-error", Code: "InvalidParameter", Message: message }, 400);

  it.each([
    ["read", "by its code", expired],
    ["repeatable", "by its code", expired],
    ["once", "by its code", expired],
    ["once", "in a text only", named],
  ] as const)("%s, told %s: is renewed from its source once", async (effect, _, expired) => {
    const file = await profiles(stsProfile("token-old"));
    await restart((response, received, socket) => {
      const known = received.form.get("SecurityToken") === "token-new";
      (known ? fine : expired)(response, received, socket);
    });
    const cloud = cloudOf({ "alicloud:sharedCredentialsFile": file });
    await failureOf(cloud.call(requestOf(effect)));
    expect(tokensSent()).toEqual(["token-old", "token-old"]);
    await profiles(stsProfile("token-new"));
    expect(await cloud.call(requestOf(effect))).toEqual({ RequestId: "R-1" });
    expect(tokensSent().slice(2)).toEqual(["token-old", "token-new"]);
  });

  it("that stays expired is an error which names the way out", async () => {
    await restart(expired);
    const keys = {
      "alicloud:accessKey": "id-1234",
      "alicloud:secretKey": "secret",
      "alicloud:securityToken": "token",
    };
    const error = await failureOf(cloudOf(keys).call(requestOf("once")));
    expect(error).toMatchObject({
      kind: "credentials",
      code: "InvalidSecurityToken.Expired",
      acted: "no",
      attempts: 2,
    });
    expect(error.next).toContain("--run-program");
  });
});

describe("no credentials", () => {
  it("is an error that names the configuration, the environment and --run-program", async () => {
    const error = await failureOf(cloudOf({}).call(requestOf("once")));
    expect(error).toMatchObject({ kind: "credentials", code: "CredentialsMissing", acted: "no" });
    for (const words of [
      "alicloud:accessKey",
      "alicloud:profile",
      "ALIBABA_CLOUD_ACCESS_KEY_ID",
      "--run-program",
    ])
      expect(error.next).toContain(words);
    expect(gateway.requests).toHaveLength(0);
  });

  it("is looked into again by the next call", async () => {
    const cloud = cloudOf({});
    await failureOf(cloud.call(requestOf("once")));
    vi.stubEnv("ALIBABA_CLOUD_CREDENTIALS_FILE", path.join(folder, "ini"));
    await writeFile(
      path.join(folder, "ini"),
      "[default]\ntype=access_key\naccess_key_id=ini-id\naccess_key_secret=s\n",
    );
    await cloud.call(requestOf("once"));
    expect(gateway.requests).toHaveLength(1);
  });

  it.each([
    ["no file", undefined, /cannot read keys\.json/],
    ["no JSON", '{"access_key_secret": "hunter2', /keys\.json is not a configuration/],
    ["no such profile", { profiles: [] }, /holds no profile "work"/],
    [
      "half a profile",
      { profiles: [{ name: "work", mode: "AK", access_key_id: "hunter2" }] },
      /profile "work" lacks access_key_secret/,
    ],
    [
      "a way to sign in that only the library's own file has",
      { profiles: [{ name: "work", mode: "CloudSSO" }] },
      /signs in by CloudSSO; that works from/,
    ],
    [
      "profiles that name each other",
      {
        profiles: [
          { name: "work", mode: "ChainableRamRoleArn", ram_role_arn: "a", source_profile: "home" },
          { name: "home", mode: "ChainableRamRoleArn", ram_role_arn: "a", source_profile: "work" },
        ],
      },
      /holds no profile "work"/,
    ],
  ])("in alicloud:sharedCredentialsFile: %s", async (_, content, message) => {
    const file = path.join(folder, "keys.json");
    if (content) await writeFile(file, typeof content === "string" ? content : JSON.stringify(content));
    const config = { "alicloud:sharedCredentialsFile": file, "alicloud:profile": "work" };
    const error = await failureOf(cloudOf(config).call(requestOf("once")));
    expect(error).toMatchObject({ kind: "credentials", code: "CredentialsUnusable", acted: "no" });
    expect(error.message).toMatch(message);
    expect(JSON.stringify(error) + String(error.stack)).not.toContain("hunter2");
  });

  it("shows nothing of a profile file that is broken", async () => {
    await mkdir(path.join(folder, ".aliyun"));
    await writeFile(path.join(folder, ".aliyun/config.json"), '{"access_key_secret": "hunter2"');
    const error = await failureOf(cloudOf({ "alicloud:profile": "work" }).call(requestOf("once")));
    expect(error.message).toContain("parse aliyun cli config");
    expect(JSON.stringify(error) + String(error.stack)).not.toContain("hunter2");
  });

  it("for a role: says what the role's service answered, and nothing of the signed request", async () => {
    // Longer than a label of a name can be, so that no name server need be asked.
    const region = "no-such-region-".repeat(6);
    const config = {
      "alicloud:accessKey": "base-key-id",
      "alicloud:secretKey": "base-key-secret",
      "alicloud:securityToken": "base/token",
      "alicloud:assumeRole": '{"roleArn":"acs:ram::1:role/ops"}',
    };
    const cloud = cloudOf(config);
    vi.stubEnv("ALIBABA_CLOUD_STS_REGION", region);
    const error = await failureOf(cloud.call(requestOf("once")));
    expect(error).toMatchObject({ kind: "credentials", code: "CredentialsUnusable", acted: "no" });
    expect(error.message).toMatch(/for alicloud:assumeRole: getaddrinfo E\w+ sts\.no-such-region/);
    expect(JSON.stringify(error) + String(error.stack)).not.toMatch(/base-key|base.{1,5}token|Signature/);
    expect(gateway.requests).toHaveLength(0);
  });
});
