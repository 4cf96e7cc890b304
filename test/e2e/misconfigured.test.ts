import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { Simulator } from "../../simulator";
import { createStack, simulatorEnvironment, startSimulatedCloud, type Stack } from "./harness";
import { changingCalls } from "./seen/calls";

/** A pipeline goes by preview's exit code: a configuration that cannot be right must make it red, and an outage must not. */
const program = {
  "index.js": `
    const { DiskRollback } = require("pulumi-alicloud-restore");
    const { Config } = require("@pulumi/pulumi");
    new DiskRollback("lever", {
      diskId: "d-mine",
      snapshotId: "s-mine",
      regionId: new Config().get("regionId"),
    });
  `,
};
const secret = "e2e-secret-that-nobody-may-see";

let simulator: Simulator;
let stack: Stack;

beforeAll(async () => {
  simulator = await startSimulatedCloud({ accessKeySecret: secret });
  await simulator.control.add("disks", { diskId: "d-mine", content: "mine" });
  await simulator.control.add("snapshots", { snapshotId: "s-mine", sourceDiskId: "d-mine" });
  stack = await createStack({ program, env: simulatorEnvironment(simulator) });
});

/** The default chain finds neither an instance nor anybody's home. */
const noKeys = {
  ALIBABA_CLOUD_ACCESS_KEY_ID: "",
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: "",
  ALIBABA_CLOUD_ECS_METADATA_DISABLED: "true",
};

/** The setting stays in the stack. */
const inRegion = ["--config", "regionId=cn-hangzhou"];

describe("preview's exit code", () => {
  test.each<[string, Record<string, string>, string, RegExp]>([
    ["no credentials", noKeys, "cn-hangzhou", /CredentialsMissing/],
    [
      "a key nobody knows",
      { ALIBABA_CLOUD_ACCESS_KEY_ID: "LTAInobody" },
      "cn-hangzhou",
      /InvalidAccessKeyId\.NotFound/,
    ],
    [
      "a wrong secret",
      { ALIBABA_CLOUD_ACCESS_KEY_SECRET: `${secret}-wrong` },
      "cn-hangzhou",
      /SignatureDoesNotMatch/,
    ],
    ["an unknown region", {}, "cn-nowhere", /InvalidRegion(Id)?\.NotFound/],
    ["a wrong profile", { ...noKeys, ALICLOUD_PROFILE: "nobody" }, "cn-hangzhou", /CredentialsUnusable/],
    [
      "a wrong credentials file",
      { ...noKeys, ALICLOUD_SHARED_CREDENTIALS_FILE: join("no-such", "keys.json") },
      "cn-hangzhou",
      /cannot read keys\.json/,
    ],
    [
      "a bad endpoint",
      { ALIBABA_CLOUD_ENDPOINT_ECS: "https://ecs.example/path" },
      "cn-hangzhou",
      /ALIBABA_CLOUD_ENDPOINT_ECS/,
    ],
    [
      "a switch that is neither true nor false",
      { ALICLOUD_RESTORE_PREVIEW_ONLY_LOOKS: "perhaps" },
      "cn-hangzhou",
      /ALICLOUD_RESTORE_PREVIEW_ONLY_LOOKS: must be "true" or "false"/,
    ],
  ])("%s: is not 0, with what is true and why", async (_, env, regionId, why) => {
    await simulator.control.clearCalls();
    const preview = await stack.preview({ env, args: ["--config", `regionId=${regionId}`] });
    expect(preview.code, preview.text).not.toBe(0);
    expect(preview.text).toMatch(why);
    expect(preview.text).toMatch(/Nothing was changed/);
    expect(preview.text).not.toMatch(/Plan unchecked|\n\s+at /);
    expect(preview.text).not.toContain(secret);
    expect(await changingCalls(simulator)).toEqual([]);
  });

  test("a cloud that does not answer: is 0, and the plan is unchecked", async () => {
    // Nobody listens at the port for discarded words.
    const env = { ALIBABA_CLOUD_ENDPOINT_ECS: "127.0.0.1:9" };
    const preview = await stack.preview({ env, args: inRegion });
    expect(preview.code, preview.text).toBe(0);
    expect(preview.text).toMatch(/Plan unchecked[^]*ConnectionFailed/);
  });

  test("a caller who may not read: is 0, and the plan is unchecked", async () => {
    const fault = await simulator.control.addFault({ effect: "error", code: "Forbidden.RAM" });
    const preview = await stack.preview({ args: inRegion });
    await simulator.control.removeFault(fault.id);
    expect(preview.code, preview.text).toBe(0);
    expect(preview.text).toMatch(/Plan unchecked[^]*Forbidden\.RAM/);
  });

  test("a caller who may look and not roll back: is not 0, unless preview is told that its caller only looks", async () => {
    const fault = await simulator.control.addFault({
      action: "ResetDisk",
      effect: "error",
      code: "Forbidden.RAM",
      dryRun: true,
    });
    const denied = await stack.preview({ args: inRegion });
    expect(denied.code, denied.text).not.toBe(0);
    expect(denied.text).toMatch(/snapshotId[^]*this caller may not roll back: [^]*Forbidden\.RAM/);
    const env = { ALICLOUD_RESTORE_PREVIEW_ONLY_LOOKS: "true" };
    const looking = await stack.preview({ env, args: inRegion });
    expect(looking.code, looking.text).toBe(0);
    expect(looking.text).toMatch(/will roll back d-mine[^]*no verdict[^]*Forbidden\.RAM/);
    await simulator.control.removeFault(fault.id);
  });
});
