import type { AddressInfo } from "node:net";
import type { Server } from "node:http";
import { createAdaptorServer, type HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import { z } from "zod";
import { createCloud, type Cloud } from "./cloud";
import { simulatorControl, type SimulatorControl } from "./control/client";
import { controlRoutes } from "./control/routes";
import { readOptions, type ReadOptions, type SimulatorOptions } from "./options";
import { pageRoutes } from "./page/pageRoutes";
import { createCredentials } from "./transport/credentials";
import { createGatekeeper } from "./transport/authenticate";
import { bounds } from "./transport/bounds";
import { answerFailure } from "./transport/failure";
import { answerCall, refuseLargeBody } from "./transport/gateway";
import { limitBody } from "./transport/limitBody";
import { readSeeds, seedWorld } from "./seed/seedWorld";
import { createClock } from "./world/clock";
import { mergeSettings, settingsSchema } from "./world/settings";
import { loadState, stateFile } from "./world/stateFile";

export { simulatorControl };
export type { SimulatorControl, SimulatorOptions };
export type * from "./control/client";

export interface Simulator {
  /** Such as `http://127.0.0.1:41234`. */
  readonly url: string;
  readonly port: number;
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  /** The control API, ready to use. */
  readonly control: SimulatorControl;
  /** The first world again (the known one, or the seeded one), with the settings it was started with and the real time; no faults, no calls. */
  reset(): void;
  close(): Promise<void>;
}

/** Starts a simulated Alibaba Cloud on this machine. Rejects when the port is taken or an option is wrong. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const read = readOptions(options);
  const cloud = openCloud(read);
  const state = () => ({ clock: cloud.clock.save(), settings: cloud.settings, world: cloud.world });
  const file = read.stateFile === undefined ? undefined : stateFile(read.stateFile, state);
  file?.rewrite();
  const save = async () => {
    const changes = cloud.takeChanges();
    if (changes === "everything") file?.rewrite();
    else file?.append(changes);
    await file?.settled();
  };
  const server = createServer(read, cloud, save);
  const { port } = await listen(server, read);
  const host = read.host.includes(":") ? `[${read.host}]` : read.host;
  const url = `http://${host}:${port}`;
  return {
    url,
    port,
    accessKeyId: read.accessKeyId,
    accessKeySecret: read.accessKeySecret,
    control: simulatorControl(url),
    reset() {
      cloud.reset();
      cloud.takeChanges();
      file?.rewrite();
    },
    async close() {
      cloud.faults.clear();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      await file?.close();
    },
  };
}

function openCloud(read: ReadOptions): Cloud {
  const seeds = readSeeds(read.seed);
  const saved = read.stateFile === undefined ? undefined : loadState(read.stateFile);
  const clock = createClock(read.machineNow, saved?.clock ?? { speed: read.speed });
  if (saved && read.givenSpeed !== undefined) clock.setSpeed(read.givenSpeed);
  const savedSettings = saved && mergeSettings(z.encode(settingsSchema, saved.settings), read.givenSettings);
  return createCloud({
    credentials: createCredentials(read, read.machineNow),
    clock,
    settings: read.settings,
    firstSpeed: read.speed,
    world: saved?.world,
    firstWorld: seeds.length === 0 ? undefined : () => seedWorld(seeds),
    savedSettings,
    recorded: read.stateFile !== undefined,
  });
}

function createServer(read: ReadOptions, cloud: Cloud, save: () => Promise<void>): Server {
  const app = new Hono<{ Bindings: HttpBindings }>();
  const gatekeeper = createGatekeeper(cloud.credentials, read.machineNow);
  app.route("/", pageRoutes());
  app.route("/_simulator", controlRoutes(cloud, save));
  app.use(limitBody((context) => refuseLargeBody(context, cloud)));
  app.all("*", (context) => answerCall(context, { cloud, gatekeeper, save }));
  app.onError(answerFailure);
  const serverOptions = { maxHeaderSize: bounds.headerBytes };
  const server = createAdaptorServer({ fetch: app.fetch, serverOptions }) as Server;
  // Clients keep connections alive; one that we close first can cut a request that is just being sent.
  server.keepAliveTimeout = 75_000;
  return server;
}

function listen(server: Server, { port, host }: ReadOptions): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EADDRINUSE") reject(error);
      else
        reject(new Error(`port ${port} on ${host} is taken: choose another one, or end what listens there`));
    });
    server.listen(port, host, () => resolve(server.address() as AddressInfo));
  });
}
