import { describe, expect, test, vi } from "vitest";
import { createStack, resourceNamed, simulatorEnvironment, startSimulatedCloud } from "../../e2e/harness";
import { look } from "../promises";
import { contents, seed, subjects, type Subject } from "../subjects";

const ecs = subjects.find(({ name }) => name === "ecs") as Subject;
const [diskId] = ecs.diskIds as [string];

const program = {
  "index.ts": `
    import * as pulumi from "@pulumi/pulumi";
    import { DiskRollback } from "pulumi-alicloud-restore";
    const config = new pulumi.Config();
    export const phase = new DiskRollback("lever", {
      diskId: "${diskId}",
      whenRunning: "stop",
      snapshotId: config.get("restoreTo"),
      onInterrupted: config.get("onInterrupted") as "ask" | undefined,
    }).phase;
  `,
};

/** What was killed, and how the next `up` must end. */
const kills = [
  { action: "StopInstance", nth: 1, then: "done" },
  { action: "CreateSnapshot", nth: 1, then: "done" },
  { action: "ResetDisk", nth: 2, then: "waits" },
  { action: "StartInstance", nth: 1, then: "adopts" },
] as const;

/** The short form kills at the one call that matters most. */
const full = process.env["CRASH_MATRIX"] === "full";
const chosen = kills.filter(({ then }) => full || then === "waits");

describe("an engine that is killed with everything it has started", () => {
  test.each(chosen)("engine: killed at $action, the next up $then", async ({ action, nth, then }) => {
    const simulator = await startSimulatedCloud({ durations: { reset: then === "waits" ? "1h" : "3s" } });
    const { control } = simulator;
    await seed(simulator, ecs);
    const stack = await createStack({ program, env: simulatorEnvironment(simulator) });
    const first = await stack.up();
    expect(first.code, first.text).toBe(0);

    await stack.setConfig({ restoreTo: String(ecs.armed["snapshotId"]) });
    const fault = await control.addFault({ action, nth, effect: "hold" });
    const running = stack.start("up");
    const held = async () => (await control.faults()).some(({ held: waiting }) => waiting > 0);
    await vi.waitUntil(held, { timeout: 60_000, interval: 50 });
    running.kill("SIGKILL");
    await stack.dispose();
    await running.result;
    await control.removeFault(fault.id);
    expect(await stack.processes()).toEqual([]);

    const cut = await stack.exportState();
    expect(cut.deployment.pending_operations).toHaveLength(1);
    const locked = await stack.up();
    expect(locked.code).not.toBe(0);
    expect(locked.text).toContain("pulumi cancel");
    const cancelled = await stack.pulumi("cancel", "--yes", "--stack", stack.name);
    expect(cancelled.code, cancelled.text).toBe(0);

    const next = stack.start("up");
    if (then === "waits") {
      await next.waitForText(/restoring d-sim0002 \(ReIniting\)/);
      await control.advance("1h");
    }
    const again = await next.result;
    expect(again.code, again.text).toBe(0);
    if (then === "waits") expect(again.text).toContain("is still running: it is waited for");
    if (then === "adopts") expect(again.text).toContain("has run: it is recorded");
    const end = await look(simulator, ecs);
    expect(end.holds[diskId]).toBe(contents.point(diskId));
    expect(end.host).toBe("Running");
    expect(end.world.disks[diskId]?.resets).toBe(1);
    const saved = Object.values(end.world.snapshots).map(({ content }) => content);
    expect(saved).toContain(contents.present(diskId));

    expect(resourceNamed(await stack.exportState(), "lever")).toBeDefined();
    const refresh = await stack.refresh();
    expect(refresh.code, refresh.text).toBe(0);
    const third = await stack.up();
    expect(third.changes).toEqual({ same: 2 });
    const destroy = await stack.destroy();
    expect(destroy.code, destroy.text).toBe(0);
    expect((await look(simulator, ecs)).world.disks[diskId]?.resets).toBe(1);
  });
});
