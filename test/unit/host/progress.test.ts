import { describe, expect, test } from "vitest";
import { hosted, shimmed, startMs, urn } from "./hosted";
import { refusalOf } from "./providerProcess";

const diskId = "d-sim0002";
const target = { service: "ecs", regionId: "cn-hangzhou", diskId };

describe("messages to the engine", { timeout: startMs }, () => {
  const host = hosted();

  test("progress: is ephemeral, in the resource's own row", async () => {
    await host.provider.create(shimmed("DiskSnapshot", target, "progressing"));
    expect(host.engine.logged[0]).toEqual({
      severity: "INFO",
      message: expect.stringMatching(/^snapshot s-\w+ 0 %/) as string,
      urn: urn("DiskSnapshot", "progressing"),
      ephemeral: true,
    });
    expect(host.engine.logged.every(({ ephemeral }) => ephemeral)).toBe(true);
  });

  test("warning: stays, in the resource's own row, and is there before the answer", async () => {
    const outputs = shimmed("DiskSnapshot", { ...target, snapshotId: "s-gone" }, "vanished");
    await host.provider.read("x", outputs);
    expect(host.engine.logged).toEqual([
      {
        severity: "WARNING",
        message: expect.stringMatching(/^The snapshot s-gone is not there any more/) as string,
        urn: urn("DiskSnapshot", "vanished"),
        ephemeral: false,
      },
    ]);
    const widths = host.engine.logged.flatMap(({ message }) =>
      message.split("\n").map(({ length }) => length),
    );
    expect(Math.max(...widths)).toBeLessThanOrEqual(76);
  });

  test("plan of a rollback: stays, as information, in preview's row of the resource", async () => {
    const { control } = host.simulator;
    await control.add("snapshots", { snapshotId: "s-there", sourceDiskId: diskId });
    await control.patch("instances", "i-sim0001", { status: "Stopped" });
    const { failures } = await host.provider.check(
      {},
      shimmed("DiskRollback", { diskId, snapshotId: "s-there" }, "lever"),
    );
    expect(failures).toEqual([]);
    expect(host.engine.logged).toEqual([
      {
        severity: "INFO",
        message: expect.stringMatching(/^will roll back d-sim0002/) as string,
        urn: urn("DiskRollback", "lever"),
        ephemeral: false,
      },
    ]);
  });

  test("refresh: the diff that follows a read shows no plan and refuses nothing", async () => {
    const lever = shimmed("DiskRollback", { ...target, phase: "disarmed" });
    const { properties } = await host.provider.read("lever", lever);
    const armed = shimmed("DiskRollback", { ...target, snapshotId: "s-none" });
    expect((await host.provider.diff("lever", properties, armed)).changes).toBe(true);
    expect(host.engine.logged).toEqual([]);
    expect(await host.simulator.control.calls()).toEqual([]);
  });

  test("up --refresh: the diff that follows the program's check shows the plan, and refuses what cannot be", async () => {
    const lever = shimmed("DiskRollback", { ...target, phase: "disarmed" });
    const { properties } = await host.provider.read("lever", lever);
    const armed = shimmed("DiskRollback", { ...target, snapshotId: "s-none" });
    const { inputs } = await host.provider.check(lever, armed);
    await expect(host.provider.diff("lever", properties, inputs)).rejects.toThrow(
      /snapshotId: there is no snapshot s-none/,
    );
  });
});

describe("the engine's Cancel", { timeout: startMs }, () => {
  const host = hosted();

  test("cancelled: a wait ends at once, and what exists is kept", async () => {
    await host.simulator.control.patch("disks", diskId, { snapshotFate: "hangs" });
    const refused = refusalOf(host.provider.create(shimmed("DiskSnapshot", target)));
    await host.engine.heard(({ message }) => /^snapshot s-\w+ \d+ %/.test(message));
    await host.provider.cancel();
    const refusal = await refused;
    expect(refusal.message).toMatch(
      /^The snapshot .* is kept in the state.*\n  Interrupted while waiting for snapshot s-\w+ to be accomplished/,
    );
    expect(refusal.state?.properties).toMatchObject({ status: "progressing" });
    expect(host.provider.printed()).toBe("");
  });
});

describe("an engine that was killed", { timeout: startMs }, () => {
  const host = hosted();

  test("a rollback under way: ends before its request, gives the host back, and so does the process", async () => {
    const { control } = host.simulator;
    await control.patch("disks", diskId, { snapshotFate: "hangs" });
    await control.add("snapshots", { snapshotId: "s-before", sourceDiskId: diskId });
    const lever = { ...target, snapshotId: "s-before", whenRunning: "stop" };
    const refused = refusalOf(host.provider.create(shimmed("DiskRollback", lever, "lever")));
    await host.engine.heard(({ message }) => /^safety snapshot s-\w+ \d+ %/.test(message));
    host.engine.close();
    expect((await refused).message).toMatch(/^Nothing was rolled back.*Interrupted.*runs again/s);
    await host.provider.ended;
    expect((await control.disk(diskId)).resets).toBe(0);
  });
});
