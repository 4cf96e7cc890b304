import { describe, expect, test } from "vitest";
import { hosted, providerText, shimmed, startMs, urn } from "./hosted";
import { refusalOf } from "./providerProcess";

const diskId = "d-sim0002";
const target = { service: "ecs", regionId: "cn-hangzhou", diskId };

describe("failures in the SDK's host", { timeout: startMs }, () => {
  const host = hosted();

  test("create cut short: the engine is given id, state and reason, once", async () => {
    await host.simulator.control.patch("disks", diskId, { snapshotFate: "fails" });
    const refusal = await refusalOf(host.provider.create(shimmed("DiskSnapshot", target)));
    expect(refusal.message).toMatch(/^There is no usable snapshot.*\n  The snapshot s-\w+ failed/);
    expect(refusal.state).toMatchObject({
      id: expect.stringMatching(/^ecs\/cn-hangzhou\/d-sim0002\//) as string,
      properties: {
        ...target,
        status: "failed",
        snapshotId: expect.stringMatching(/^s-/) as string,
        __provider: providerText.DiskSnapshot,
        __urn: urn("DiskSnapshot"),
      },
      reasons: [refusal.message],
    });
    expect(host.provider.printed()).toBe("");
  });

  test("state of a create cut short: can be read, updated and deleted", async () => {
    await host.simulator.control.patch("disks", diskId, { snapshotFate: "fails" });
    const inputs = shimmed("DiskSnapshot", target);
    const { state } = await refusalOf(host.provider.create(inputs));
    const read = await host.provider.read(state!.id, state!.properties);
    expect(read.properties).toMatchObject({ status: "failed", __provider: providerText.DiskSnapshot });
    await host.simulator.control.patch("disks", diskId, { snapshotFate: "completes" });
    const updated = await host.provider.update(state!.id, read.properties, inputs);
    expect(updated["status"]).toBe("accomplished");
    await host.provider.delete(state!.id, updated);
    expect((await host.simulator.control.world()).snapshots).toEqual({});
  });

  test("update cut short: the engine is given the state it must keep", async () => {
    const inputs = shimmed("DiskSnapshot", target);
    const created = await host.provider.create(inputs);
    await host.simulator.control.addFault({
      action: "CreateSnapshot",
      effect: "error",
      code: "Forbidden.RAM",
    });
    const before = await refusalOf(
      host.provider.update(created.id, created.properties, { ...inputs, triggers: [2] }),
    );
    expect(before.state).toBeUndefined();
    await host.simulator.control.clearFaults();
    await host.simulator.control.patch("disks", diskId, { snapshotFate: "fails" });
    const after = await refusalOf(
      host.provider.update(created.id, created.properties, { ...inputs, triggers: [2] }),
    );
    expect(after.state).toMatchObject({
      id: created.id,
      properties: {
        status: "failed",
        previousSnapshotIds: [created.properties["snapshotId"]],
        __provider: providerText.DiskSnapshot,
      },
    });
  });

  test("create that did nothing: leaves nothing in the state", async () => {
    await host.simulator.control.addFault({
      action: "CreateSnapshot",
      effect: "error",
      code: "Forbidden.RAM",
    });
    const refusal = await refusalOf(host.provider.create(shimmed("DiskSnapshot", target)));
    expect(refusal.message).toMatch(/^No snapshot of d-sim0002 is known to be taken\.\n.*Forbidden\.RAM/);
    expect(refusal.state).toBeUndefined();
  });

  test("diff, read and delete that fail: their words go to the engine, and are not printed beside", async () => {
    const outputs = shimmed("DiskSnapshot", { ...target, snapshotId: "s-none", status: "accomplished" });
    await host.simulator.control.addFault({ effect: "error", code: "Forbidden.RAM" });
    const read = await refusalOf(host.provider.read("x", outputs));
    const deleted = await refusalOf(host.provider.delete("x", outputs));
    expect(read.message).toMatch(/^Nothing was changed\.\n.*Forbidden\.RAM/);
    expect(deleted.message).toMatch(/^Still there: s-none.*\n.*Forbidden\.RAM/);
    await host.simulator.control.clearFaults();
    const lever = shimmed("DiskRollback", { ...target, phase: "disarmed" });
    const armed = shimmed("DiskRollback", { ...target, snapshotId: "s-none" });
    const diff = await refusalOf(host.provider.diff("lever", lever, armed));
    expect(diff.message).toMatch(/snapshotId: there is no snapshot s-none/);
    expect(host.provider.printed()).toBe("");
  });
});

describe("failures in the SDK's host, debugging", { timeout: startMs }, () => {
  const host = hosted({ PULUMI_ALICLOUD_RESTORE_DEBUG: "1" });

  test("stack: is printed, with where the error was made", async () => {
    const outputs = shimmed("DiskSnapshot", { ...target, snapshotId: "s-none" });
    await host.simulator.control.addFault({ effect: "error", code: "Forbidden.RAM" });
    await refusalOf(host.provider.read("x", outputs));
    expect(host.provider.printed()).toMatch(/Forbidden\.RAM[^]*\n\s+at /);
    expect(host.provider.printed()).not.toContain(host.simulator.accessKeySecret);
  });
});
