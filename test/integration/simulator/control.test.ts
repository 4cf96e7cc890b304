import { describe, expect, test } from "vitest";
import { completeSnapshot, simulated } from "./simulated";

const sim = simulated();

async function raw(method: string, path: string, body?: string): Promise<[number, Record<string, unknown>]> {
  const response = await fetch(`${sim.simulator.url}/_simulator/${path}`, { method, body });
  return [response.status, (await response.json()) as Record<string, unknown>];
}

describe("control API: the world", () => {
  test("world: is the known one, with contents, resets and statuses", async () => {
    const { disks, instances, snapshots } = await sim.control.world();
    expect(Object.keys(instances)).toEqual([
      "i-sim0001",
      "i-sim0002",
      "sim00000000000000000000000000swas1",
      "ecd-sim0001",
    ]);
    expect(Object.values(instances).map(({ status }) => status)).toEqual(Array(4).fill("Running"));
    expect(disks["d-sim0001"]).toMatchObject({
      type: "system",
      size: 40,
      instanceIds: ["i-sim0001"],
      resets: 0,
    });
    expect(disks["d-sim0002"]).toMatchObject({
      type: "data",
      size: 100,
      category: "cloud_essd",
      content: "initial content of d-sim0002",
      status: "In_use",
    });
    const ofSecond = Object.values(disks).filter((disk) => disk.instanceIds.includes("i-sim0002"));
    expect(ofSecond.map(({ diskId, type }) => [diskId, type]).sort()).toEqual([
      ["d-sim0003", "data"],
      ["d-sim0004", "data"],
      ["d-sim0005", "data"],
      ["d-sim0006", "system"],
    ]);
    expect(disks["d-simswas01"]).toMatchObject({ service: "swas", type: "system" });
    expect(Object.values(disks).filter(({ service }) => service === "ecd")).toMatchObject([
      { type: "system", instanceIds: ["ecd-sim0001"] },
      { type: "data", instanceIds: ["ecd-sim0001"] },
    ]);
    expect(snapshots).toEqual({});
  });

  test("content: is written only as a running machine could, or to a detached disk", async () => {
    const write = (id = "d-sim0002") => raw("PUT", `disks/${id}/content`, "new");
    expect(await write()).toEqual([200, { diskId: "d-sim0002", content: "new" }]);
    await sim.control.patch("instances", "i-sim0001", { status: "Stopped" });
    expect(await write()).toEqual([
      409,
      { error: "no running machine can write to disk d-sim0002: i-sim0001 is Stopped" },
    ]);
    await sim.control.patch("disks", "d-sim0002", { instanceIds: [] });
    expect((await write())[0]).toBe(200);
    expect((await write("d-none"))[0]).toBe(404);
  });

  test("content: nothing can be written during a reset, also when the disk is detached", async () => {
    const SnapshotId = await completeSnapshot(sim, "d-sim0002");
    await sim.control.patch("disks", "d-sim0002", { instanceIds: [] });
    await sim.ecs("ResetDisk", { DiskId: "d-sim0002", SnapshotId });
    await expect(sim.control.writeContent("d-sim0002", "x")).rejects.toThrow(
      /409 disk d-sim0002 is being reset/,
    );
  });

  test("add: a hundred disks with only their ids; the same id twice is refused", async () => {
    for (let index = 0; index < 100; index++) await sim.control.add("disks", { diskId: `d-new${index}` });
    expect(Object.keys((await sim.control.world()).disks)).toHaveLength(109);
    await expect(sim.control.add("disks", { diskId: "d-new1" })).rejects.toThrow(/has d-new1 already/);
  });

  test("add: instances and snapshots too, in the state that is asked for", async () => {
    await sim.control.add("instances", { instanceId: "i-new", status: "Stopped" });
    await sim.control.add("snapshots", {
      snapshotId: "s-new",
      sourceDiskId: "d-sim0002",
      status: "progressing",
    });
    expect((await sim.control.instance("i-new")).status).toBe("Stopped");
    expect((await sim.control.snapshot("s-new")).status).toBe("progressing");
  });

  test("patch: null takes a field away; a removed thing is gone", async () => {
    await sim.control.patch("disks", "d-sim0002", { heldStatus: "Detaching" });
    expect((await sim.control.disk("d-sim0002")).status).toBe("Detaching");
    await sim.control.patch("disks", "d-sim0002", { heldStatus: null });
    expect((await sim.control.disk("d-sim0002")).status).toBe("In_use");
    await sim.control.remove("disks", "d-sim0002");
    await expect(sim.control.disk("d-sim0002")).rejects.toThrow(/no d-sim0002/);
  });
});

