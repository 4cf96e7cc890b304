import { beforeAll, describe, expect, test } from "vitest";
import type { Simulator } from "../../simulator";
import { createStack, doors, simulatorEnvironment, startSimulatedCloud, type Stack } from "./harness";
import { changingCalls } from "./seen/calls";

/** One resource, as the configuration declares it. */
const program = `
  const { Config } = require("@pulumi/pulumi");
  const { kind, inputs } = JSON.parse(new Config().require("resource"));
  new { DiskRollback, DiskSnapshot }[kind]("bad", inputs);
`;

let simulator: Simulator;
let stack: Stack;

/** What a preview of it says; it must fail, change nothing in the cloud, and leave nothing in the state. */
async function refusal(
  kind: "DiskSnapshot" | "DiskRollback",
  inputs: object,
  config: readonly string[] = [],
): Promise<string> {
  await simulator.control.clearCalls();
  const settings = [`resource=${JSON.stringify({ kind, inputs })}`, ...config];
  const preview = await stack.preview({ args: settings.flatMap((setting) => ["--config", setting]) });
  expect(preview.code, preview.text).not.toBe(0);
  expect(preview.text).not.toMatch(/\n\s+at |ZodError|\[object Object\]/);
  expect(await changingCalls(simulator)).toEqual([]);
  const { resources = [] } = (await stack.exportState()).deployment;
  expect(resources.filter(({ urn }) => urn.endsWith("::bad"))).toEqual([]);
  return preview.text;
}

describe.each(doors)("preview of bad input, $door", ({ program: programOf, key }) => {
  beforeAll(async () => {
    simulator = await startSimulatedCloud();
    stack = await createStack({ program: programOf(program), env: simulatorEnvironment(simulator) });
  });

  test("several disks of a running host: every obstacle at once, each on the property that mends it", async () => {
    const { control } = simulator;
    const disks = ["foreign", "incomplete", "encrypted", "multi"];
    for (const name of disks)
      await control.add("disks", {
        diskId: `d-${name}`,
        instanceIds: ["i-sim0001"],
        multiAttach: name === "multi",
      });
    for (const name of [...disks, "missing"])
      await control.add("snapshots", {
        snapshotId: `s-${name}`,
        sourceDiskId: name === "foreign" ? "d-another" : `d-${name}`,
        encrypted: name === "encrypted",
        ...(name === "incomplete" ? { status: "progressing" } : {}),
      });
    await control.patch("instances", "i-sim0001", {
      chargeType: "PrePaid",
      expiredAt: "2026-01-01T00:00:00Z",
    });
    const goals = [
      ...[...disks, "missing"].map((name) => ({ diskId: `d-${name}`, snapshotId: `s-${name}` })),
      { diskId: "d-sim0002", snapshotId: "s-deleted" },
    ];

    const text = await refusal("DiskRollback", { disks: goals });
    for (const words of [
      "snapshot s-foreign is of disk d-another, not of d-foreign",
      "snapshot s-incomplete is not complete yet",
      "snapshot s-encrypted is encrypted and disk d-encrypted is not encrypted",
      "disk d-multi is a multi-attach disk",
      "there is no disk d-missing (ecs, cn-hangzhou)",
      "there is no snapshot s-deleted (ecs, cn-hangzhou)",
      "instance i-sim0001 is locked or unpaid (financial)",
    ])
      expect(text).toContain(words);
    expect(text).toMatch(/property whenRunning .*instance i-sim0001 is Running and must be Stopped/);
  });

  test("11 disks, and one of them twice: the page's limit, and which one", async () => {
    const numbers = [...Array.from({ length: 10 }, (_, n) => n), 3];
    const disks = numbers.map((n) => ({ diskId: `d-${n}`, snapshotId: `s-${n}` }));
    const text = await refusal("DiskRollback", { disks });
    expect(text).toContain("disks must hold at most 10 disks, not 11 (page ECS ResetDisks)");
    expect(text).toContain("names disk d-3 more than once");
  });

  test('a name beginning with "auto" and a region that is none: both, with their rules', async () => {
    const text = await refusal("DiskSnapshot", {
      diskId: "d-sim0002",
      snapshotName: "auto-before",
      regionId: "Hang Zhou",
    });
    expect(text).toMatch(
      /property regionId value \{Hang Zhou\} .* must be a region id such as "cn-hangzhou"/,
    );
    expect(text).toMatch(
      /snapshotName must be 2 to 128 characters, begin with a letter \(but not with "auto".*\(page ECS CreateSnapshot\)/,
    );
  });

  test("a region that the cloud does not have: in the cloud's words", async () => {
    const text = await refusal("DiskRollback", {
      diskId: "d-sim0002",
      snapshotId: "s-foreign",
      regionId: "cn-nowhere",
    });
    // The pages have two codes for it: DescribeDisks one, DescribeSnapshots the other. Both are asked at once.
    expect(text).toMatch(/\(ecs, cn-nowhere\): InvalidRegion(Id)?\.NotFound: .* RequestId \w/);
  });

  // The last one: the setting stays in the stack.
  test("rollbacks refuse in the stack's configuration: no rollback, however well it is declared", async () => {
    await simulator.control.add("disks", { diskId: "d-fine" });
    await simulator.control.add("snapshots", { snapshotId: "s-fine", sourceDiskId: "d-fine" });
    const text = await refusal("DiskRollback", { diskId: "d-fine", snapshotId: "s-fine" }, [
      `${key("rollbacks")}=refuse`,
    ]);
    expect(text).toContain(`rollbacks are switched off by ${key("rollbacks")} in the stack's configuration`);
    expect(text).not.toContain("will roll back");
  });
});
