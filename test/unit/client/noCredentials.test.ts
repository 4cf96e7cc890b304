import { describe, expect, it } from "vitest";
import { explainCode, troubleOf } from "../../../provider/client";
import { noCredentials } from "../../../provider/client/noCredentials";
import type { BaseCredentials, CredentialSettings } from "../../../provider/client/credentialSettings";

const keys: BaseCredentials = { from: "keys", accessKeyId: "id", accessKeySecret: "secret" };
const role: CredentialSettings = {
  from: "assumedRole",
  base: keys,
  role: { roleArn: "acs:ram::1:role/ops" },
};
const sts = (Code: string) =>
  `refresh session token failed: ${JSON.stringify({ RequestId: "R-1", Code, Message: "It says so." })}`;
const troubleWith = (settings: CredentialSettings, why: string) =>
  troubleOf(explainCode(noCredentials(settings, why).code).kind);

describe("no credentials", () => {
  it.each<[string, CredentialSettings, string]>([
    ["the role's service refuses", role, sts("NoPermission")],
    ["there is no such role", role, sts("EntityNotExist.Role")],
    ["the role's service does not know the key", role, sts("InvalidAccessKeyId.NotFound")],
    ["the role's service finds the secret wrong", role, "the access key secret is invalid"],
    ["the role's service has no such host", role, "getaddrinfo ENOTFOUND sts.cn-nowhere.aliyuncs.com"],
    ["no profile", { from: "profile", profile: "work" }, "unable to get profile with 'work'"],
    ["no instance", { from: "ecsRole", roleName: "ops" }, "connect ECONNREFUSED 100.100.100.200:80"],
    [
      "no instance, in vain",
      { from: "ecsRole", roleName: "ops" },
      "ReadTimeout(1000). GET http://100.100.100.200/latest/meta-data failed.",
    ],
    ["nothing found anywhere", { from: "chain" }, "unable to get credentials from any of the providers"],
  ])("%s: is a configuration error", (_, settings, why) => {
    expect(troubleWith(settings, why)).toBe("configuration");
  });

  it.each([
    ["refuses the connection", "connect ECONNREFUSED 192.0.2.1:443"],
    ["cuts the connection", "socket hang upPOST https://sts.aliyuncs.com/?Signature=x failed."],
    ["does not answer in time", "ReadTimeout(10000). POST https://sts.aliyuncs.com/ failed."],
    ["cannot be looked up now", "getaddrinfo EAI_AGAIN sts.aliyuncs.com"],
    ["is throttling", sts("Throttling.User")],
    ["has a fault of its own", sts("InternalError")],
    ["is behind a gateway that finds nobody", "refresh session token failed: <h1>502 Bad Gateway</h1>"],
  ])("the role's service %s: is an outage", (_, why) => {
    expect(troubleWith(role, why)).toBe("outage");
  });
});
