import type * as Grpc from "@grpc/grpc-js";
import type { IResourceProviderServer } from "@pulumi/pulumi/proto/provider_grpc_pb";
import type * as Messages from "@pulumi/pulumi/proto/provider_pb";
import { sameValue } from "../../lifecycle/canonical";
import type { CheckAnswer } from "../../runtime/lifecycle";
import { version } from "./package";
import type { PropertyChange } from "./detailedDiff";
import type { Plugin } from "./plugin";
import { pulumiSchema } from "./schema";
import { Empty, messages, PluginInfo } from "./sdk";
import { serviceError } from "./serviceError";
import { propertiesOf, structOf } from "./struct";

/** Pulumi's provider protocol, mapped onto the plugin. What is not here is answered as unimplemented. */
export const serviceOf = (plugin: Plugin) =>
  ({
    handshake: unary(({ request }: Call<Messages.ProviderHandshakeRequest>) => {
      const address = request.getEngineAddress();
      if (address) plugin.attach(address);
      return new messages.ProviderHandshakeResponse();
    }),

    attach: unary(({ request }: Call<{ getAddress(): string }>) => {
      plugin.attach(request.getAddress());
      return new Empty();
    }),

    getPluginInfo: unary(() => {
      const info = new PluginInfo();
      info.setVersion(version);
      return info;
    }),

    getSchema: unary(({ request }: Call<Messages.GetSchemaRequest>) => {
      if (request.getVersion() !== 0)
        throw new Error(`There is no schema of version ${request.getVersion()}; ask for version 0.`);
      const answer = new messages.GetSchemaResponse();
      answer.setSchema(JSON.stringify(pulumiSchema()));
      return answer;
    }),

    checkConfig: unary(({ request }: Call<Messages.CheckRequest>) =>
      checkResponse(plugin.checkConfig(propertiesOf(request.getNews()))),
    ),

    /** Other settings are taken up as they are: what a resource is of does not follow from them. */
    diffConfig: unary(({ request }: Call<Messages.DiffRequest>) => {
      const [olds, news] = [propertiesOf(request.getOldInputs()), propertiesOf(request.getNews())];
      const answer = new messages.DiffResponse();
      answer.setChanges(changesOf(!sameValue(olds, news)));
      return answer;
    }),

    configure: unary(({ request }: Call<Messages.ConfigureRequest>) => {
      plugin.configure(propertiesOf(request.getArgs()));
      const answer = new messages.ConfigureResponse();
      answer.setSupportspreview(true);
      return answer;
    }),

    check: unary(async ({ request }: Call<Messages.CheckRequest>) =>
      checkResponse(
        await plugin.check({
          urn: request.getUrn(),
          olds: propertiesOf(request.getOlds()),
          news: propertiesOf(request.getNews()),
        }),
      ),
    ),

    diff: unary(async ({ request }: Call<Messages.DiffRequest>) => {
      const { changes, replaces, detailed } = await plugin.diff(changed(request));
      const answer = new messages.DiffResponse();
      answer.setChanges(changesOf(changes));
      answer.setReplacesList([...replaces]);
      answer.setDiffsList(Object.keys(detailed));
      answer.setHasdetaileddiff(true);
      for (const [name, change] of Object.entries(detailed))
        answer.getDetaileddiffMap().set(name, propertyDiff(change));
      return answer;
    }),

    create: unary(async ({ request }: Call<Messages.CreateRequest>) => {
      const { id, outputs } = await plugin.create({
        urn: request.getUrn(),
        inputs: propertiesOf(request.getProperties()),
        timeout: request.getTimeout(),
        preview: request.getPreview(),
      });
      const answer = new messages.CreateResponse();
      answer.setId(id);
      answer.setProperties(structOf(outputs));
      return answer;
    }, "partial"),

    read: unary(async ({ request }: Call<Messages.ReadRequest>) => {
      const { id, inputs, outputs } = await plugin.read({
        urn: request.getUrn(),
        id: request.getId(),
        inputs: propertiesOf(request.getInputs()),
        recorded: propertiesOf(request.getProperties()),
      });
      const answer = new messages.ReadResponse();
      answer.setId(id);
      answer.setInputs(structOf(inputs));
      answer.setProperties(structOf(outputs));
      return answer;
    }),

    update: unary(async ({ request }: Call<Messages.UpdateRequest>) => {
      const { outputs } = await plugin.update({
        ...changed(request),
        timeout: request.getTimeout(),
        preview: request.getPreview(),
      });
      const answer = new messages.UpdateResponse();
      answer.setProperties(structOf(outputs));
      return answer;
    }, "partial"),

    delete: unary(async ({ request }: Call<Messages.DeleteRequest>) => {
      await plugin.delete({
        urn: request.getUrn(),
        id: request.getId(),
        recorded: propertiesOf(request.getProperties()),
        timeout: request.getTimeout(),
      });
      return new Empty();
    }),

    invoke: unary(async ({ request }: Call<Messages.InvokeRequest>) => {
      const { failures, answer } = await plugin.invoke({
        token: request.getTok(),
        args: propertiesOf(request.getArgs()),
      });
      const response = new messages.InvokeResponse();
      response.setFailuresList(failures.map(checkFailure));
      if (answer) response.setReturn(structOf(answer));
      return response;
    }),

    cancel: unary(() => {
      plugin.cancel();
      return new Empty();
    }),
  }) satisfies Partial<Record<keyof IResourceProviderServer, unknown>>;

interface Call<Request> {
  readonly request: Request;
}

/** Whatever is thrown is answered, or the engine would wait for ever. */
function unary<Request, Answer>(
  work: (call: Call<Request>) => Answer | Promise<Answer>,
  partial?: "partial",
): (call: Call<Request>, answer: Grpc.sendUnaryData<Answer>) => void {
  return (call, answer) => {
    Promise.resolve(call)
      .then(work)
      .then(
        (value) => answer(null, value),
        (error: unknown) => answer(serviceError(error, partial)),
      );
  };
}

const changed = (request: Messages.DiffRequest | Messages.UpdateRequest) => ({
  urn: request.getUrn(),
  id: request.getId(),
  recorded: propertiesOf(request.getOlds()),
  oldInputs: propertiesOf(request.getOldInputs()),
  news: propertiesOf(request.getNews()),
});

function checkResponse({ inputs, failures }: CheckAnswer): Messages.CheckResponse {
  const answer = new messages.CheckResponse();
  answer.setInputs(structOf(inputs));
  answer.setFailuresList(failures.map(checkFailure));
  return answer;
}

function checkFailure({ property, reason }: CheckAnswer["failures"][number]): Messages.CheckFailure {
  const failure = new messages.CheckFailure();
  failure.setProperty(property);
  failure.setReason(reason);
  return failure;
}

const changesOf = (changes: boolean) =>
  changes ? messages.DiffResponse.DiffChanges.DIFF_SOME : messages.DiffResponse.DiffChanges.DIFF_NONE;

function propertyDiff({ kind, replaces, ofInput }: PropertyChange): Messages.PropertyDiff {
  const { ADD, ADD_REPLACE, DELETE, DELETE_REPLACE, UPDATE, UPDATE_REPLACE } = messages.PropertyDiff.Kind;
  const [plain, replacing] = {
    add: [ADD, ADD_REPLACE] as const,
    delete: [DELETE, DELETE_REPLACE] as const,
    update: [UPDATE, UPDATE_REPLACE] as const,
  }[kind];
  const diff = new messages.PropertyDiff();
  diff.setKind(replaces ? replacing : plain);
  diff.setInputdiff(ofInput);
  return diff;
}
