import { spawn } from "node:child_process";
import { resolve } from "node:path";
import * as grpc from "@grpc/grpc-js";
import { PluginAttach, type PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import providerService from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { caller, named, pair, portOf, type Method, type Properties } from "../providerProcess";

export interface Checked {
  readonly inputs: Properties;
  readonly failures: { readonly property: string; readonly reason: string }[];
}

export interface Compared {
  readonly changes: boolean;
  readonly replaces: string[];
  /** How `preview --diff` shows each property, such as `"UPDATE_REPLACE"`; "(output)" where it is no input. */
  readonly detailed: Record<string, string>;
}

interface Options {
  readonly timeout?: number;
  readonly preview?: boolean;
}

/** The plugin as the engine starts it, driven over gRPC. */
export interface PluginProcess {
  handshake(engineAddress: string): Promise<void>;
  attach(engineAddress: string): Promise<void>;
  info(): Promise<string>;
  schema(): Promise<Properties>;
  checkConfig(news: Properties): Promise<Checked>;
  diffConfig(olds: Properties, news: Properties): Promise<boolean>;
  configure(args: Properties): Promise<{ supportsPreview: boolean; acceptsSecrets: boolean }>;
  check(urn: string, olds: Properties, news: Properties): Promise<Checked>;
  diff(
    urn: string,
    existing: { id: string; recorded: Properties; inputs: Properties },
    news: Properties,
  ): Promise<Compared>;
  create(urn: string, inputs: Properties, options?: Options): Promise<{ id: string; properties: Properties }>;
  read(
    urn: string,
    id: string,
    inputs?: Properties,
    recorded?: Properties,
  ): Promise<{ id: string; inputs: Properties; properties: Properties }>;
  update(
    urn: string,
    existing: { id: string; recorded: Properties },
    news: Properties,
    options?: Options,
  ): Promise<Properties>;
  delete(urn: string, id: string, recorded: Properties, options?: Options): Promise<void>;
  invoke(token: string, args: Properties): Promise<Checked>;
  construct(): Promise<unknown>;
  cancel(): Promise<void>;
  printed(): string;
  end(): Promise<void>;
  readonly ended: Promise<void>;
}

export async function startPluginProcess(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<PluginProcess> {
  const program = resolve("plugin/pulumi-resource-alicloud-restore");
  const child = spawn(process.execPath, [program, ...args], {
    env: { PATH: process.env["PATH"], ...environment },
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
  const checked = (answer: messages.CheckResponse): Checked => ({
    inputs: answer.getInputs()?.toJavaScript() ?? {},
    failures: answer
      .getFailuresList()
      .map((failure) => ({ property: failure.getProperty(), reason: failure.getReason() })),
  });

  return {
    handshake: async (address) => {
      const request = new messages.ProviderHandshakeRequest();
      request.setEngineAddress(address);
      await call("handshake", request);
    },
    attach: async (address) => {
      const request = new PluginAttach();
      request.setAddress(address);
      await call("attach", request);
    },
    info: async () => (await call<PluginInfo>("getPluginInfo", new Empty())).getVersion(),
    schema: async () => {
      const answer = await call<messages.GetSchemaResponse>("getSchema", new messages.GetSchemaRequest());
      return JSON.parse(answer.getSchema()) as Properties;
    },
    checkConfig: async (news) =>
      checked(await call("checkConfig", pair(new messages.CheckRequest(), {}, news))),
    diffConfig: async (olds, news) => {
      const request = pair(new messages.DiffRequest(), olds, news);
      request.setOldInputs(structOf(olds));
      const answer = await call<messages.DiffResponse>("diffConfig", request);
      return answer.getChanges() === messages.DiffResponse.DiffChanges.DIFF_SOME;
    },
    configure: async (config) => {
      const request = new messages.ConfigureRequest();
      request.setArgs(structOf(config));
      const answer = await call<messages.ConfigureResponse>("configure", request);
      return { supportsPreview: answer.getSupportspreview(), acceptsSecrets: answer.getAcceptsecrets() };
    },
    check: async (urn, olds, news) => {
      const request = pair(new messages.CheckRequest(), olds, news);
      request.setUrn(urn);
      return checked(await call("check", request));
    },
    diff: async (urn, { id, recorded, inputs }, news) => {
      const request = pair(named(new messages.DiffRequest(), id), recorded, news);
      request.setUrn(urn);
      request.setOldInputs(structOf(inputs));
      const answer = await call<messages.DiffResponse>("diff", request);
      return {
        changes: answer.getChanges() === messages.DiffResponse.DiffChanges.DIFF_SOME,
        replaces: answer.getReplacesList(),
        detailed: detailedOf(answer),
      };
    },
    create: async (urn, inputs, options = {}) => {
      const request = new messages.CreateRequest();
      request.setUrn(urn);
      request.setProperties(structOf(inputs));
      const answer = await call<messages.CreateResponse>("create", limited(request, options));
      return { id: answer.getId(), properties: answer.getProperties()?.toJavaScript() ?? {} };
    },
    read: async (urn, id, inputs = {}, recorded = {}) => {
      const request = named(new messages.ReadRequest(), id);
      request.setUrn(urn);
      request.setInputs(structOf(inputs));
      request.setProperties(structOf(recorded));
      const answer = await call<messages.ReadResponse>("read", request);
      return {
        id: answer.getId(),
        inputs: answer.getInputs()?.toJavaScript() ?? {},
        properties: answer.getProperties()?.toJavaScript() ?? {},
      };
    },
    update: async (urn, { id, recorded }, news, options = {}) => {
      const request = pair(named(new messages.UpdateRequest(), id), recorded, news);
      request.setUrn(urn);
      const answer = await call<messages.UpdateResponse>("update", limited(request, options));
      return answer.getProperties()?.toJavaScript() ?? {};
    },
    delete: async (urn, id, recorded, { timeout = 0 } = {}) => {
      const request = named(new messages.DeleteRequest(), id);
      request.setUrn(urn);
      request.setTimeout(timeout);
      request.setProperties(structOf(recorded));
      await call<Empty>("delete", request);
    },
    invoke: async (token, invokeArgs) => {
      const request = new messages.InvokeRequest();
      request.setTok(token);
      request.setArgs(structOf(invokeArgs));
      const answer = await call<messages.InvokeResponse>("invoke", request);
      return {
        inputs: answer.getReturn()?.toJavaScript() ?? {},
        failures: answer
          .getFailuresList()
          .map((failure) => ({ property: failure.getProperty(), reason: failure.getReason() })),
      };
    },
    construct: () => call("construct", new messages.ConstructRequest()),
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

const structOf = (properties: Properties) => Struct.fromJavaScript(properties as never);

function limited<
  Request extends { setTimeout(seconds: number): unknown; setPreview(preview: boolean): unknown },
>(request: Request, { timeout = 0, preview = false }: Options): Request {
  request.setTimeout(timeout);
  request.setPreview(preview);
  return request;
}

function detailedOf(answer: messages.DiffResponse): Record<string, string> {
  const kinds = Object.entries(messages.PropertyDiff.Kind);
  const found: [string, string][] = [];
  answer.getDetaileddiffMap().forEach((diff: messages.PropertyDiff, name: string) => {
    const kind = kinds.find(([, value]) => value === diff.getKind())?.[0] ?? "?";
    found.push([name, diff.getInputdiff() ? kind : `${kind} (output)`]);
  });
  return Object.fromEntries(found);
}
