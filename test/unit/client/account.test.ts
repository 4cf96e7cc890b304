import { describe, expect, it } from "vitest";
import { readSettings } from "../../../provider/client";
import { accountKey } from "../../../provider/client/account";

const keys = { "alicloud:accessKey": "LTAI5tExampleKeyId", "alicloud:secretKey": "very-secret" };

function keyOf(config: Record<string, string>): string {
  return accountKey(readSettings(config, {}));
}

describe("accountKey", () => {
  it("is the same for the same identity, also with a new secret or region", () => {
    expect(keyOf(keys)).toBe(keyOf({ ...keys, "alicloud:region": "cn-beijing" }));
    expect(keyOf(keys)).toBe(keyOf({ ...keys, "alicloud:secretKey": "rotated" }));
  });

  it("differs by identity and by cloud", () => {
    const others: Record<string, string>[] = [
      {},
      keys,
      { ...keys, "alicloud:accessKey": "LTAIother" },
      { ...keys, "alicloud:endpoints": '{"ecs":"localhost:1"}' },
      { ...keys, "alicloud:assumeRole": '{"roleArn":"acs:ram::1:role/a"}' },
      { ...keys, "alicloud:assumeRole": '{"roleArn":"acs:ram::1:role/b"}' },
      { "alicloud:profile": "work" },
      { "alicloud:profile": "home" },
      { "alicloud:ecsRoleName": "work" },
    ];
    expect(new Set(others.map(keyOf)).size).toBe(others.length);
  });

  it("holds no part of a key", () => {
    expect(keyOf(keys)).toMatch(/^[0-9a-f]{16}$/);
  });
});
