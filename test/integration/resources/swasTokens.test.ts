import { describe, expect, test } from "vitest";
import { failureOf, world } from "./fixture";
import { damaged, subjects, type Subject } from "./subjects";

const cloud = world();
const inputs = { service: "swas", diskId: "d-simswas01" };
const sentResets = async () =>
  (await cloud.control.calls()).flatMap(({ action, parameters }) =>
    action === "ResetDisk" ? [parameters["ClientToken"]] : [],
  );
const writes = async () =>
  (await cloud.control.calls()).filter(({ action }) => !/^(Describe|List)/.test(action));

describe("the writes of a DiskSnapshot of a simple application server", () => {
  test("each has a ClientToken of its own", async () => {
    const point = cloud.snapshot();
    await point.up({ ...inputs, description: "one", tags: { a: "1", b: "2" } });
    await point.up({ ...inputs, description: "two", tags: { a: "2" } });
    await point.destroy();
    const calls = await writes();
    expect(calls.map(({ action }) => action)).toEqual([
      "CreateSnapshot",
      ...["UpdateSnapshotAttribute", "UpdateSnapshotAttribute", "UntagResources", "TagResources"],
      "DeleteSnapshot",
    ]);
    const tokens = calls.map(({ parameters }) => parameters["ClientToken"]);
    for (const token of tokens) expect(token).toMatch(/^[ -~]{1,64}$/);
    expect(new Set(tokens).size).toBe(tokens.length);
  });

  test("an answer is lost: is sent again with the same token", async () => {
    const point = cloud.snapshot();
    await point.up({ ...inputs, tags: { a: "1" } });
    await cloud.control.clearCalls();
    await cloud.control.addFault({ action: "TagResources", effect: "drop-after", once: true });
    await point.up({ ...inputs, tags: { a: "2" } });
    const tokens = (await writes()).map(({ parameters }) => parameters["ClientToken"]);
    expect(tokens).toHaveLength(2);
    expect(new Set(tokens).size).toBe(1);
  });

  test("a run is killed after the cloud has acted: the next one sends the same token", async () => {
    const point = cloud.snapshot();
    await point.up({ ...inputs, description: "one", tags: { a: "1" } });
    const before = point.state;
    await cloud.control.clearCalls();
    await point.up({ ...inputs, description: "two", tags: { b: "2" } });
    await cloud.clock.advance(60_000);
    point.state = before;
    await point.up({ ...inputs, description: "two", tags: { b: "2" } });
    const tokens = (await writes()).map(({ parameters }) => parameters["ClientToken"]);
    expect(tokens).toHaveLength(6);
    expect(tokens.slice(3)).toEqual(tokens.slice(0, 3));
    expect(new Set(tokens).size).toBe(3);
  });

  test("to and fro: each change is carried out, not answered with an earlier one", async () => {
    const point = cloud.snapshot();
    for (const description of ["one", "two", "one", "two"]) {
      await point.up({ ...inputs, description });
      await point.refresh();
      const snapshot = await cloud.control.snapshot(String(point.state?.outputs["snapshotId"]));
      expect(snapshot.remark).toBe(description);
    }
  });
});

const swas = subjects.find(({ service }) => service === "swas") as Subject;

describe("the notes of a DiskRollback of a simple application server", () => {
  test("stopped, given back, stopped again: each is carried out, each with a token of its own", async () => {
    const { lever, snapshotId, inputs: asked } = await damaged(cloud, swas);
    const declared = { ...asked, safetySnapshot: false };
    for (let attempt = 0; attempt < 2; attempt++) {
      const refused = { action: "ResetDisk", effect: "error", code: "OperationDenied", once: true } as const;
      await cloud.control.addFault(refused);
      await expect(lever.up(declared)).rejects.toThrow("Nothing was rolled back");
    }
    await lever.up(declared);
    const notes = (await writes()).filter(({ action }) => action === "TagResources");
    const tokens = notes.map(({ parameters }) => parameters["ClientToken"]);
    expect(notes.length).toBeGreaterThanOrEqual(8);
    expect(new Set(tokens).size).toBe(tokens.length);
    const { tags } = await cloud.control.snapshot(snapshotId);
    expect(Object.values(tags).join()).toMatch(/^1\|released\|/);
  });
});

test("a rollback that is sent again by a resource of another name: bears the token of the first request", async () => {
  const swas = subjects.find(({ service }) => service === "swas") as Subject;
  const { lever, inputs: armed } = await damaged(cloud, swas);
  const lost = { service: "swas", action: "ResetDisk", effect: "drop-before" } as const;
  cloud.beforeSubmit = () => cloud.control.addFault(lost);
  await failureOf(lever.up({ ...armed, timeouts: { rollback: "2m" } }));
  await cloud.control.clearFaults();
  await cloud.clock.advance(3_600_000);
  const sent = await sentResets();
  expect(sent[0]).toMatch(/^restore-/);
  await cloud.rollback("renamed").up(armed);
  expect((await sentResets()).slice(sent.length)).toEqual([sent[0]]);
});
