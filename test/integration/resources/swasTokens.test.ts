import { describe, expect, test } from "vitest";
import { world } from "./fixture";

const cloud = world();
const inputs = { service: "swas", diskId: "d-simswas01" };
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

  test("to and fro: the last change is carried out, not answered with an earlier one", async () => {
    const point = cloud.snapshot();
    for (const description of ["one", "two", "one", "two"]) {
      await point.up({ ...inputs, description });
      await cloud.clock.advance(1_000);
    }
    const snapshot = await cloud.control.snapshot(String(point.state?.outputs["snapshotId"]));
    expect(snapshot.remark).toBe("two");
  });
});
