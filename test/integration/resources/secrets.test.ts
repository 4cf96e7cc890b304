import { describe, expect, test } from "vitest";
import { damagedDisk, diskId, failureOf, stopHost, world } from "./fixture";
import type { DeclaredResource } from "./stack";

const keys = {
  accessKeyId: "LTAI5tNeverToBeShown01",
  accessKeySecret: "never/to+be=shown-secret",
};
const cloud = world(keys);
/** Whatever a user may see or keep of a resource. */
const shown = ({ lines, state }: DeclaredResource, errors: readonly Error[] = []) =>
  JSON.stringify([lines, state, errors.map((error) => [error.message, error.stack, JSON.stringify(error)])]);
const spellings = Object.values(keys).flatMap((key) => [
  key,
  encodeURIComponent(key),
  encodeURIComponent(encodeURIComponent(key)),
]);

function expectNoKeys(text: string): void {
  for (const spelling of spellings) expect(text).not.toContain(spelling);
  expect(text).not.toMatch(/Signature=|SignatureNonce/);
}

describe("credentials", () => {
  test("lives of both resources: show none of them", async () => {
    const point = cloud.snapshot();
    await point.up({ diskId, triggers: 1 });
    await point.up({ diskId, triggers: 2, description: "second" });
    await point.refresh();
    expectNoKeys(shown(point));
    const snapshotId = await damagedDisk(cloud);
    const lever = cloud.rollback();
    await lever.preview({ diskId, snapshotId });
    await lever.up({ diskId, snapshotId });
    expectNoKeys(shown(lever));
  });

  test.each<[string, Parameters<typeof cloud.control.addFault>[0]]>([
    ["a denial", { effect: "error", code: "Forbidden.RAM" }],
    ["a fault of the cloud", { effect: "error", code: "InternalError" }],
    ["a cut connection", { effect: "drop-before" }],
    ["a gateway's page", { effect: "html" }],
    ["half an answer", { effect: "truncate" }],
    ["throttling", { effect: "throttle" }],
    [
      "an error that repeats what was signed",
      {
        effect: "error",
        code: "SignatureDoesNotMatch",
        message: `The string to sign is: POST&%2F&AccessKeyId%3D${keys.accessKeyId}`,
      },
    ],
    [
      "an error that repeats the key",
      {
        effect: "error",
        code: "Odd",
        message: `no such key ${keys.accessKeyId}, secret ${keys.accessKeySecret}`,
      },
    ],
  ])("%s, in every method: shows none of them", async (_case, fault) => {
    const snapshotId = await damagedDisk(cloud);
    await stopHost(cloud);
    const point = cloud.snapshot();
    const lever = cloud.rollback();
    await point.up({ diskId, triggers: 1 });
    await cloud.control.addFault(fault);
    const tries = [
      () => point.up({ diskId, triggers: 2, timeouts: { create: "1m" } }),
      () => point.refresh(),
      () => point.destroy(),
      () => lever.preview({ diskId, snapshotId }),
      () => lever.up({ diskId, snapshotId }),
    ];
    const errors: Error[] = [];
    for (const attempt of tries) await attempt().catch((error: unknown) => errors.push(error as Error));
    expect(errors.length).toBeGreaterThan(1);
    expectNoKeys(shown(point, errors));
    expectNoKeys(shown(lever, errors));
  });

  test("wrong ones: the error says where to look, and shows none of them", async () => {
    cloud.environment["ALIBABA_CLOUD_ACCESS_KEY_SECRET"] = `${keys.accessKeySecret}-wrong`;
    const point = cloud.snapshot();
    const error = await failureOf(point.up({ diskId }));
    expect(error.message).toMatch(/SignatureDoesNotMatch.*--run-program/);
    expectNoKeys(shown(point, [error]));
  });
});

describe("inputs that may be secrets", () => {
  const secret = "hunter2-hunter2";

  test("description, tags and triggers: stand in no line, no error and no output of another name", async () => {
    const point = cloud.snapshot();
    const inputs = { diskId, description: secret, tags: { team: secret }, triggers: [secret] };
    await point.up(inputs);
    await cloud.control.addFault({
      action: "CreateSnapshot",
      effect: "error",
      code: "InvalidDescription.Malformed",
    });
    const error = await failureOf(point.up({ ...inputs, triggers: [secret, 2] }));
    const { description, tags, triggers, ...derived } = point.state!.outputs;
    expect([description, tags, triggers]).toEqual([secret, { team: secret }, [secret]]);
    expect(JSON.stringify([derived, point.lines, error.message])).not.toContain(secret);
  });

  test("triggers of a rollback: stand in its own output only", async () => {
    const snapshotId = await damagedDisk(cloud);
    const lever = cloud.rollback();
    await lever.up({ diskId, snapshotId, triggers: secret });
    const { triggers, ...derived } = lever.state!.outputs;
    expect(triggers).toBe(secret);
    expect(JSON.stringify([derived, lever.lines])).not.toContain(secret);
    const undo = await cloud.control.snapshot(String(lever.state?.outputs["undoSnapshotId"]));
    expect(JSON.stringify(undo)).not.toContain(secret);
  });
});