describe("control API: clock, settings, calls, reset", () => {
  test("clock: advances, and its speed can be changed", async () => {
    const { now } = await sim.control.world();
    await sim.control.advance("10m");
    const later = await sim.control.world();
    expect(Date.parse(later.now) - Date.parse(now)).toBe(600_000);
    await sim.control.speed(60);
    expect((await sim.control.world()).speed).toBe(60);
  });

  test("settings: a change keeps the rest", async () => {
    await sim.control.settings({ durations: { reset: "1m" }, resetShowsReIniting: false });
    const { settings } = await sim.control.world();
    expect(settings).toMatchObject({
      resetShowsReIniting: false,
      durations: { reset: "60000ms", stop: "2000ms" },
    });
  });

  test("calls: are listed with their parameters and outcome, and without any credential", async () => {
    const { securityToken, ...keys } = await sim.control.issueCredentials();
    const token = { ...keys, common: { SecurityToken: securityToken } };
    await sim.ecs("CreateSnapshot", { DiskId: "d-sim0002", ClientToken: "t" }, token);
    await sim.ecs("ResetDisk", { DiskId: "d-none", SnapshotId: "s-1" });
    await sim.ecs("DescribeRegions", {}, { accessKeySecret: "wrong" });
    const calls = await sim.control.calls();
    expect(calls).toMatchObject([
      {
        service: "ecs",
        action: "CreateSnapshot",
        method: "POST",
        parameters: { DiskId: "d-sim0002", ClientToken: "t" },
        outcome: "ok",
        status: 200,
        acted: true,
      },
      { action: "ResetDisk", outcome: "error", status: 404, code: "InvalidDiskId.NotFound", acted: false },
      {
        action: "DescribeRegions",
        outcome: "error",
        status: 400,
        code: "SignatureDoesNotMatch",
        acted: false,
      },
    ]);
    for (const secret of [
      securityToken,
      keys.accessKeySecret,
      "simulator-secret",
      'Signature"',
      "AccessKeyId",
    ]) {
      expect(JSON.stringify([calls, await sim.control.world()])).not.toContain(secret);
    }
    await sim.control.clearCalls();
    expect(await sim.control.calls()).toEqual([]);
  });

  test("reset: brings back the known world, the settings and the time, and takes faults and calls away", async () => {
    const before = await sim.control.world();
    await sim.ecs("CreateSnapshot", { DiskId: "d-sim0002", ClientToken: "t" });
    await sim.control.addFault({ effect: "throttle" });
    await sim.control.settings({ resetShowsReIniting: false });
    await sim.control.speed(5);
    await sim.control.advance("10d");
    await sim.control.reset();
    const after = await sim.control.world();
    expect(Math.abs(Date.parse(after.now) - Date.parse(before.now))).toBeLessThan(60_000);
    expect(after).toMatchObject({ speed: 0, snapshots: {} });
    expect(after.settings).toMatchObject({ resetShowsReIniting: true, durations: { reset: "3000ms" } });
    expect([await sim.control.calls(), await sim.control.faults()]).toEqual([[], []]);
    const again = await sim.ecs("CreateSnapshot", { DiskId: "d-sim0001", ClientToken: "t" });
    expect(again.status).toBe(200);
  });

  test("health: says that it is there", async () => {
    expect(await raw("GET", "health")).toEqual([200, { status: "ok", now: expect.any(String) }]);
  });
});

describe("control API: what it refuses", () => {
  test.each([
    ["POST", "faults", "", /not JSON: \(empty\)/],
    ["POST", "faults", '{"effect":"explode"}', /at effect/],
    ["POST", "faults", '{"effect":"error"}', /needs the code/],
    ["POST", "faults", '{"effect":"hold","actoin":"x"}', /actoin/],
    ["POST", "clock", "{}", /give \{"advance":"10m"\}/],
    ["POST", "clock", '{"advance":"-1s"}', /a duration looks like/],
    ["POST", "clock", '{"speed":-1}', /speed/],
    ["PUT", "settings", '{"durations":{"reset":"soon"}}', /durations.reset/],
    ["PUT", "settings", '{"nonsense":1}', /nonsense/],
    ["PATCH", "world/disks/d-sim0002", '{"size":"big"}', /size/],
    ["PATCH", "world/disks/d-sim0002", '{"colour":"red"}', /colour/],
    ["PATCH", "world/disks/d-sim0002", '{"status":"Available"}', /use heldStatus/],
    ["PATCH", "world/instances/i-sim0001", '{"status":"Flying"}', /Running, Stopped/],
    ["PATCH", "world/disks/d-sim0002", "[]", /expected record/],
    ["PATCH", "world/cats/d-sim0002", "{}", /no kind cats/],
    ["POST", "world/disks", "{}", /diskId/],
  ])("%s %s %s: is a 400 that says why", async (method, path, body, reason) => {
    const before = await sim.control.world();
    const [status, answer] = await raw(method, path, body);
    expect([status, answer.error]).toEqual([400, expect.stringMatching(reason)]);
    expect(await sim.control.world()).toEqual(before);
  });

  test.each([
    ["GET", "nothing"],
    ["PATCH", "world/disks/d-none"],
    ["DELETE", "faults/fault-9"],
    ["POST", "faults/fault-9/release"],
  ])("%s %s: is a 404", async (method, path) => {
    expect((await raw(method, path, method === "GET" ? undefined : "{}"))[0]).toBe(404);
  });
});
