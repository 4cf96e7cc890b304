import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import type { CloudRequest } from "../../../provider/client";
import { type Simulator, startSimulator } from "../../../simulator";
import { type Caller, callerOf, failureOf, requestOf } from "./calling";

const DISK = "d-sim0002";
const HOST = "i-sim0001";

let simulator: Simulator;
let caller: Caller;

beforeAll(async () => {
  simulator = await startSimulator({ speed: 0 });
});
afterAll(() => simulator.close());

beforeEach(() => {
  caller = callerOf(new URL(simulator.url).host, {
    "alicloud:accessKey": simulator.accessKeyId,
    "alicloud:secretKey": simulator.accessKeySecret,
    "alicloud:securityToken": "",
  });
});
afterEach(() => {
  caller.cloud.close();
  simulator.reset();
});

function createSnapshot(): CloudRequest<{ SnapshotId: string }> {
  return {
    ...requestOf("repeatable", { DiskId: DISK, SnapshotName: "before", ClientToken: "token-1" }),
    action: "CreateSnapshot",
    answer: z.object({ RequestId: z.string(), SnapshotId: z.string() }),
  };
}

async function completeSnapshot(): Promise<string> {
  const { SnapshotId } = await caller.cloud.call(createSnapshot());
  await simulator.control.advance("2h");
  await caller.cloud.call({ ...requestOf("once", { InstanceId: HOST }), action: "StopInstance" });
  await simulator.control.advance("1h");
  await simulator.control.clearCalls();
  return SnapshotId;
}

async function sends(action: string): Promise<number> {
  return (await simulator.control.calls()).filter((call) => call.action === action).length;
}

describe("a ResetDisk", () => {
  it("of a running host is refused by the cloud's code, and nothing was done", async () => {
    const { SnapshotId } = await caller.cloud.call(createSnapshot());
    await simulator.control.advance("2h");
    const request = requestOf("once", { DiskId: DISK, SnapshotId });
    expect(await failureOf(caller.cloud.call(request))).toMatchObject({
      code: "IncorrectInstanceStatus",
      kind: "wrongState",
      acted: "no",
      httpStatus: 403,
      attempts: 1,
    });
    expect((await simulator.control.disk(DISK)).resets).toBe(0);
  });

  it("as a dry run passes by an error, and nothing was done", async () => {
    const SnapshotId = await completeSnapshot();
    const request = requestOf("once", { DiskId: DISK, SnapshotId, DryRun: true });
    expect(await failureOf(caller.cloud.call(request))).toMatchObject({ kind: "dryRunPassed", acted: "no" });
    expect((await simulator.control.disk(DISK)).resets).toBe(0);
  });

  it.each([
    ["drop-after", "connection", 1],
    ["truncate", "badAnswer", 1],
    ["drop-before", "connection", 0],
    ["html", "badAnswer", 0],
  ] as const)(
    "%s: is sent once, its outcome unknown (%s), the disk changed %i times",
    async (effect, kind, resets) => {
      const SnapshotId = await completeSnapshot();
      await simulator.control.addFault({ service: "ecs", action: "ResetDisk", effect });
      const error = await failureOf(caller.cloud.call(requestOf("once", { DiskId: DISK, SnapshotId })));
      expect(error).toMatchObject({ kind, acted: "unknown", attempts: 1 });
      expect(await sends("ResetDisk")).toBe(1);
      expect((await simulator.control.disk(DISK)).resets).toBe(resets);
    },
  );

  it("that is throttled is sent until it is heard, and the disk changes once", async () => {
    const SnapshotId = await completeSnapshot();
    for (const nth of [1, 2])
      await simulator.control.addFault({ service: "ecs", action: "ResetDisk", effect: "throttle", nth });
    await caller.cloud.call(requestOf("once", { DiskId: DISK, SnapshotId }));
    expect(caller.clock.slept).toEqual([2000, 3500]);
    expect(await sends("ResetDisk")).toBe(3);
    expect((await simulator.control.disk(DISK)).resets).toBe(1);
  });
});

describe("a CreateSnapshot whose answer was lost", () => {
  it.each(["drop-after", "truncate"] as const)(
    "%s: is sent again with its token, and makes one snapshot",
    async (effect) => {
      const before = Object.keys((await simulator.control.world()).snapshots);
      await simulator.control.addFault({ service: "ecs", action: "CreateSnapshot", effect, nth: 1 });
      const { SnapshotId } = await caller.cloud.call(createSnapshot());
      const made = Object.keys((await simulator.control.world()).snapshots).filter(
        (id) => !before.includes(id),
      );
      expect(made).toEqual([SnapshotId]);
      expect(await sends("CreateSnapshot")).toBe(2);
    },
  );
});

describe("a wrong key", () => {
  it.each([
    ["alicloud:accessKey", "InvalidAccessKeyId.NotFound"],
    ["alicloud:secretKey", "SignatureDoesNotMatch"],
  ])("%s: is the cloud's %s, and shows neither key", async (key, code) => {
    const keys = {
      "alicloud:accessKey": simulator.accessKeyId,
      "alicloud:secretKey": simulator.accessKeySecret,
      "alicloud:securityToken": "",
      [key]: "some-wrong-key",
    };
    const { cloud } = callerOf(new URL(simulator.url).host, keys);
    const error = await failureOf(cloud.call({ ...requestOf("read", { RegionId: "cn-hangzhou" }) }));
    cloud.close();
    expect(error).toMatchObject({ code, kind: "credentials", acted: "no", attempts: 1 });
    expect(JSON.stringify(error) + error.stack).not.toMatch(/some-wrong-key|simulator-secret/);
  });
});
