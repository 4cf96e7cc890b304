import { Hono, type Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { z } from "zod";
import type { Cloud } from "../cloud";
import { faultSchema } from "../transport/faults";
import { whyNotWritable } from "../world/disks";
import { mergeSettings, settingsSchema } from "../world/settings";
import { duration } from "../world/time";
import { addEntity, changeAccount, changeEntity, kinds, type Kind } from "./change";
import { viewWorld } from "./view";

/** The control API under /_simulator: for people with curl, and for tests. */
export function controlRoutes(cloud: Cloud, save: () => void): Hono {
  const routes = new Hono();
  worldRoutes(routes, cloud, save);
  faultRoutes(routes, cloud);
  timeRoutes(routes, cloud, save);

  routes.get("/health", (c) => c.json({ status: "ok", now: new Date(cloud.clock.now()).toISOString() }));
  routes.get("/calls", (c) => c.json(cloud.calls.list()));
  routes.delete("/calls", (c) => {
    cloud.calls.clear();
    return c.json({ cleared: true });
  });
  routes.post("/reset", (c) => {
    cloud.reset();
    save();
    return c.json({ reset: true });
  });

  routes.all("*", (c) => c.json({ error: `no such control route: ${c.req.method} ${c.req.path}` }, 404));
  routes.onError((error, c) => {
    if (error instanceof z.ZodError) return c.json({ error: z.prettifyError(error) }, 400);
    if (error instanceof HTTPException) return c.json({ error: error.message }, error.status);
    console.error("The simulator itself failed:", error);
    return c.json({ error: `the simulator itself failed: ${error.message}` }, 500);
  });
  return routes;
}

const clockSchema = z
  .strictObject({ advance: duration.optional(), speed: z.number().nonnegative().optional() })
  .refine(({ advance, speed }) => advance !== undefined || speed !== undefined, {
    error: 'give {"advance":"10m"} or {"speed":60}',
  });

function timeRoutes(routes: Hono, cloud: Cloud, save: () => void): void {
  routes.post("/clock", async (c) => {
    const { advance, speed } = clockSchema.parse(await readJson(c));
    if (speed !== undefined) cloud.clock.setSpeed(speed);
    if (advance !== undefined) cloud.clock.advance(advance);
    save();
    return c.json({ now: new Date(cloud.clock.now()).toISOString(), speed: cloud.clock.speed() });
  });
  routes.get("/settings", (c) => c.json(z.encode(settingsSchema, cloud.settings)));
  routes.put("/settings", async (c) => {
    cloud.settings = mergeSettings(z.encode(settingsSchema, cloud.settings), await readJson(c));
    save();
    return c.json(z.encode(settingsSchema, cloud.settings));
  });
}

function worldRoutes(routes: Hono, cloud: Cloud, save: () => void): void {
  routes.get("/world", (c) => c.json(viewWorld(cloud)));
  routes.put("/disks/:id/content", async (c) => {
    const disk = cloud.world.disks[c.req.param("id")];
    if (disk === undefined) return c.json({ error: `no disk ${c.req.param("id")}` }, 404);
    const obstacle = whyNotWritable(disk, cloud.moment());
    if (obstacle !== undefined) return c.json({ error: obstacle }, 409);
    disk.content = await c.req.text();
    save();
    return c.json({ diskId: disk.diskId, content: disk.content });
  });
  routes.patch("/world/account", async (c) => {
    changeAccount(cloud, await readFields(c));
    save();
    return c.json(viewWorld(cloud).account);
  });
  routes.post("/world/:kind", async (c) => {
    const kind = readKind(c.req.param("kind"));
    const fields = await readFields(c);
    addEntity(cloud, kind, fields);
    save();
    return c.json(viewWorld(cloud)[kind][fields[kinds[kind].id] as string], 201);
  });
  routes.on(["PATCH", "DELETE"], "/world/:kind/:id", async (c) => {
    const kind = readKind(c.req.param("kind"));
    const id = c.req.param("id");
    if (!Object.hasOwn(cloud.world[kind], id)) return c.json({ error: `no ${id} in ${kind}` }, 404);
    if (c.req.method === "DELETE") delete cloud.world[kind][id];
    else changeEntity(cloud, kind, id, await readFields(c));
    save();
    return c.req.method === "DELETE" ? c.json({ deleted: id }) : c.json(viewWorld(cloud)[kind][id]);
  });
}

function faultRoutes(routes: Hono, cloud: Cloud): void {
  routes.get("/faults", (c) => c.json(cloud.faults.list()));
  routes.post("/faults", async (c) => c.json(cloud.faults.add(faultSchema.parse(await readJson(c))), 201));
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

function readKind(kind: string): Kind {
  if (Object.hasOwn(kinds, kind)) return kind as Kind;
  const known = Object.keys(kinds).join(", ");
  throw new HTTPException(400, { message: `no kind ${kind}; there are account, ${known}` });
}

async function readFields(c: Context): Promise<Record<string, unknown>> {
  return z.record(z.string(), z.unknown()).parse(await readJson(c));
}

async function readJson(c: Context): Promise<unknown> {
  const text = await c.req.text();
  try {
    return JSON.parse(text);
  } catch {
    throw new HTTPException(400, { message: `the body is not JSON: ${text.slice(0, 80) || "(empty)"}` });
  }
}
