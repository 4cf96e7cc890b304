import { describe, expect, test } from "vitest";
import { z } from "zod";
import { controlOperations } from "../../../simulator/control/openapi";
import { controlRoutes } from "../../../simulator/control/routes";
import { completeSnapshot, simulated } from "./simulated";

const sim = simulated();

interface Described {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, object> };
}
interface Operation {
  readonly requestBody?: { readonly content: Record<string, { schema: object }> };
  readonly responses: Record<string, { content: { "application/json": { schema: object } } }>;
}

const read = async (path: string, init?: RequestInit) => {
  const response = await fetch(`${sim.simulator.url}/_simulator${path}`, init);
  return { status: response.status, body: (await response.json()) as unknown };
};
const description = async () => (await read("/openapi.json")).body as Described;

/** What the document says of a body or an answer, as a check. */
function checkOf({ components }: Described, schema: object): z.ZodType {
  const text = JSON.stringify({ ...schema, $defs: components.schemas });
  return z.fromJSONSchema(JSON.parse(text.replaceAll("#/components/schemas/", "#/$defs/")));
}

describe("the description of the control API", () => {
  test("openapi: has every route, and no other", async () => {
    const { paths } = await description();
    const routes = controlRoutes({} as never, async () => {}).routes.map(
      ({ method, path }) => `${method} ${path}`,
    );
    const kinds = ["disks", "instances", "snapshots", "snapshotGroups"];
    const served = [...new Set(routes)]
      .filter((route) => !route.startsWith("ALL "))
      .flatMap((route) =>
        route.includes(":kind") ? kinds.map((kind) => route.replace(":kind", kind)) : route,
      )
      .map((route) => route.replace(":id", "{id}"));
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace("/_simulator", "")}`),
    );
    expect(described.sort()).toEqual(served.sort());
    const ids = Object.values(paths).flatMap(
      (methods) => Object.values(methods) as { operationId?: string }[],
    );
    expect(new Set(ids.map(({ operationId }) => operationId)).size).toBe(controlOperations.length);
  });

  test("openapi: what is answered is as it says, of everything that the world holds", async () => {
    const document = await description();
    const snapshotId = await completeSnapshot(sim, "d-sim0002");
    await sim.ecs("CreateSnapshotGroup", { RegionId: "cn-hangzhou", InstanceId: "i-sim0002" });
    await sim.control.addFault({ effect: "throttle", action: "ResetDisk", times: 2 });
    await sim.ecs("ResetDisk", { DiskId: "d-sim0002", SnapshotId: snapshotId });
    const world = await sim.control.world();
    const [group] = Object.keys(world.snapshotGroups);
    const ids = { disks: "d-sim0002", instances: "i-sim0001", snapshots: snapshotId, snapshotGroups: group! };
    const paths = ["/health", "/world", "/calls", "/faults", "/settings"];
    for (const path of [...paths, ...Object.entries(ids).map(([kind, id]) => `/world/${kind}/${id}`)]) {
      const pattern = path.replace(/^(\/world\/\w+)\/.*/, "$1/{id}");
      const { responses } = document.paths[`/_simulator${pattern}`]!["get"]!;
      const { status, body } = await read(path);
      const check = checkOf(document, responses[status]!.content["application/json"].schema);
      expect([path, check.safeParse(body).error]).toEqual([path, undefined]);
      // And it says something: an answer with a field more, or without any, is none.
      expect([path, check.safeParse(Array.isArray(body) ? [{}] : {}).success]).toEqual([path, false]);
    }
    const missing = await read("/world/disks/d-none");
    const { schema } =
      document.paths["/_simulator/world/disks/{id}"]!["get"]!.responses["404"]!.content["application/json"];
    expect([missing.status, checkOf(document, schema).safeParse(missing.body).success]).toEqual([404, true]);
  });

  const bodies = [
    ["post", "/faults", { effect: "delay", milliseconds: 5 }, { effect: "explode" }],
    ["post", "/clock", { advance: "10m" }, { advance: 10 }],
    ["post", "/credentials", {}, { lifetime: "ten" }],
    [
      "put",
      "/settings",
      { durations: { reset: "1m" }, ecs: { failedItem: "code" } },
      { ecs: { failedItem: 1 } },
    ],
    ["post", "/world/disks", { diskId: "d-more", size: 20 }, { diskId: "d more" }],
    ["post", "/world/snapshots", { snapshotId: "s-x", sourceDiskId: "d-sim0002", status: "failed" }, {}],
    ["patch", "/world/disks/d-sim0002", { heldStatus: null, resetFate: "hangs" }, { resetFate: "burns" }],
    [
      "patch",
      "/world/instances/i-sim0001",
      { status: "Stopped", operationLocks: ["security"] },
      { status: "Off" },
    ],
    ["patch", "/world/account", { enoughBalance: false }, { enoughBalance: "no" }],
  ] as const;

  test.each(bodies)("openapi: %s %s takes and refuses what it says", async (method, path, good, bad) => {
    const document = await description();
    const pattern = path.replace(/^(\/world\/\w+)\/[\w-]+$/, "$1/{id}");
    const operation = document.paths[`/_simulator${pattern}`]![method]!;
    const check = checkOf(document, operation.requestBody!.content["application/json"]!.schema);
    const send = async (body: object) =>
      (await read(path, { method: method.toUpperCase(), body: JSON.stringify(body) })).status;
    expect([check.safeParse(good).error, check.safeParse(bad).success]).toEqual([undefined, false]);
    expect([String(await send(good)) in operation.responses, await send(bad)]).toEqual([true, 400]);
  });
});
