import { describe, expect, test } from "vitest";
import { refusal, simulated } from "./simulated";

const sim = simulated({ durations: { stop: "5s", start: "8s" } });
const InstanceId = "i-sim0001";

const state = async () => {
  const parameters = { RegionId: "cn-hangzhou", InstanceIds: `["${InstanceId}"]` };
  const { body } = await sim.ecs("DescribeInstances", parameters);
  const { Status, StoppedMode } = body.Instances.Instance[0];
  return [Status, StoppedMode];
};

describe("StopInstance and StartInstance", () => {
  test("power: Running, Stopping, Stopped, Starting, Running, each in its time", async () => {
    expect((await sim.ecs("StopInstance", { InstanceId })).status).toBe(200);
    const seen = [await state()];
    await sim.control.advance("5s");
    seen.push(await state());
    expect((await sim.ecs("StartInstance", { InstanceId })).status).toBe(200);
    await sim.control.advance("7s");
    seen.push(await state());
    await sim.control.advance("1s");
    seen.push(await state());
    expect(seen).toEqual([
      ["Stopping", "Not-applicable"],
      ["Stopped", "KeepCharging"],
      ["Starting", "Not-applicable"],
      ["Running", "Not-applicable"],
    ]);
  });

  test("power: a state that does not fit is refused, and an unknown instance too", async () => {
    const code = async (action: string, id = InstanceId) =>
      refusal(await sim.ecs(action, { InstanceId: id })).slice(0, 2);
    expect(await code("StartInstance")).toEqual([403, "IncorrectInstanceStatus"]);
    await sim.ecs("StopInstance", { InstanceId });
    expect(await code("StopInstance")).toEqual([403, "IncorrectInstanceStatus"]);
    expect(await code("StartInstance")).toEqual([403, "IncorrectInstanceStatus"]);
    expect(await code("StopInstance", "i-none")).toEqual([404, "InvalidInstanceId.NotFound"]);
    expect(await code("StopInstance", "sim00000000000000000000000000swas1")).toEqual([
      404,
      "InvalidInstanceId.NotFound",
    ]);
  });

  test("power: a dry run changes nothing", async () => {
    expect(refusal(await sim.ecs("StopInstance", { InstanceId, DryRun: true }))[1]).toBe("DryRunOperation");
    expect((await state())[0]).toBe("Running");
  });

  test("power: a security lock refuses both", async () => {
    await sim.control.patch("instances", InstanceId, { operationLocks: ["security"] });
    expect(refusal(await sim.ecs("StopInstance", { InstanceId }))[1]).toBe("InstanceLockedForSecurity");
    await sim.control.patch("instances", InstanceId, { status: "Stopped" });
    expect(refusal(await sim.ecs("StartInstance", { InstanceId }))[1]).toBe("InstanceLockedForSecurity");
  });

  test("power: an expired instance does not start, nor does one of an account without balance", async () => {
    await sim.control.patch("instances", InstanceId, { status: "Stopped" });
    await sim.control.patchAccount({ enoughBalance: false });
    expect(refusal(await sim.ecs("StartInstance", { InstanceId }))[1]).toBe("InsufficientBalance");
    const expired = { expiredAt: "2020-01-01T00:00:00Z", chargeType: "PrePaid" };
    await sim.control.patch("instances", InstanceId, expired);
    expect(refusal(await sim.ecs("StartInstance", { InstanceId }))).toEqual([
      403,
      "InstanceExpired",
      "The prePaid instance has been expired.",
    ]);
  });

  test("power: in economical mode a stop without StoppedMode releases the machine, and it may not start again", async () => {
    await sim.control.patch("instances", InstanceId, { economicalMode: true, noStock: true });
    await sim.ecs("StopInstance", { InstanceId });
    await sim.control.advance("5s");
    expect(await state()).toEqual(["Stopped", "StopCharging"]);
    const start = () => sim.ecs("StartInstance", { InstanceId });
    expect(refusal(await start()).slice(0, 2)).toEqual([403, "OperationDenied.NoStock"]);
    await sim.control.patch("instances", InstanceId, { noStock: false });
    expect((await start()).status).toBe(200);
  });

  test("power: KeepCharging keeps the machine, so that it starts also when the zone is sold out", async () => {
    await sim.control.patch("instances", InstanceId, { economicalMode: true, noStock: true });
    await sim.ecs("StopInstance", { InstanceId, StoppedMode: "KeepCharging" });
    await sim.control.advance("5s");
    expect(await state()).toEqual(["Stopped", "KeepCharging"]);
    expect((await sim.ecs("StartInstance", { InstanceId })).status).toBe(200);
  });

  test("power: StopCharging asked for a subscription is no error and has no effect", async () => {
    await sim.control.patch("instances", InstanceId, { chargeType: "PrePaid" });
    expect((await sim.ecs("StopInstance", { InstanceId, StoppedMode: "StopCharging" })).status).toBe(200);
    await sim.control.advance("5s");
    expect(await state()).toEqual(["Stopped", "KeepCharging"]);
  });

  test("power: a machine that does not react to a graceful stop hangs, and stops by force", async () => {
    await sim.control.patch("instances", InstanceId, { stopFate: "hangs" });
    await sim.ecs("StopInstance", { InstanceId });
    await sim.control.advance("1d");
    expect((await state())[0]).toBe("Stopping");
    await sim.control.patch("instances", InstanceId, { status: "Running" });
    await sim.ecs("StopInstance", { InstanceId, ForceStop: true });
    await sim.control.advance("5s");
    expect((await state())[0]).toBe("Stopped");
  });
});
