import { describe, expect, test } from "vitest";
import { unknownValue } from "../../../../provider/lifecycle/unknown";
import { configFor, pluggedIn, startMs, urn } from "./pluggedIn";
import { startPluginProcess } from "./pluginProcess";

const diskId = "d-sim0002";

describe("the plugin's configuration", { timeout: startMs }, () => {
  const host = pluggedIn();
  const reasons = async (config: Record<string, unknown>) =>
    (await host.plugin.checkConfig(config)).failures.map(({ reason }) => reason);

  test("right keys: are taken, and unknown ones and the engine's own are no mistake", async () => {
    expect(await reasons({ region: "cn-hangzhou", version: "1.2.3", profile: unknownValue })).toEqual([]);
    expect(await reasons(configFor(host.simulator))).toEqual([]);
  });

  test("wrong keys and values: each is named as the user sets it, and no value is shown", async () => {
    const wrong = [
      [{ acessKey: "hunter2" }, /^alicloud-restore:acessKey: is no configuration key.*accessKey, secretKey/],
      [{ region: "not a region" }, /^alicloud-restore:region: must be a region id/],
      [{ accessKey: "hunter2" }, /^alicloud-restore:secretKey: must be set where alicloud-restore:accessKey/],
      [{ endpoints: "{" }, /^alicloud-restore:endpoints: must be valid JSON/],
      [{ endpoints: { ecs: "http://elsewhere/path" } }, /^alicloud-restore:endpoints\.ecs: /],
      [{ clientReadTimeout: "soon" }, /^alicloud-restore:clientReadTimeout: must be a whole number/],
      [{ assumeRole: "{}" }, /^alicloud-restore:assumeRole\.roleArn: /],
      [{ rollbacks: "never" }, /^alicloud-restore:rollbacks: must be "refuse" or "allow"/],
    ] as const;
    for (const [config, reason] of wrong) {
      const found = await reasons(config);
      expect(found).toEqual([expect.stringMatching(reason)]);
      expect(found.join()).not.toContain("hunter2");
    }
  });

  test("secrets: are secret in the state, also where the program has not said so", async () => {
    const { inputs } = await host.plugin.checkConfig({ region: "cn-hangzhou", secretKey: "hunter2" });
    expect(inputs["region"]).toBe("cn-hangzhou");
    expect(inputs["secretKey"]).toEqual({
      "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
      value: "hunter2",
    });
  });

  test("secrets, as the engine sends them: are read", async () => {
    const { accessKey, secretKey, ...others } = configFor(host.simulator);
    const marked = (value: string) => ({
      "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
      value,
    });
    const plugin = await startPluginProcess([], {});
    await plugin.configure({ ...others, accessKey: marked(accessKey), secretKey: marked(secretKey) });
    const target = { service: "ecs", regionId: "cn-hangzhou", diskId };
    const { properties } = await plugin.create(urn("DiskSnapshot"), target);
    expect(properties["status"]).toBe("accomplished");
    await plugin.end();
  });

  test("changed configuration: is a change of the provider", async () => {
    expect(await host.plugin.diffConfig({ region: "cn-hangzhou" }, { region: "cn-hangzhou" })).toBe(false);
    expect(await host.plugin.diffConfig({ region: "cn-hangzhou" }, { region: "cn-beijing" })).toBe(true);
  });

  test("messages about it: name its own keys", async () => {
    const plugin = await startPluginProcess([], {});
    await plugin.configure({});
    const { failures } = await plugin.check(urn("DiskSnapshot"), {}, { diskId });
    expect(failures).toEqual([
      {
        property: "regionId",
        reason: expect.stringContaining("alicloud-restore:region in the stack") as string,
      },
    ]);
    await plugin.end();
  });

  test("a kill switch: refuses rollbacks of this provider, and says where it is set", async () => {
    await host.simulator.control.add("snapshots", { snapshotId: "s-before", sourceDiskId: diskId });
    const armed = { diskId, snapshotId: "s-before", whenRunning: "stop" };
    const off = await startPluginProcess([], {});
    await off.configure({ ...configFor(host.simulator), rollbacks: "refuse" });
    const { failures } = await off.check(urn("DiskRollback"), {}, armed);
    expect(failures.map(({ reason }) => reason).join()).toMatch(/alicloud-restore:rollbacks in the stack/);
    expect((await host.plugin.check(urn("DiskRollback"), {}, armed)).failures).toEqual([]);
    await off.end();
  });

  test("two configurations one after the other: the later one holds, with a session of its own", async () => {
    const plugin = await startPluginProcess([], {});
    await plugin.configure({ ...configFor(host.simulator), secretKey: "wrong" });
    await expect(
      plugin.create(urn("DiskSnapshot"), { service: "ecs", regionId: "cn-hangzhou", diskId }),
    ).rejects.toThrow(/SignatureDoesNotMatch|alicloud-restore:secretKey/);
    await plugin.configure(configFor(host.simulator));
    const { properties } = await plugin.create(urn("DiskSnapshot"), {
      service: "ecs",
      regionId: "cn-hangzhou",
      diskId,
    });
    expect(properties["status"]).toBe("accomplished");
    await plugin.end();
  });
});
