import { describe, expect, test } from "vitest";
import { unknownValue } from "../../../provider/lifecycle/unknown";
import { callCounts, changes, diskId, failureOf, instanceId, world } from "./fixture";
import { CheckFailed, type DeclaredResource } from "./stack";
import { subjects } from "./subjects";

/** A preview of a DiskSnapshot looks at its disk, and changes nothing. */
const cloud = world();
type Inputs = Readonly<Record<string, unknown>>;

/** The properties that a preview of a new resource names. */
async function refused(inputs: Inputs): Promise<string[]> {
  const error = await failureOf(cloud.snapshot().preview(inputs));
  expect(error).toBeInstanceOf(CheckFailed);
  expect(await changes(cloud)).toEqual([]);
  return (error as CheckFailed).failures.map(({ property }) => property);
}

describe.each(subjects)("preview of a new DiskSnapshot, $service", (subject) => {
  const { target, service } = subject;
  const isDesktop = service === "ecd";

  test("a disk that can be snapshotted: says nothing", async () => {
    const { operation, words } = await cloud.snapshot().preview(target);
    expect([operation, words]).toEqual(["create", ""]);
    expect(await changes(cloud)).toEqual([]);
  });

  test("a disk that is none: fails, on what names it", async () => {
    const none = isDesktop ? { desktopId: "ecd-none" } : { diskId: "d-none" };
    expect(await refused({ ...target, ...none })).toEqual(Object.keys(none));
  });

  test("a disk with which something else is under way: fails", async () => {
    await cloud.control.patch("disks", subject.diskId, { heldStatus: "Transferring" });
    const failed = await cloud
      .snapshot()
      .preview(target)
      .catch((error: unknown) => error);
    // A desktop's disks have no status of their own.
    if (isDesktop) expect(failed).toMatchObject({ operation: "create" });
    else expect(failed).toBeInstanceOf(CheckFailed);
  });

  test("the cloud does not answer, or may not be read: leaves it unchecked", async () => {
    for (const fault of [{ effect: "drop-before" }, { effect: "error", code: "Forbidden.RAM" }] as const) {
      const { id } = await cloud.control.addFault(fault);
      const { operation, words } = await cloud.snapshot().preview(target);
      expect(operation).toBe("create");
      expect(words).toMatch(/^Plan unchecked for a snapshot of /);
      await cloud.control.removeFault(id);
    }
  });

  test("wrong credentials: fails, with what is true first", async () => {
    cloud.environment["ALIBABA_CLOUD_ACCESS_KEY_SECRET"] = "wrong";
    const { message } = await failureOf(cloud.snapshot().preview(target));
    expect(message).toMatch(/^Cannot plan a snapshot of .* Nothing was changed\.\n.*SignatureDoesNotMatch/);
  });

  test("its disk is not known yet: asks nobody", async () => {
    const name = isDesktop ? "desktopId" : "diskId";
    await cloud.control.clearCalls();
    expect((await cloud.snapshot().preview({ ...target, [name]: unknownValue })).words).toBe("");
    expect(await cloud.control.calls()).toEqual([]);
  });

  test("only its triggers are not known yet: the disk is looked at", async () => {
    const none = isDesktop ? { desktopId: "ecd-none" } : { diskId: "d-none" };
    expect(await refused({ ...target, ...none, triggers: [unknownValue] })).toEqual(Object.keys(none));
  });

  test("new triggers, the disk gone: fails; the same triggers: asks nobody", async () => {
    const point = cloud.snapshot();
    await point.up({ ...target, triggers: 1 });
    await cloud.control.remove("disks", subject.diskId);
    await cloud.control.clearCalls();
    expect((await point.preview({ ...target, triggers: 1 })).operation).toBe("same");
    expect(await cloud.control.calls()).toEqual([]);
    const { message } = await failureOf(point.preview({ ...target, triggers: 2 }));
    expect(message).toMatch(/^Cannot take the next snapshot now\. Nothing was changed\.\n {2}\w+: /);
    expect(await changes(cloud)).toEqual([]);
  });
});

test("ecd, a desktop without such a disk: fails on sourceDiskType", async () => {
  await cloud.control.patch("disks", "d-simecd02", { instanceIds: [] });
  const inputs = { service: "ecd", desktopId: "ecd-sim0001", sourceDiskType: "data" };
  expect(await refused(inputs)).toEqual(["sourceDiskType"]);
});

test("ecs, a category without snapshots: fails", async () => {
  await cloud.control.patch("disks", diskId, { category: "local_ssd_pro" });
  expect(await refused({ diskId })).toEqual(["diskId"]);
});

