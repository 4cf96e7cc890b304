import { beforeEach, describe, expect, test } from "vitest";
import { completeSnapshot, contentOf, diskId, failureOf, resetsOf, stopHost, world, write } from "./fixture";

const cloud = world();
const moment = () => new Date(cloud.clock.now()).toISOString();
const taken: { snapshotId: string; after: string }[] = [];

/** Three snapshots, of "one", "two" and "three", and a moment after each; now the disk holds "now". */
beforeEach(async () => {
  taken.length = 0;
  for (const content of ["one", "two", "three"]) {
    await write(cloud, content);
    const snapshotId = await completeSnapshot(cloud, { snapshotName: `nightly-${content}` });
    taken.push({ snapshotId, after: moment() });
    await cloud.clock.advance(60_000);
  }
  await write(cloud, "now");
  await stopHost(cloud);
});

describe("restoreTo", () => {
  test("before: the newest complete snapshot before that moment", async () => {
    const lever = cloud.rollback();
    const inputs = { diskId, restoreTo: { before: taken[1]!.after } };
    expect((await lever.preview(inputs)).words).toContain(`to snapshot ${taken[1]!.snapshotId}`);
    await lever.up(inputs);
    expect(await contentOf(cloud)).toBe("two");
    expect(lever.state?.outputs).toMatchObject({
      phase: "done",
      lastRollback: { snapshotId: taken[1]!.snapshotId },
    });
    expect(await lever.up(inputs)).toBe("same");
  });

  test("namePrefix: only those whose names begin so", async () => {
    const lever = cloud.rollback();
    await lever.up({ diskId, restoreTo: { before: moment(), namePrefix: "nightly-o" } });
    expect(await contentOf(cloud)).toBe("one");
  });

  test("incomplete and failed ones: are passed over", async () => {
    await cloud.control.patch("snapshots", taken[2]!.snapshotId, { status: "failed" });
    const lever = cloud.rollback();
    await lever.up({ diskId, restoreTo: { before: moment() } });
    expect(await contentOf(cloud)).toBe("two");
  });

  test("it never floats: what was found is kept, also when a newer one comes", async () => {
    const lever = cloud.rollback();
    const inputs = { diskId, restoreTo: { before: "2099-01-01T00:00:00Z" } };
    await lever.up(inputs);
    expect(await contentOf(cloud)).toBe("three");
    await write(cloud, "later");
    await completeSnapshot(cloud);
    expect(await lever.up(inputs)).toBe("same");
    await lever.refresh();
    expect(await lever.up(inputs)).toBe("same");
    expect(await resetsOf(cloud)).toBe(1);
  });

  test("cut short: the retry goes on with the same snapshot", async () => {
    const lever = cloud.rollback();
    const inputs = { diskId, restoreTo: { before: "2099-01-01T00:00:00Z" } };
    cloud.beforeSubmit = () =>
      cloud.control.addFault({ action: "ResetDisk", effect: "error", code: "OperationDenied", once: true });
    await failureOf(lever.up(inputs));
    await completeSnapshot(cloud);
    await lever.up(inputs);
    expect(await contentOf(cloud)).toBe("three");
    expect(await resetsOf(cloud)).toBe(1);
  });

  test("none before that moment: is told in preview", async () => {
    const error = await failureOf(
      cloud.rollback().preview({ diskId, restoreTo: { before: "2020-01-01T00:00:00Z" } }),
    );
    expect(error.message).toMatch(
      /^restoreTo: disk d-sim0002 has no complete snapshot taken before 2020-01-01T00:00:00Z/,
    );
  });

  test("beside snapshotId: is refused", async () => {
    const inputs = { diskId, snapshotId: taken[0]!.snapshotId, restoreTo: { before: moment() } };
    expect((await failureOf(cloud.rollback().preview(inputs))).message).toMatch(
      /^restoreTo: cannot stand beside snapshotId/,
    );
  });

  test("another moment: is another rollback", async () => {
    const lever = cloud.rollback();
    await lever.up({ diskId, restoreTo: { before: taken[0]!.after } });
    await lever.up({ diskId, restoreTo: { before: taken[1]!.after } });
    expect(await contentOf(cloud)).toBe("two");
    expect(await resetsOf(cloud)).toBe(2);
  });
});
