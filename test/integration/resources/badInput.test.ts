import { describe, expect, test } from "vitest";
import { changes, completeSnapshot, failureOf, world } from "./fixture";
import type { DeclaredResource } from "./stack";
import { damaged, seenOf, subjects, type Subject } from "./subjects";

const cloud = world();

/** Preview and `up` fail alike, in words, and nothing was changed for it. */
async function refusalOf(resource: DeclaredResource, inputs: Record<string, unknown>): Promise<string> {
  const before = resource.state;
  await cloud.control.clearCalls();
  const { message } = await failureOf(resource.preview(inputs));
  await failureOf(resource.up(inputs));
  expect(await changes(cloud)).toEqual([]);
  expect(resource.state).toEqual(before);
  return message;
}

describe.each(subjects)("bad input of a DiskRollback ($service)", (subject) => {
  const { service, hostId } = subject;
  const other: Record<string, string> = { ecs: "d-sim0001", swas: "d-simswas02", ecd: "d-simecd01" };

  /** A disk in a good state, and what is wrong with the rest of it. */
  async function refused(
    wrong: (snapshotId: string) => Record<string, unknown> | Promise<Record<string, unknown>>,
  ): Promise<string> {
    const { inputs, snapshotId } = await damaged(cloud, subject);
    const words = await refusalOf(cloud.rollback("bad"), { ...inputs, ...(await wrong(snapshotId)) });
    expect(await seenOf(cloud, subject)).toEqual({ content: "after", resets: 0, power: "Running" });
    return words;
  }

  test("a snapshot of another disk: names both", async () => {
    const words = await refused(async () => {
      if (service === "swas") await secondServer();
      const foreign = await completeSnapshot(cloud, {}, other[service]);
      return { snapshotId: foreign };
    });
    expect(words).toMatch(
      /^snapshotId: snapshot s-test\d+ is of disk \S+, not of \S+: a disk can only go back/m,
    );
  });

  test("an incomplete snapshot: says how far it is", async () => {
    const words = await refused(async (snapshotId) => {
      await cloud.control.patch("snapshots", snapshotId, { status: "progressing" });
      return {};
    });
    expect(words).toMatch(/snapshot s-test\d+ .*\(\d+ %\): wait for it/);
  });

  test("a failed snapshot: is to be replaced by another one", async () => {
    const words = await refused(async (snapshotId) => {
      await cloud.control.patch("snapshots", snapshotId, { status: "failed" });
      return {};
    });
    expect(words).toMatch(
      /^snapshotId: snapshot s-test\d+ has failed and holds no usable data: choose another/m,
    );
  });

  test("a snapshot that is none: says where it was looked for", async () => {
    expect(await refused(() => ({ snapshotId: "s-none" }))).toMatch(
      new RegExp(`^snapshotId: there is no snapshot s-none \\(${service}, cn-hangzhou\\)`, "m"),
    );
  });

  test("a disk that is none: names id and region", async () => {
    const nowhere = service === "ecd" ? { desktopId: "ecd-none" } : { diskId: "d-none" };
    expect(await refused(() => nowhere)).toMatch(
      new RegExp(
        `there is no disk \\S*-none\\S* \\(${service}, cn-hangzhou\\): correct the id or the region`,
      ),
    );
  });

  test("a host that has expired: says to pay", async () => {
    const expired =
      service === "swas" ? { businessStatus: "Expired" } : { expiredAt: "2020-01-01T00:00:00Z" };
    const words = await refused(async () => {
      await cloud.control.patch("instances", hostId, expired);
      return {};
    });
    expect(words).toMatch(new RegExp(`${subject.hostWord} ${hostId} is (locked or unpaid|Expired)`));
  });

  test.each(["cn_hangzhou", "", "Beijing!"])(
    "the region %j: is none, and nobody is asked",
    async (regionId) => {
      expect(await refused(() => ({ regionId }))).toMatch(
        /^regionId: must be a region id such as "cn-hangzhou"/m,
      );
      expect(await cloud.control.calls()).toEqual([]);
    },
  );

  test("a region of the right form that is none: is told with the next step", async () => {
    expect(await refused(() => ({ regionId: "cn-nowhere" }))).toMatch(
      /InvalidRegion(Id)?\.NotFound|there is no (disk|snapshot)/,
    );
  });
});

