import { status as grpcStatus } from "@grpc/grpc-js";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { refusalOf } from "../providerProcess";
import { startEngineServer } from "../engineServer";
import { configFor, pluggedIn, startMs, urn } from "./pluggedIn";
import { startPluginProcess } from "./pluginProcess";

const diskId = "d-sim0002";
const target = { service: "ecs", regionId: "cn-hangzhou", diskId };
const snapshotUrn = urn("DiskSnapshot");
const leverUrn = urn("DiskRollback", "lever");

describe("the plugin's protocol", { timeout: startMs }, () => {
  const host = pluggedIn();

  test("information: the version is the package's", async () => {
    const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
    expect(await host.plugin.info()).toBe(version);
    expect(await host.plugin.configure(configFor(host.simulator))).toEqual({
      supportsPreview: true,
      acceptsSecrets: false,
    });
  });

  test("what it does not offer: is answered as unimplemented", async () => {
    await expect(host.plugin.construct()).rejects.toMatchObject({ code: grpcStatus.UNIMPLEMENTED });
  });

  test("a resource that it has not: is named, with those that it has", async () => {
    const other = "urn:pulumi:dev::shop::alicloud-restore:index:Disk::mine";
    await expect(host.plugin.check(other, {}, {})).rejects.toThrow(/Disk.*DiskSnapshot.*DiskRollback/);
  });

  test("create cut short: the engine is given id, state and reason, and goes on from there", async () => {
    await host.simulator.control.patch("disks", diskId, { snapshotFate: "fails" });
    const refusal = await refusalOf(host.plugin.create(snapshotUrn, target));
    expect(refusal.message).toMatch(/snapshot s-\w+ failed/);
    expect(refusal.state).toMatchObject({
      id: expect.stringMatching(/^ecs\/cn-hangzhou\/d-sim0002\//) as string,
      properties: { ...target, status: "failed" },
      reasons: [refusal.message],
    });
    await host.simulator.control.patch("disks", diskId, { snapshotFate: "completes" });
    const existing = { id: refusal.state!.id, recorded: refusal.state!.properties };
    const updated = await host.plugin.update(snapshotUrn, existing, target);
    expect(updated["status"]).toBe("accomplished");
    expect(host.plugin.printed()).toBe("");
  });

  test("create that did nothing: leaves nothing in the state", async () => {
    await host.simulator.control.addFault({
      action: "CreateSnapshot",
      effect: "error",
      code: "Forbidden.RAM",
    });
    const refusal = await refusalOf(host.plugin.create(snapshotUrn, target));
    expect(refusal.message).toMatch(/Forbidden\.RAM/);
    expect(refusal.state).toBeUndefined();
  });

  test("messages: go to the resource's own row", async () => {
    await host.plugin.create(snapshotUrn, target);
    expect(host.engine.logged.length).toBeGreaterThan(0);
    for (const { urn: row } of host.engine.logged) expect(row).toBe(snapshotUrn);
  });

  test("customTimeouts: end a wait, for which the program has set no time itself", async () => {
    await host.simulator.control.patch("disks", diskId, { snapshotFate: "hangs" });
    const refusal = await refusalOf(host.plugin.create(snapshotUrn, target, { timeout: 1 }));
    expect(refusal.message).toMatch(/Waited 1 s for snapshot s-\w+/);
    expect(refusal.state?.properties).toMatchObject({ status: "progressing" });
    // The limit is no input of the program: recorded as one, it would show as a change.
    expect(refusal.state?.properties).not.toHaveProperty("timeouts");
  });
});

describe("the engine's Cancel", { timeout: startMs }, () => {
  const host = pluggedIn();

  test("cancelled: a wait ends at once, and what exists is kept", async () => {
    await host.simulator.control.patch("disks", diskId, { snapshotFate: "hangs" });
    const refused = refusalOf(host.plugin.create(snapshotUrn, target));
    await host.engine.heard(({ message }) => /^snapshot s-\w+ \d+ %/.test(message));
    await host.plugin.cancel();
    const refusal = await refused;
    expect(refusal.message).toMatch(/Interrupted while waiting for snapshot s-\w+ to be accomplished/);
    expect(refusal.state?.properties).toMatchObject({ status: "progressing" });
  });
});

describe("an engine that was killed", { timeout: startMs }, () => {
  const host = pluggedIn();

  test("a rollback under way: ends before its request, and so does the process", async () => {
    const { control } = host.simulator;
    await control.patch("disks", diskId, { snapshotFate: "hangs" });
    await control.add("snapshots", { snapshotId: "s-before", sourceDiskId: diskId });
    const lever = { ...target, snapshotId: "s-before", whenRunning: "stop" };
    const refused = refusalOf(host.plugin.create(leverUrn, lever));
    await host.engine.heard(({ message }) => /^safety snapshot s-\w+ \d+ %/.test(message));
    host.engine.close();
    expect((await refused).message).toMatch(/^Nothing was rolled back.*Interrupted/s);
    await host.plugin.ended;
    expect((await control.disk(diskId)).resets).toBe(0);
  });
});

describe("a plugin that is started without an engine", { timeout: startMs }, () => {
  const host = pluggedIn();

  test("attached, or greeted: it speaks to the engine that it is told of", async () => {
    for (const meet of ["attach", "handshake"] as const) {
      const [plugin, engine] = [await startPluginProcess([], {}), await startEngineServer()];
      await plugin[meet](engine.address);
      await plugin.configure(configFor(host.simulator));
      await plugin.create(snapshotUrn, target);
      expect(engine.logged.length).toBeGreaterThan(0);
      await plugin.end();
      engine.close();
    }
  });
});
