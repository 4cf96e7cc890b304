import { describe, expect, test } from "vitest";
import { simulated } from "./simulated";

const sim = simulated();
const RegionId = "cn-hangzhou";
const instance = async (id = "i-sim0001") =>
  (await sim.ecs("DescribeInstances", { RegionId, InstanceIds: JSON.stringify([id]) })).body.Instances
    .Instance[0];

describe("DescribeInstances: fields that follow the world", () => {
  test("size: what the instance type says", async () => {
    expect(await instance()).toMatchObject({ Cpu: 2, Memory: 8192, InstanceTypeFamily: "ecs.g7" });
    await sim.control.patch("instances", "i-sim0001", { instanceType: "ecs.r6.4xlarge" });
    expect(await instance()).toMatchObject({ Cpu: 16, Memory: 131_072, InstanceTypeFamily: "ecs.r6" });
  });

  test("addresses: two instances have different ones, and an instance the same each time", async () => {
    const first = await instance();
    const second = await instance("i-sim0002");
    const addresses = [first, second].flatMap((one) => [
      ...one.VpcAttributes.PrivateIpAddress.IpAddress,
      ...one.PublicIpAddress.IpAddress,
      one.NetworkInterfaces.NetworkInterface[0].MacAddress,
    ]);
    expect(new Set(addresses).size).toBe(6);
    expect(await instance()).toEqual(first);
  });

  test("StopCharging: takes the public address away until the instance runs again", async () => {
    const before = (await instance()).PublicIpAddress;
    await sim.ecs("StopInstance", { InstanceId: "i-sim0001", StoppedMode: "StopCharging" });
    await sim.control.advance("1m");
    expect(await instance()).toMatchObject({
      StoppedMode: "StopCharging",
      PublicIpAddress: { IpAddress: [] },
    });
    await sim.ecs("StartInstance", { InstanceId: "i-sim0001" });
    await sim.control.advance("1m");
    expect((await instance()).PublicIpAddress).toEqual(before);
  });

  test("KeepCharging: leaves the public address", async () => {
    const before = (await instance()).PublicIpAddress;
    await sim.ecs("StopInstance", { InstanceId: "i-sim0001", StoppedMode: "KeepCharging" });
    await sim.control.advance("1m");
    expect((await instance()).PublicIpAddress).toEqual(before);
  });

  test("details: a documented field that the world does not know can be given; one that it knows cannot", async () => {
    await sim.control.patch("instances", "i-sim0001", {
      details: { DeletionProtection: true, Status: "Pending" },
    });
    expect(await instance()).toMatchObject({ DeletionProtection: true, Status: "Running" });
  });

  test("classic network: the private address is in InnerIpAddress, and there is no VPC", async () => {
    await sim.control.patch("instances", "i-sim0001", { networkType: "classic" });
    const { InnerIpAddress, VpcAttributes } = await instance();
    expect(InnerIpAddress.IpAddress).toHaveLength(1);
    expect(VpcAttributes).toMatchObject({ VpcId: "", PrivateIpAddress: { IpAddress: [] } });
  });
});

describe("DescribeDisks: performance", () => {
  const iops = async (DiskId: string) =>
    (await sim.ecs("DescribeDisks", { RegionId, DiskIds: JSON.stringify([DiskId]) })).body.Disks.Disk[0].IOPS;

  test("IOPS: follow size, category and performance level", async () => {
    expect(await iops("d-sim0002")).toBe(6800);
    await sim.control.patch("disks", "d-sim0002", { size: 2000 });
    expect(await iops("d-sim0002")).toBe(50_000);
    await sim.control.patch("disks", "d-sim0002", { performanceLevel: "PL0" });
    expect(await iops("d-sim0002")).toBe(10_000);
    await sim.control.patch("disks", "d-sim0002", { category: "cloud_efficiency", performanceLevel: "" });
    expect(await iops("d-sim0002")).toBe(5000);
  });
});

describe("number paging", () => {
  const addDisks = async () => {
    for (let index = 0; index < 19; index++) await sim.control.add("disks", { diskId: `d-more${index}` });
  };
  const page = async (parameters: Record<string, string | number>) => {
    const { body } = await sim.ecs("DescribeDisks", { RegionId, ...parameters });
    return { ids: body.Disks.Disk.map(({ DiskId }: { DiskId: string }) => DiskId), next: body.NextToken };
  };

  test("NextToken: a client that begins without paging parameters and follows it sees everything once", async () => {
    await addDisks();
    const seen: string[] = [];
    let token: string | undefined;
    let pages = 0;
    do {
      const { ids, next } = await page(token ? { NextToken: token } : {});
      seen.push(...ids);
      token = next;
      pages += 1;
    } while (token);
    expect([pages, seen.length, new Set(seen).size]).toEqual([3, 25, 25]);
  });

  test("NextToken: goes on with what the next number has, and is empty on the last page", async () => {
    await addDisks();
    const first = await page({ PageNumber: 1, PageSize: 10 });
    const second = await page({ PageNumber: 2, PageSize: 10 });
    expect((await page({ NextToken: first.next })).ids).toEqual(second.ids);
    expect((await page({ PageNumber: 3, PageSize: 10 })).next).toBe("");
    expect((await page({ PageNumber: 1, PageSize: 25 })).next).toBe("");
  });

  test("DescribeDesktops: numbers and tokens lead to the same pages", async () => {
    for (let index = 0; index < 4; index++) {
      await sim.control.add("instances", { instanceId: `ecd-more${index}`, service: "ecd" });
    }
    const desktops = async (parameters: Record<string, string | number>) => {
      const { body } = await sim.ecd("DescribeDesktops", { RegionId, ...parameters });
      const ids = body.Desktops.map(({ DesktopId }: { DesktopId: string }) => DesktopId);
      return { ids, body };
    };
    const first = await desktops({ PageNumber: 1, PageSize: 3 });
    expect(first.body).toMatchObject({ TotalCount: 5, PageNumber: 1, PageSize: 3 });
    const second = await desktops({ PageNumber: 2, PageSize: 3 });
    expect((await desktops({ MaxResults: 3, NextToken: first.body.NextToken })).ids).toEqual(second.ids);
    expect([...first.ids, ...second.ids]).toHaveLength(5);
    expect(second.body.NextToken).toBe("");
  });
});
