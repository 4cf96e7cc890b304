import { spawn, type ChildProcess } from "node:child_process";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import * as grpc from "@grpc/grpc-js";
import providerService from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import * as statusMessages from "@pulumi/pulumi/proto/status_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { EngineServer } from "./engineServer";

export type Properties = Record<string, unknown>;

/** What a failed call carries; `state` where the resource exists all the same. */
export interface Refusal {
  readonly message: string;
  readonly state:
    { readonly id: string; readonly properties: Properties; readonly reasons: string[] } | undefined;
}

/** The SDK's dynamic provider as the engine starts it, driven over gRPC. */
export interface ProviderProcess {
  check(
    olds: Properties,
    news: Properties,
  ): Promise<{ inputs: Properties; failures: { property: string; reason: string }[] }>;
  diff(id: string, olds: Properties, news: Properties): Promise<{ changes: boolean; replaces: string[] }>;
  create(properties: Properties): Promise<{ id: string; properties: Properties }>;
  read(id: string, properties: Properties): Promise<{ id: string; properties: Properties }>;
  update(id: string, olds: Properties, news: Properties): Promise<Properties>;
  delete(id: string, properties: Properties): Promise<void>;
  cancel(): Promise<void>;
  /** All that it printed so far. */
  printed(): string;
  end(): Promise<void>;
  /** Resolves when the process is gone. */
  readonly ended: Promise<void>;
}

export async function startProviderProcess(
  engine: EngineServer,
  environment: Readonly<Record<string, string>>,
  config: Readonly<Record<string, string>>,
): Promise<ProviderProcess> {
  const host = resolve("node_modules/@pulumi/pulumi/cmd/dynamic-provider/index.js");
  const child = spawn(process.execPath, [host, engine.address], {
    env: { PATH: process.env["PATH"], PULUMI_NODEJS_PROJECT: "shop", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise<void>((exited) => child.once("exit", () => exited()));
  const printed: string[] = [];
  child.stderr.on("data", (data: Buffer) => printed.push(data.toString()));
  const client = new providerService.ResourceProviderClient(
    `127.0.0.1:${await portOf(child, printed)}`,
    grpc.credentials.createInsecure(),
  );
  const call = caller(client as unknown as Record<string, Method>);

  const configuration = new messages.ConfigureRequest();
  configuration.setArgs(Struct.fromJavaScript({ ...config }));
  await call<messages.ConfigureResponse>("configure", configuration);

  return {
    check: async (olds, news) => {
      const answer = await call<messages.CheckResponse>(
        "check",
        pair(new messages.CheckRequest(), olds, news),
      );
      return {
        inputs: answer.getInputs()?.toJavaScript() ?? {},
        failures: answer
          .getFailuresList()
          .map((failure) => ({ property: failure.getProperty(), reason: failure.getReason() })),
      };
    },
    diff: async (id, olds, news) => {
      const answer = await call<messages.DiffResponse>(
        "diff",
        pair(named(new messages.DiffRequest(), id), olds, news),
      );
      const changes = answer.getChanges() === messages.DiffResponse.DiffChanges.DIFF_SOME;
      return { changes, replaces: answer.getReplacesList() };
    },
    create: async (properties) => {
      const request = new messages.CreateRequest();
      request.setProperties(Struct.fromJavaScript(properties as never));
      const answer = await call<messages.CreateResponse>("create", request);
      return { id: answer.getId(), properties: answer.getProperties()?.toJavaScript() ?? {} };
    },
    read: async (id, properties) => {
      const request = named(new messages.ReadRequest(), id);
      request.setProperties(Struct.fromJavaScript(properties as never));
      const answer = await call<messages.ReadResponse>("read", request);
      return { id: answer.getId(), properties: answer.getProperties()?.toJavaScript() ?? {} };
    },
    update: async (id, olds, news) => {
      const request = pair(named(new messages.UpdateRequest(), id), olds, news);
      const answer = await call<messages.UpdateResponse>("update", request);
      return answer.getProperties()?.toJavaScript() ?? {};
    },
    delete: async (id, properties) => {
      const request = named(new messages.DeleteRequest(), id);
      request.setProperties(Struct.fromJavaScript(properties as never));
      await call<Empty>("delete", request);
    },
    cancel: async () => void (await call<Empty>("cancel", new Empty())),
    printed: () => printed.join(""),
    end: async () => {
      client.close();
      child.kill();
      await ended;
    },
    ended,
  };
}

/** The first line that it prints is its port. */
export function portOf(child: ChildProcess, printed: string[]): Promise<number> {
  return new Promise((found, reject) => {
    createInterface({ input: child.stdout! }).on("line", (line) => {
      if (/^\d+$/.test(line)) found(Number(line));
      else printed.push(`${line}\n`);
    });
    child.once("exit", (code) => reject(new Error(`it ended with ${code}: ${printed.join("")}`)));
  });
}

export type Method = (
  request: object,
  done: (error: grpc.ServiceError | null, answer: unknown) => void,
) => void;

export const caller =
  (client: Record<string, Method>) =>
  <Answer>(method: string, request: object): Promise<Answer> =>
    new Promise((resolve, reject) =>
      client[method]!.call(client, request, (error, answer) =>
        error ? reject(error) : resolve(answer as Answer),
      ),
    );

export function named<Request extends { setId(id: string): unknown }>(request: Request, id: string): Request {
  request.setId(id);
  return request;
}

export function pair<Request extends { setOlds(olds: Struct): unknown; setNews(news: Struct): unknown }>(
  request: Request,
  olds: Properties,
  news: Properties,
): Request {
  request.setOlds(Struct.fromJavaScript(olds as never));
  request.setNews(Struct.fromJavaScript(news as never));
  return request;
}

/** The refusal that a call ends in, with what the engine reads from its trailer. */
export async function refusalOf(call: Promise<unknown>): Promise<Refusal> {
  const thrown = await call.then(
    (answer) => {
      throw new Error(`it was not refused: ${JSON.stringify(answer)}`);
    },
    (error: unknown) => error as grpc.ServiceError,
  );
  if (!(thrown as { metadata?: unknown }).metadata) throw thrown;
  const [trailer] = thrown.metadata.get("grpc-status-details-bin");
  return { message: thrown.details, state: trailer ? stateIn(trailer as Buffer) : undefined };
}

function stateIn(trailer: Buffer): Refusal["state"] {
  const status = statusMessages.Status.deserializeBinary(new Uint8Array(trailer));
  const [detail] = status.getDetailsList();
  const failed = detail?.unpack<messages.ErrorResourceInitFailed>(
    messages.ErrorResourceInitFailed.deserializeBinary,
    "pulumirpc.ErrorResourceInitFailed",
  );
  if (!failed) throw new Error("the trailer holds no ErrorResourceInitFailed");
  return {
    id: failed.getId(),
    properties: failed.getProperties()?.toJavaScript() ?? {},
    reasons: failed.getReasonsList(),
  };
}
