import { describe, expect, it } from "vitest";
import { ConfigurationError, readSettings } from "../../../provider/client";

const nothing = { credentials: { from: "chain" } };

function failure(config: Record<string, string>, env: Record<string, string> = {}): ConfigurationError {
  try {
    readSettings(config, env);
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
    throw error;
  }
  throw new Error("no ConfigurationError was thrown");
}

describe("readSettings: region", () => {
  it.each([
    ["the configuration before the environment", { "alicloud:region": "cn-beijing" }, "cn-beijing"],
    ["the SDKs' variable before the provider's", {}, "cn-hangzhou"],
  ])("takes %s", (_, config, expected) => {
    const env = { ALIBABA_CLOUD_REGION_ID: "cn-hangzhou", ALICLOUD_REGION: "eu-central-1" };
    expect(readSettings(config, env).regionId).toBe(expected);
  });

  it.each(["ALIBABA_CLOUD_REGION_ID", "ALIBABA_CLOUD_REGION", "ALICLOUD_REGION"])("reads %s", (name) => {
    expect(readSettings({}, { [name]: "us-west-1" }).regionId).toBe("us-west-1");
  });

  it("is absent where nothing names one", () => {
    expect(readSettings({}, {}).regionId).toBeUndefined();
  });

  it.each(["evil.example.com/", "cn hangzhou", "CN-Hangzhou", "cn-hangzhou.", "@x"])(
    "refuses %j, which would become part of a host name",
    (region) => {
      expect(failure({ "alicloud:region": region }).key).toBe("alicloud:region");
      expect(failure({}, { ALICLOUD_REGION: region }).key).toBe("ALICLOUD_REGION");
    },
  );
});

describe("readSettings: credentials", () => {
  const configured = { "alicloud:accessKey": "config-id", "alicloud:secretKey": "config-secret" };
  const sdk = { ALIBABA_CLOUD_ACCESS_KEY_ID: "sdk-id", ALIBABA_CLOUD_ACCESS_KEY_SECRET: "sdk-secret" };
  const provider = { ALICLOUD_ACCESS_KEY: "tf-id", ALICLOUD_SECRET_KEY: "tf-secret" };

  it.each([
    ["configuration beats every environment", configured, { ...sdk, ...provider }, "config-id"],
    ["the SDKs' variables beat the provider's", {}, { ...sdk, ...provider }, "sdk-id"],
    ["the provider's variables work alone", {}, provider, "tf-id"],
  ])("keys: %s", (_, config, env, accessKeyId) => {
    expect(readSettings(config, env).credentials).toMatchObject({ from: "keys", accessKeyId });
  });

  it("keys: a token belongs to the keys of its own place", () => {
    const env = { ...provider, ALIBABA_CLOUD_SECURITY_TOKEN: "sdk-token" };
    expect(readSettings(configured, env).credentials).not.toHaveProperty("securityToken", "sdk-token");
    expect(readSettings({}, env).credentials).not.toHaveProperty("securityToken", "sdk-token");
    expect(readSettings({ ...configured, "alicloud:securityToken": "own" }, env).credentials).toHaveProperty(
      "securityToken",
      "own",
    );
    const all = { ...sdk, ALIBABA_CLOUD_SECURITY_TOKEN: "sdk-token" };
    expect(readSettings({}, all).credentials).toHaveProperty("securityToken", "sdk-token");
  });

  it("keys: half a pair is refused rather than going on as somebody else", () => {
    expect(failure({ "alicloud:accessKey": "id" }, sdk)).toMatchObject({
      key: "alicloud:secretKey",
      message: "alicloud:secretKey: must be set where alicloud:accessKey is set",
    });
    expect(failure({}, { ALIBABA_CLOUD_ACCESS_KEY_SECRET: "secret" }).key).toBe(
      "ALIBABA_CLOUD_ACCESS_KEY_ID",
    );
  });

  it.each([
    ["alicloud:profile", { "alicloud:profile": "work" }, {}, { from: "profile", profile: "work" }],
    [
      "alicloud:sharedCredentialsFile",
      { "alicloud:sharedCredentialsFile": "/keys.json" },
      {},
      { from: "profile", file: "/keys.json" },
    ],
    ["alicloud:ecsRoleName", { "alicloud:ecsRoleName": "ops" }, {}, { from: "ecsRole", roleName: "ops" }],
    ["ALICLOUD_PROFILE", {}, { ALICLOUD_PROFILE: "work" }, { from: "profile", profile: "work" }],
    ["ALICLOUD_ECS_ROLE_NAME", {}, { ALICLOUD_ECS_ROLE_NAME: "ops" }, { from: "ecsRole", roleName: "ops" }],
  ])("reads %s", (_, config, env, expected) => {
    expect(readSettings(config as Record<string, string>, env).credentials).toMatchObject(expected);
  });

  it("an explicit profile beats keys in the environment", () => {
    expect(readSettings({ "alicloud:profile": "work" }, sdk).credentials.from).toBe("profile");
  });

  it("falls back on the default chain", () => {
    expect(readSettings({}, {})).toMatchObject(nothing);
    expect(readSettings({ "alicloud:accessKey": "", "alicloud:secretKey": "" }, {})).toMatchObject(nothing);
  });

  it("assumes a role from whatever keys there are", () => {
    const role = { roleArn: "acs:ram::1:role/ops", sessionName: "pulumi", sessionExpiration: "1800" };
    const config = { ...configured, "alicloud:assumeRole": JSON.stringify(role) };
    expect(readSettings(config, {}).credentials).toEqual({
      from: "assumedRole",
      base: {
        from: "keys",
        accessKeyId: "config-id",
        accessKeySecret: "config-secret",
        securityToken: undefined,
      },
      role: { roleArn: "acs:ram::1:role/ops", sessionName: "pulumi", sessionExpiration: 1800 },
    });
    const inList = { "alicloud:assumeRole": JSON.stringify([role]) };
    expect(readSettings(inList, {}).credentials).toMatchObject({
      from: "assumedRole",
      base: { from: "chain" },
    });
  });

  it.each([
    ["not json", "alicloud:assumeRole", "must be valid JSON"],
    ["{}", "alicloud:assumeRole.roleArn", "must be the ARN of a RAM role"],
    [
      '{"roleArn":"a","sessionExpiration":60}',
      "alicloud:assumeRole.sessionExpiration",
      "must be 900 seconds or more",
    ],
    [
      '{"roleArn":"a","sessionExpiration":"soon"}',
      "alicloud:assumeRole.sessionExpiration",
      "must be a number of seconds",
    ],
  ])("assumeRole %s: names the key and the rule", (text, key, rule) => {
    expect(failure({ "alicloud:assumeRole": text })).toMatchObject({ key, rule });
  });
});

