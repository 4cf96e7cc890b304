import { beforeEach, describe, expect, test } from "vitest";
import { callCounts, failureOf, world } from "./fixture";
import { newSession } from "./stack";
import { services } from "../../../provider/services";

const cloud = world();
const regionId = "cn-hangzhou";
const known = "sim00000000000000000000000000swas1";
const host = async (...ids: string[]) => {
  const { reads, cloud: connection } = newSession(cloud.surroundings());
  try {
    return await Promise.all(ids.map((id) => reads.host(services.swas, regionId, id)));
  } finally {
    connection.close();
  }
};

describe.each([true, false])(
  "a simple application server that was released (InternalError: %s)",
  (internal) => {
    beforeEach(() => cloud.control.settings({ swas: { unknownInstanceIsInternalError: internal } }));

    test("alone: is not there", async () => {
      expect(await host("released")).toEqual([undefined]);
    });

    test("asked for with another one: that one is found", async () => {
      expect(await host("released", known)).toMatchObject([undefined, { hostId: known, state: "running" }]);
    });

    test("more servers than a page: the one on the second page is found", async () => {
      for (let number = 0; number < 120; number += 1)
        await cloud.control.add("instances", { instanceId: `more-${number}`, service: "swas" });
      const ids = ["more-0", "more-119", known];
      expect((await host("released", ...ids)).map((facts) => facts?.hostId)).toEqual([undefined, ...ids]);
    });
  },
);

describe("a failure of the cloud", () => {
  test("is none that says that a server is not there", async () => {
    await cloud.control.addFault({ action: "ListInstances", effect: "error", code: "InternalError" });
    expect((await failureOf(host(known))).message).toMatch(/InternalError/);
  });

  test("on ecs: is not asked about again by listing", async () => {
    const { reads, cloud: connection } = newSession(cloud.surroundings());
    await cloud.control.addFault({ action: "DescribeInstances", effect: "error", code: "InternalError" });
    await failureOf(reads.host(services.ecs, regionId, "i-sim0001"));
    expect(await callCounts(cloud)).toEqual({ DescribeInstances: 4 });
    connection.close();
  });
});
