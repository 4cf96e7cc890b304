import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import { DiskRollback, DiskSnapshot } from "../../../provider";
import { pointOfSnapshot } from "../../../provider/lifecycle/restorePoint";
import { outputsOf } from "../../../provider/lifecycle/snapshotOutputs";
import { finished, rollbackOutputs } from "../../../provider/rollback/model/outputs";
import { rollbackState } from "../../../provider/rollback/model/state";
import { someSnapshot } from "../lifecycle/facts";
import { mockedEngine, registeredAs, valueOf } from "./mocked";

const isOutput = (value: unknown) => pulumi.Output.isInstance(value);

describe("DiskSnapshot", () => {
  const target = { service: "ecs", regionId: "cn-hangzhou", diskId: "d-bp1" };
  const answered = outputsOf(target, pointOfSnapshot(someSnapshot()), {
    previousSnapshotIds: ["s-1", "s-0"],
    surplusSnapshotIds: ["s-0"],
  }) as Record<string, unknown>;

  test("outputs: each that the provider answers is on the object, with its value", async () => {
    await mockedEngine(() => answered);
    const point = new DiskSnapshot("point", { diskId: "d-bp1" });
    // An input, and what only the provider needs.
    const others = ["diskId", "available", "changes"];
    const own = Object.entries(answered).filter(([name]) => !others.includes(name));
    expect(own.length).toBeGreaterThan(10);
    for (const [name, value] of own) {
      const output = (point as unknown as Record<string, pulumi.Output<unknown>>)[name];
      expect([name, isOutput(output)]).toEqual([name, true]);
      expect([name, await valueOf(output!)]).toEqual([name, value]);
    }
  });

  test("inputs: are sent as the program gave them, without defaults", async () => {
    const registered = await mockedEngine();
    new DiskSnapshot("point", {
      diskId: pulumi.output("d-bp1"),
      triggers: [pulumi.output(1)],
      tags: { a: "b" },
    });
    const { inputs } = await registeredAs(registered, "point");
    const { __provider, __urn, ...own } = inputs;
    expect(own).toEqual({ diskId: "d-bp1", triggers: [1], tags: { a: "b" } });
    expect(typeof __provider).toBe("string");
    expect(typeof __urn).toBe("string");
  });

  test("get: reads a snapshot by its id", async () => {
    const registered = await mockedEngine(() => answered);
    const point = DiskSnapshot.get("there", "s-1", { regionId: "cn-beijing" });
    const { id, inputs } = await registeredAs(registered, "there");
    expect(id).toBe("s-1");
    expect(inputs).toMatchObject({ regionId: "cn-beijing" });
    expect(await valueOf(point.snapshotId)).toBe("s-1");
  });

  test("snapshotId: flows into a DiskRollback", async () => {
    const registered = await mockedEngine(({ type }) => (type.endsWith("DiskSnapshot") ? answered : {}));
    const point = new DiskSnapshot("point", { diskId: "d-bp1" });
    new DiskRollback("lever", { diskId: "d-bp1", snapshotId: point.snapshotId });
    expect((await registeredAs(registered, "lever")).inputs["snapshotId"]).toBe("s-1");
  });
});

describe("DiskRollback", () => {
  const disks = [{ diskId: "d-bp1", snapshotId: "s-1", status: "restored" as const }];
  const run = {
    key: "rk-1",
    attempt: "aaaaaa",
    sequence: 5,
    phase: "start" as const,
    startedAt: "2026-11-20T12:00:00Z",
    disks,
    safety: { snapshots: [{ diskId: "d-bp1", snapshotId: "s-undo" }] },
    hosts: [{ hostId: "i-1", wasRunning: true, stoppedAt: "2026-11-20T12:00:30Z" }],
    requestIds: ["request"],
    phases: [],
  };
  const state = finished(rollbackState({}), run, "2026-11-20T12:01:00Z", []);
  const answered = JSON.parse(JSON.stringify(rollbackOutputs({}, state))) as Record<string, unknown>;

  test("outputs: each that a program may want is on the object, with its value", async () => {
    await mockedEngine(() => answered);
    const lever = new DiskRollback("lever", { diskId: "d-bp1", snapshotId: "s-1" });
    expect(await valueOf(lever.phase)).toBe("done");
    expect(await valueOf(lever.lastRollback)).toMatchObject({ key: "rk-1", downtimeSeconds: 30 });
    expect(await valueOf(lever.history)).toEqual([await valueOf(lever.lastRollback)]);
    expect(await valueOf(lever.undoSnapshotId)).toBe("s-undo");
    expect(await valueOf(lever.undoSnapshotGroupId)).toBeUndefined();
    expect(await valueOf(lever.undoSnapshots)).toEqual(run.safety.snapshots);
    expect(await valueOf(lever.disks)).toEqual(disks);
    expect(await valueOf(lever.instanceId)).toBe("i-1");
    expect(await valueOf(lever.hostWasRunning)).toBe(true);
    expect(await valueOf(lever.pending)).toBeUndefined();
  });

  test("disarmed: an unset snapshotId is not sent", async () => {
    const registered = await mockedEngine();
    new DiskRollback("lever", { diskId: "d-bp1", snapshotId: new pulumi.Config("shop").get("rollBackTo") });
    expect((await registeredAs(registered, "lever")).inputs).not.toHaveProperty("snapshotId");
  });
});
