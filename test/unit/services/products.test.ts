import { describe, expect, it } from "vitest";
import { services, type Service } from "../../../provider/services";

describe("the registry", () => {
  it.each(Object.entries<Service>(services))("%s: is found under its own name", (name, service) => {
    expect(service.name).toBe(name);
    expect(service.product.service).toBe(name);
    expect(service.product.endpointVariable).toBe(`ALIBABA_CLOUD_ENDPOINT_${name.toUpperCase()}`);
  });

  it("every product has its version", () => {
    expect(services.ecs.product.version).toBe("2014-05-26");
    expect(services.swas.product.version).toBe("2020-06-01");
    expect(services.ecd.product.version).toBe("2020-09-30");
  });
});

describe("endpoints", () => {
  it.each([
    ["ecs", "cn-beijing", "ecs.cn-beijing.aliyuncs.com"],
    ["ecs", "eu-central-1", "ecs.eu-central-1.aliyuncs.com"],
    ["ecs", "cn-hangzhou", "ecs-cn-hangzhou.aliyuncs.com"],
    ["ecs", "cn-shanghai-finance-1", "ecs-cn-hangzhou.aliyuncs.com"],
    ["ecs", "cn-shenzhen-finance-1", "ecs-cn-hangzhou.aliyuncs.com"],
    ["ecs", "cn-north-2-gov-1", "ecs.aliyuncs.com"],
    ["ecs", "cn-hangzhou-finance", "ecs.aliyuncs.com"],
    ["ecs", "cn-wuhan", "ecs.aliyuncs.com"],
    ["ecs", "cn-beijing-gov-1", "ecs.aliyuncs.com"],
    ["swas", "cn-hangzhou", "swas.cn-hangzhou.aliyuncs.com"],
    ["ecd", "cn-hangzhou", "ecd.cn-hangzhou.aliyuncs.com"],
  ] as const)("%s in %s: %s", (name, regionId, host) => {
    expect(services[name].product.endpoint(regionId)).toBe(host);
  });
});

describe("names of snapshots", () => {
  const accepts = (name: keyof typeof services, snapshotName: string) => {
    const { shortest, longest, pattern } = services[name].snapshotName;
    return snapshotName.length >= shortest && snapshotName.length <= longest && pattern.test(snapshotName);
  };

  it.each([
    ["ecs", "ab", true],
    ["ecs", "a", false],
    ["ecs", "a".repeat(128), true],
    ["ecs", "a".repeat(129), false],
    ["ecs", "快照:1.2_3-4", true],
    ["ecs", "1st", false],
    ["ecs", "auto-1", false],
    ["ecs", "http://x", false],
    ["ecs", "with space", false],
    ["swas", "ab", true],
    ["swas", "a".repeat(50), true],
    ["swas", "a".repeat(51), false],
    ["swas", "before:v1.2", true],
    ["swas", "_a", false],
    ["ecd", "ab", true],
    ["ecd", "a".repeat(127), true],
    ["ecd", "a".repeat(128), false],
    ["ecd", "before_v1-2", true],
    ["ecd", "before.v1", false],
    ["ecd", "before:v1", false],
    ["ecd", "auto1", false],
  ] as const)("%s: %s: %s", (name, snapshotName, accepted) => {
    expect(accepts(name, snapshotName)).toBe(accepted);
  });
});

describe("what a service can do", () => {
  const can = (service: Service) => ({
    tokens: service.foundAgainBy === "token",
    capabilities: service.capabilities,
    tags: service.tags !== undefined,
    groups: service.groups !== undefined,
    together: service.rollBackTogether !== undefined,
    dryRun: service.tryRollBack !== undefined,
    afterCreate: service.setAfterCreate ?? [],
  });

  it("follows the table of the five actions: what a product cannot do is absent", () => {
    const nothing = {
      tokens: false,
      tags: false,
      groups: false,
      together: false,
      dryRun: false,
      afterCreate: [],
    };
    expect(can(services.ecs)).toEqual({
      tokens: true,
      capabilities: {
        journal: "tags",
        receipts: false,
        rollbackToken: false,
        snapshotShowsRollback: false,
        forceStop: true,
      },
      tags: true,
      groups: true,
      together: true,
      dryRun: true,
      afterCreate: [],
    });
    expect(can(services.swas)).toEqual({
      ...nothing,
      tokens: true,
      capabilities: {
        journal: "tags",
        receipts: true,
        rollbackToken: true,
        snapshotShowsRollback: false,
        forceStop: true,
      },
      tags: true,
      afterCreate: ["description"],
    });
    expect(can(services.ecd)).toEqual({
      ...nothing,
      capabilities: {
        journal: "description",
        receipts: false,
        rollbackToken: false,
        snapshotShowsRollback: true,
        forceStop: false,
      },
    });
  });

  it("one describe call takes no more ids than its page allows", () => {
    for (const { batch } of Object.values<Service>(services))
      expect(batch).toEqual({ snapshots: 100, disks: 100, hosts: 100 });
    expect(services.ecs.groups?.batch).toBe(10);
  });
});