/** A second simple application server with a disk. */
async function secondServer(): Promise<void> {
  const [first] = Object.values((await cloud.control.world()).instances).filter(
    ({ service }) => service === "swas",
  );
  await cloud.control.add("instances", {
    instanceId: "sim00000000000000000000000000swas2",
    service: "swas",
    createdAt: first?.createdAt,
    changedAt: first?.createdAt,
    settlesAt: first?.createdAt,
  });
  await cloud.control.add("disks", {
    diskId: "d-simswas02",
    service: "swas",
    type: "system",
    instanceIds: ["sim00000000000000000000000000swas2"],
    createdAt: first?.createdAt,
  });
}

describe("bad input of a DiskRollback of several disks (ecs)", () => {
  const one = (number: number) => ({ diskId: `d-sim${number}`, snapshotId: `s-sim${number}` });

  test("11 disks: says how many there may be, and on which page that stands", async () => {
    const disks = Array.from({ length: 11 }, (_, number) => one(number));
    expect(await refusalOf(cloud.rollback(), { disks })).toMatch(
      /^disks must hold at most 10 disks, not 11 \(page ECS ResetDisks\)/,
    );
    expect(await cloud.control.calls()).toEqual([]);
  });

  test("the same disk twice: names it", async () => {
    expect(await refusalOf(cloud.rollback(), { disks: [one(1), one(2), one(1)] })).toMatch(/disks.*d-sim1/);
    expect(await cloud.control.calls()).toEqual([]);
  });

  test("11 disks, one of them twice: both are told at once", async () => {
    const disks = [...Array.from({ length: 10 }, (_, number) => one(number)), one(1)];
    const words = await refusalOf(cloud.rollback(), { disks });
    expect(words).toMatch(/at most 10 disks/);
    expect(words).toMatch(/d-sim1/);
  });
});

describe("bad input of a DiskRollback that only ecs knows of", () => {
  const [ecs] = subjects as readonly [Subject, ...Subject[]];
  test.each<[string, "disks" | "snapshots", Record<string, unknown>, RegExp]>([
    [
      "an encrypted snapshot on a plain disk",
      "snapshots",
      { encrypted: true },
      /^snapshotId: snapshot s-test\d+ is encrypted and disk d-sim0002 is not encrypted: they must match/m,
    ],
    [
      "a plain snapshot on an encrypted disk",
      "disks",
      { encrypted: true },
      /^snapshotId: snapshot s-test\d+ is not encrypted and disk d-sim0002 is encrypted: they must match/m,
    ],
    [
      "a multi-attach disk",
      "disks",
      { multiAttach: true },
      /^diskId: disk d-sim0002 is a multi-attach disk, which cannot be rolled back/m,
    ],
    [
      "a local disk",
      "disks",
      { category: "local_ssd_pro" },
      /^diskId: disk d-sim0002 is of category local_ssd_pro, which has no snapshots/m,
    ],
  ])("%s: is told", async (_case, kind, fields, words) => {
    const { inputs, snapshotId } = await damaged(cloud, ecs);
    await cloud.control.patch(kind, kind === "disks" ? ecs.diskId : snapshotId, fields);
    expect(await refusalOf(cloud.rollback("bad"), inputs)).toMatch(words);
    expect(await seenOf(cloud, ecs)).toEqual({ content: "after", resets: 0, power: "Running" });
  });
});

describe.each(subjects)("bad input of a DiskSnapshot ($service)", ({ target }) => {
  test('a name that begins with "auto": is told with the rule and its page, and nobody is asked', async () => {
    expect(await refusalOf(cloud.snapshot(), { ...target, snapshotName: "auto-nightly" })).toMatch(
      /^snapshotName must be .*\(but not with "auto".*\(page \w+ CreateSnapshot\)/m,
    );
    expect(await cloud.control.calls()).toEqual([]);
  });

  test("a region that is none: is told, and nobody is asked", async () => {
    expect(await refusalOf(cloud.snapshot(), { ...target, regionId: "cn_hangzhou" })).toMatch(/^regionId: /m);
    expect(await cloud.control.calls()).toEqual([]);
  });

  test("a disk that is none: is told on what names it, with the region, and nothing is recorded", async () => {
    const nowhere = "desktopId" in target ? { desktopId: "ecd-none" } : { diskId: "d-none" };
    const point = cloud.snapshot();
    const error = await failureOf(point.up({ ...target, ...nowhere }));
    expect(error.message).toMatch(
      /^(diskId|desktopId): there is no \w+ \S*-none .*correct the id or the region/,
    );
    expect(point.state).toBeUndefined();
    expect((await cloud.control.world()).snapshots).toEqual({});
  });
});
