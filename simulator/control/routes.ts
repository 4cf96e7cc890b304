import { Hono, type Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { z } from "zod";
import type { Cloud } from "../cloud";
import { bounds } from "../transport/bounds";
import { answerFailure } from "../transport/failure";
import { mostFaults } from "../transport/faults";
import { limitBody } from "../transport/limitBody";
import { whyNotWritable } from "../world/disks";
import { mergeSettings, settingsSchema } from "../world/settings";
import { isPresent } from "../world/snapshots";
import { addEntity, changeAccount, changeEntity, kinds, type Kind } from "./change";
import { openApiDocument } from "./openapi";
import { bodies } from "./schemas";
import { viewEntity, viewWorld } from "./view";

/** The control API under /_simulator: for people with curl, and for tests. */
export function controlRoutes(cloud: Cloud, save: () => Promise<void>): Hono {
  const routes = new Hono();
  const tooLarge = { error: `a body has at most ${bounds.bodyBytes} bytes` };
  routes.use(limitBody((c) => c.json(tooLarge, 413, { connection: "close" })));
  worldRoutes(routes, cloud, save);
  faultRoutes(routes, cloud);
  timeRoutes(routes, cloud, save);

  routes.get("/health", (c) => c.json({ status: "ok", now: new Date(cloud.clock.now()).toISOString() }));
  const description = openApiDocument();
  routes.get("/openapi.json", (c) => c.json(description));
  routes.get("/calls", (c) => {
    const { last } = bodies.callsQuery.parse(c.req.query());
    return c.json(last === undefined ? cloud.calls.list() : cloud.calls.list().slice(-last));
  });
  routes.delete("/calls", (c) => {
    cloud.calls.clear();
    return c.json({ cleared: true });
  });
  routes.post("/credentials", async (c) => {
    const { lifetime } = bodies.credentials.parse(await readJson(c));
    const { expiresAt, ...key } = cloud.credentials.issue(lifetime);
    return c.json({ ...key, expiration: new Date(expiresAt).toISOString() }, 201);
  });
  routes.post("/reset", async (c) => {
    cloud.reset();
    await save();
    return c.json({ reset: true });
  });

  routes.all("*", (c) => c.json({ error: `no such control route: ${c.req.method} ${c.req.path}` }, 404));
  routes.onError(answerFailure);
  return routes;
}

function timeRoutes(routes: Hono, cloud: Cloud, save: () => Promise<void>): void {
  routes.post("/clock", async (c) => {
    const { advance, speed } = bodies.clock.parse(await readJson(c));
    if (speed !== undefined) cloud.clock.setSpeed(speed);
    if (advance !== undefined) cloud.clock.advance(advance);
    await save();
    return c.json({ now: new Date(cloud.clock.now()).toISOString(), speed: cloud.clock.speed() });
  });
  routes.get("/settings", (c) => c.json(z.encode(settingsSchema, cloud.settings)));
  routes.put("/settings", async (c) => {
    cloud.settings = mergeSettings(z.encode(settingsSchema, cloud.settings), await readJson(c));
    await save();
    return c.json(z.encode(settingsSchema, cloud.settings));
  });
}

function worldRoutes(routes: Hono, cloud: Cloud, save: () => Promise<void>): void {
  routes.get("/world", (c) => c.json(viewWorld(cloud)));
  routes.put("/disks/:id/content", async (c) => {
    const id = c.req.param("id");
    const disk = cloud.moment().world.disks[id];
    if (disk === undefined) return c.json({ error: `no disk ${id}` }, 404);
    const obstacle = whyNotWritable(disk, cloud.moment());
    if (obstacle !== undefined) return c.json({ error: obstacle }, 409);
    disk.content = await c.req.text();
    await save();
    return c.json({ diskId: disk.diskId, content: disk.content });
  });
  routes.patch("/world/account", async (c) => {
    changeAccount(cloud, await readFields(c));
    await save();
    return c.json(cloud.world.account);
  });
  routes.post("/world/:kind", async (c) => {
    const kind = readKind(c.req.param("kind"));
    const fields = await readFields(c);
    const id = addEntity(cloud, kind, fields);
    await save();
    return c.json(viewEntity(cloud, kind, id), 201);
  });
  routes.on(["GET", "PATCH", "DELETE"], "/world/:kind/:id", async (c) => {
    const kind = readKind(c.req.param("kind"));
    const id = c.req.param("id");
    if (!isThere(cloud, kind, id)) return c.json({ error: `no ${id} in ${kind}` }, 404);
    if (c.req.method === "GET") return c.json(viewEntity(cloud, kind, id));
    if (c.req.method === "DELETE") delete cloud.moment().world[kind][id];
    else changeEntity(cloud, kind, id, await readFields(c));
    await save();
    return c.req.method === "DELETE" ? c.json({ deleted: id }) : c.json(viewEntity(cloud, kind, id));
  });
}

function faultRoutes(routes: Hono, cloud: Cloud): void {
  routes.get("/faults", (c) => c.json(cloud.faults.list()));
  routes.post("/faults", async (c) => {
    const fault = bodies.fault.parse(await readJson(c));
    if (cloud.faults.full())
      throw new HTTPException(400, { message: `there are ${mostFaults} faults already; remove some first` });
    return c.json(cloud.faults.add(fault), 201);
  });
  routes.delete("/faults", (c) => {
    cloud.faults.clear();
    return c.json({ cleared: true });
  });
  routes.post("/faults/:id/release", (c) => {
    const id = c.req.param("id");
    return cloud.faults.release(id) ? c.json({ released: id }) : c.json({ error: `no fault ${id}` }, 404);
  });
  routes.delete("/faults/:id", (c) => {
    const id = c.req.param("id");
    return cloud.faults.remove(id) ? c.json({ deleted: id }) : c.json({ error: `no fault ${id}` }, 404);
  });
}

/** A snapshot whose retention has ended is gone, here too. */
function isThere({ world, clock }: Cloud, kind: Kind, id: string): boolean {
  if (!Object.hasOwn(world[kind], id)) return false;
  return kind !== "snapshots" || isPresent(world.snapshots[id]!, clock.now());
}

function readKind(kind: string): Kind {
  if (Object.hasOwn(kinds, kind)) return kind as Kind;
  const known = Object.keys(kinds).join(", ");
  throw new HTTPException(400, { message: `no kind ${kind}; there are account, ${known}` });
}

async function readFields(c: Context): Promise<Record<string, unknown>> {
  const fields = await readJson(c);
  // What zod returns lacks a field named __proto__: such a one is to be refused like any other that is unknown.
  z.record(z.string(), z.unknown()).parse(fields);
  return fields as Record<string, unknown>;
}

async function readJson(c: Context): Promise<unknown> {
  const text = await c.req.text();
  try {
    return JSON.parse(text);
  } catch {
    throw new HTTPException(400, { message: `the body is not JSON: ${text.slice(0, 80) || "(empty)"}` });
  }
}