describe("readSettings: endpoints", () => {
  it.each([
    ["an object", '{"ecs":"127.0.0.1:18080"}'],
    ["a list, as @pulumi/alicloud has it", '[{"ecs":"127.0.0.1:18080"}]'],
  ])("reads %s", (_, text) => {
    expect(readSettings({ "alicloud:endpoints": text }, {}).endpoints).toEqual({ ecs: "127.0.0.1:18080" });
  });

  it("leaves other products' entries alone", () => {
    const endpoints = { "alicloud:endpoints": '[{"oss":"http://oss.internal"},{"ecs":"localhost:1"}]' };
    expect(readSettings(endpoints, {}).endpoints).toEqual({ oss: "http://oss.internal", ecs: "localhost:1" });
  });

  it.each(["{", "3", '"ecs"', '[{"ecs":1}]', '{"ecs":{"x":"y"}}'])("refuses %s", (text) => {
    expect(failure({ "alicloud:endpoints": text }).key).toBe("alicloud:endpoints");
  });

  it.each(["ecs", "swas", "swasOpen", "swas_open", "ecd", "gwsecd"])(
    "finds a mistake in %s at once",
    (key) => {
      const endpoints = JSON.stringify({ [key]: "http://example.com" });
      expect(failure({ "alicloud:endpoints": endpoints }).key).toBe(`alicloud:endpoints.${key}`);
    },
  );
});

describe("readSettings: time-outs", () => {
  it("are 5 and 30 seconds unless set", () => {
    expect(readSettings({}, {})).toMatchObject({ connectTimeoutMs: 5_000, readTimeoutMs: 30_000 });
    const config = { "alicloud:clientConnectTimeout": "700", "alicloud:clientReadTimeout": "900" };
    expect(readSettings(config, {})).toMatchObject({ connectTimeoutMs: 700, readTimeoutMs: 900 });
  });

  it.each(["0", "-1", "1.5", "soon"])("refuses %s", (text) => {
    expect(failure({ "alicloud:clientReadTimeout": text }).key).toBe("alicloud:clientReadTimeout");
  });
});

describe("ConfigurationError", () => {
  it("never repeats a value that may be secret", () => {
    const text = '{"roleArn": "hunter2-secret" oops';
    expect(failure({ "alicloud:assumeRole": text }).message).not.toContain("hunter2");
  });
});
