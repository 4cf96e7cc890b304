import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, test } from "vitest";
import { ROOT } from "../../tools/repository.mjs";

const made: { type: string; name: string; inputs: Record<string, unknown> }[] = [];

/** The plugin of @pulumi/alicloud calls the real cloud: Pulumi's mocks stand in for both providers. */
const mocks: pulumi.runtime.Mocks = {
  newResource: ({ type, name, inputs }) => {
    made.push({ type, name, inputs: inputs as Record<string, unknown> });
    const ids: Record<string, string> = {
      "alicloud:ecs/instance:Instance": "i-made",
      "alicloud:ecs/ecsDisk:EcsDisk": "d-made",
    };
    const outputs = type.endsWith(":DiskSnapshot")
      ? inputs.instanceId === undefined
        ? { snapshotId: "s-made" }
        : { snapshotGroupId: "ssg-made" }
      : {};
    return { id: ids[type] ?? `${name}-id`, state: { ...inputs, ...outputs } };
  },
  call: ({ inputs }) => inputs,
};

describe("examples/beside-alicloud", () => {
  let exported: Record<string, pulumi.Output<unknown>>;

  beforeAll(async () => {
    await pulumi.runtime.setMocks(mocks, "restore-beside-alicloud", "test");
    pulumi.runtime.setAllConfig({
      "restore-beside-alicloud:zoneId": "cn-hangzhou-h",
      "restore-beside-alicloud:imageId": "an-image",
      "restore-beside-alicloud:vswitchId": "vsw-1",
      "restore-beside-alicloud:securityGroupId": "sg-1",
      "restore-beside-alicloud:rollBackTo": "s-earlier",
    });
    exported = (await import(join(ROOT, "examples/beside-alicloud/index.ts"))) as typeof exported;
    await pulumi.runtime.disconnect();
  });

  const inputsOf = (name: string, kind: string) =>
    made.find((resource) => resource.name === name && resource.type.endsWith(`:${kind}`))?.inputs;

  test("program: the ids of the machine and of its disk flow into restore points and lever", () => {
    expect(inputsOf("before-release", "DiskSnapshot")).toMatchObject({ diskId: "d-made" });
    expect(inputsOf("whole-machine", "DiskSnapshot")).toMatchObject({ instanceId: "i-made" });
    expect(inputsOf("data", "DiskRollback")).toMatchObject({ diskId: "d-made", snapshotId: "s-earlier" });
  });

  test("program: the restore point comes after the attachment, the lever last", () => {
    const order = made.map(({ type, name }) => `${type.split(":").at(-1)} ${name}`);
    expect(order.slice(0, 2).sort()).toEqual(["EcsDisk data", "Instance machine"]);
    expect(order.slice(2)).toEqual([
      "EcsDiskAttachment data",
      "DiskSnapshot before-release",
      "DiskSnapshot whole-machine",
      "DiskRollback data",
    ]);
  });

  test("program: what it exports can be handed on", async () => {
    const values = await new Promise((resolve) => pulumi.all(exported).apply(resolve));
    expect(values).toMatchObject({
      diskId: "d-made",
      snapshotId: "s-made",
      snapshotGroupId: "ssg-made",
      undoSnapshotId: "none",
    });
  });
});
