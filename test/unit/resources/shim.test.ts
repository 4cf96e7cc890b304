import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, test } from "vitest";
import { DiskRollback, DiskSnapshot } from "../../../provider";
import { mockedEngine, registeredAs, type Registered } from "./mocked";

let registered: Registered[];
beforeEach(async () => {
  registered = await mockedEngine();
});

class Shop extends pulumi.ComponentResource {
  constructor(name: string, options?: pulumi.ComponentResourceOptions) {
    super("my:index:Shop", name, {}, options);
  }
}

class OtherProvider extends pulumi.ProviderResource {
  constructor(pack: string) {
    super(pack, `${pack}-provider`, {});
  }
}

describe("what is frozen in users' states", () => {
  test("type tokens: are part of every URN", async () => {
    new DiskSnapshot("point", { diskId: "d-bp1" });
    new DiskRollback("lever", { diskId: "d-bp1" });
    expect((await registeredAs(registered, "point")).type).toBe("pulumi-nodejs:restore:DiskSnapshot");
    expect((await registeredAs(registered, "lever")).type).toBe("pulumi-nodejs:restore:DiskRollback");
  });

  test("provider text: loads the package by its name, and nothing else", async () => {
    new DiskSnapshot("point", { diskId: "d-bp1" });
    new DiskRollback("lever", { diskId: "d-bp1" });
    expect((await registeredAs(registered, "point")).inputs["__provider"]).toBe(
      'exports.handler = () => require("pulumi-alicloud-restore/provider").diskSnapshot;',
    );
    expect((await registeredAs(registered, "lever")).inputs["__provider"]).toBe(
      'exports.handler = () => require("pulumi-alicloud-restore/provider").diskRollback;',
    );
  });
});

describe("the URN that leads messages to the resource's row", () => {
  const ofType = (kind: string) => `pulumi-nodejs:restore:${kind}`;

  test("top level: is the resource's own", async () => {
    new DiskSnapshot("point", { diskId: "d-bp1" });
    expect((await registeredAs(registered, "point")).inputs["__urn"]).toBe(
      `urn:pulumi:dev::shop::${ofType("DiskSnapshot")}::point`,
    );
  });

  test("in a component: has the parents' types, outermost first", async () => {
    const inner = new Shop("inner", { parent: new Shop("outer") });
    new DiskRollback("lever", { diskId: "d-bp1" }, { parent: inner });
    const { inputs } = await registeredAs(registered, "lever");
    expect(inputs["__urn"]).toBe(await urnOf(inner, ofType("DiskRollback"), "lever"));
    expect(inputs["__urn"]).toMatch(/my:index:Shop\$pulumi-nodejs:restore:DiskRollback::lever$/);
  });

  test("in a component: does not make the resource depend on it", async () => {
    const parent = new Shop("outer");
    const lever = new DiskRollback("lever", { diskId: "d-bp1" }, { parent });
    await registeredAs(registered, "lever");
    expect(await promised(lever.urn)).toMatch(/::lever$/);
  });
});

describe("options that would send a dynamic resource astray", () => {
  test("another provider: is refused, with where region and credentials come from", () => {
    const provider = new OtherProvider("alicloud");
    for (const make of [
      () => new DiskSnapshot("point", { diskId: "d-bp1" }, { provider }),
      () => new DiskRollback("lever", { diskId: "d-bp1" }, { provider }),
    ])
      expect(make).toThrow(
        /no `provider` option; alicloud would try to manage it.*alicloud:\* configuration/,
      );
    expect(registered.filter(({ type }) => type.includes("alicloud-restore"))).toEqual([]);
  });

  test("a provider of pulumi-nodejs: is this one, with a configuration of its own", async () => {
    new DiskSnapshot("point", { diskId: "d-bp1" }, { provider: new OtherProvider("pulumi-nodejs") });
    expect((await registeredAs(registered, "point")).inputs["diskId"]).toBe("d-bp1");
  });

  test("import: is refused, with what does instead", () => {
    for (const make of [
      () => new DiskSnapshot("point", { diskId: "d-bp1" }, { import: "s-bp1" }),
      () => new DiskRollback("lever", { diskId: "d-bp1" }, { import: "s-bp1" }),
    ])
      expect(make).toThrow(/cannot import dynamic resources.*existingSnapshotId/);
  });

  test("customTimeouts: are refused, with the input that does instead", async () => {
    const customTimeouts = { create: "2h" };
    const all = { point: DiskSnapshot, lever: DiskRollback };
    for (const [name, Resource] of Object.entries(all))
      expect(() => new Resource(name, { diskId: "d-bp1" }, { customTimeouts })).toThrow(
        new RegExp(`${name}: customTimeouts do nothing.*input .timeouts.`),
      );
    new DiskSnapshot("timed", { diskId: "d-bp1", timeouts: { create: "2h" } });
    expect((await registeredAs(registered, "timed")).inputs["timeouts"]).toEqual({ create: "2h" });
    expect(registered.map(({ name }) => name)).not.toContain("lever");
  });

  test("protect, retainOnDelete, dependsOn, aliases: are the user's", async () => {
    const first = new DiskSnapshot("first", { diskId: "d-bp1" });
    new DiskRollback(
      "lever",
      { diskId: "d-bp1" },
      { protect: true, retainOnDelete: true, dependsOn: [first], aliases: [{ name: "old" }] },
    );
    expect(await registeredAs(registered, "lever")).toBeDefined();
  });
});

const promised = (output: pulumi.Output<string>) =>
  (output as unknown as { promise(): Promise<string> }).promise();

async function urnOf(parent: pulumi.Resource, type: string, name: string): Promise<string> {
  return promised(pulumi.createUrn(name, type, parent, "shop", "dev"));
}