describe("preview of a group", () => {
  test("of an instance that is none: fails on instanceId", async () => {
    expect(await refused({ instanceId: "i-none" })).toEqual(["instanceId"]);
  });

  test("of disks of which some are none, or of no ESSD: each is named", async () => {
    await cloud.control.patch("disks", diskId, { category: "cloud_efficiency" });
    const error = await failureOf(cloud.snapshot().preview({ diskIds: [diskId, "d-none1", "d-none2"] }));
    for (const id of [diskId, "d-none1", "d-none2"]) expect(error.message).toContain(id);
  });

  test("of an instance, a multi-attach disk among its disks: fails, and not where it is excluded", async () => {
    await cloud.control.patch("disks", diskId, { multiAttach: true });
    expect(await refused({ instanceId })).toEqual(["instanceId"]);
    const excluded = { instanceId, excludeDiskIds: [diskId] };
    expect((await cloud.snapshot().preview(excluded)).operation).toBe("create");
  });
});

describe("swas, the server's three snapshots", () => {
  const [, swas] = subjects;
  const { target, diskId: swasDisk } = swas!;
  const full = async (more: Inputs = {}) => {
    for (const n of [1, 2, 3])
      await cloud.control.add("snapshots", {
        ...{ snapshotId: `s-full${n}`, service: "swas", sourceDiskId: swasDisk, sourceDiskType: "system" },
        ...{ instanceId: swas!.hostId, ...more },
      });
  };

  test("are there: preview fails", async () => {
    await full();
    expect(await refused(target)).toEqual(["diskId"]);
  });

  test("one may be this very one, of a lost state: preview says nothing", async () => {
    await full({ snapshotName: "mine" });
    expect((await cloud.snapshot().preview({ ...target, snapshotName: "mine" })).words).toBe("");
  });
});

const group = { name: "a group", target: { instanceId } };

describe("the state of a DiskSnapshot is lost", () => {
  const isFoundAgain = (lines: readonly string[], id: unknown) =>
    lines.some((line) => line.includes(`${String(id)} was found again`));

  test.each([...subjects.map(({ service, target }) => ({ name: service, target })), group])(
    "$name: the next create says that it found the snapshot again; one that takes a new one does not",
    async ({ target }) => {
      const idOf = ({ state }: DeclaredResource) =>
        state?.outputs["snapshotId"] ?? state?.outputs["snapshotGroupId"];
      const first = cloud.snapshot();
      await first.up(target);
      await cloud.clock.advance(180_000);
      const second = cloud.snapshot();
      await second.up(target);
      expect(idOf(second)).toBe(idOf(first));
      expect(isFoundAgain(second.lines.info, idOf(first))).toBe(true);
      const other = cloud.snapshot("other");
      await other.up(target);
      expect(idOf(other)).not.toBe(idOf(first));
      for (const { lines } of [first, other]) expect(lines.info.join()).not.toContain("found again");
      for (const { lines } of [first, second, other]) expect(lines.warn.join()).not.toContain("A new ");
    },
  );

  // A desktop's snapshots are found by their name and mark, however old they are.
  test.each([...subjects.filter(({ service }) => service !== "ecd"), group])(
    "$service$name: the cloud has forgotten the request: the create says that it took a new one, and names the earlier one",
    async ({ target }) => {
      const idOf = ({ state }: DeclaredResource) =>
        String(state?.outputs["snapshotId"] ?? state?.outputs["snapshotGroupId"]);
      const first = cloud.snapshot();
      await first.up(target);
      await cloud.clock.advance(3 * 24 * 3_600_000);
      const second = cloud.snapshot();
      await second.up(target);
      expect(idOf(second)).not.toBe(idOf(first));
      expect(second.lines.warn).toEqual([
        expect.stringMatching(
          new RegExp(`^A new snapshot.* was taken: ${idOf(second)}\\. .*: ${idOf(first)} of `),
        ),
      ]);
    },
  );

  test.each([
    ["nobody may look for earlier ones", { effect: "error", code: "Forbidden.RAM" }],
    ["the answer is none", { effect: "html" }],
  ] as const)("%s: the snapshot is taken all the same, and stays in the state", async (_case, fault) => {
    await cloud.snapshot("first").up({ diskId: "d-sim0002" });
    const nth = (await callCounts(cloud))["DescribeSnapshots"] ?? 0;
    await cloud.clock.advance(60_000);
    // The last look of a create is the one for earlier snapshots.
    await cloud.control.addFault({ action: "DescribeSnapshots", nth, ...fault });
    const point = cloud.snapshot("second");
    await point.up({ diskId: "d-sim0002" });
    expect(point.state?.outputs).toMatchObject({ status: "accomplished" });
    expect((await cloud.control.faults()).map(({ hit }) => hit)).toEqual([1]);
  });
});
