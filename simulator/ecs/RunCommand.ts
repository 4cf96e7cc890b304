import { z } from "zod";
import { defineAction } from "../transport/action";
import { flag, repeated, text, wholeNumber } from "../transport/parameters";
import type { Instance } from "../world/entities";
import { findInstance } from "../world/find";
import { newId } from "../world/identifiers";
import { instanceStatus } from "../world/instances";
import { runOn } from "../world/invocations";
import { region, tags } from "./parameterRules";
import { internalErrors, regionErrors, tagErrors, tokenErrors } from "./sharedErrors";

const errors = [
  [400, "InvalidParameter", "The specified parameter is not valid."],
  [403, "InvalidCmdType.NotFound", "The specified command type does not exist."],
  [403, "CmdContent.DecodeError", "The CommandContent can not be base64 decoded."],
  [403, "CmdContent.ExceedLimit", "The length of the command content exceeds the upper limit."],
  [403, "CmdName.ExceedLimit", "The length of the command name exceeds the upper limit."],
  [403, "CmdDesc.ExceedLimit", "The length of the command description exceeds the upper limit."],
  [403, "Username.ExceedLimit", "The length of the username exceeds the upper limit."],
  [403, "InvalidInstance.NotMatch", "The specified instance type does not match the command."],
  [403, "InstanceIds.ExceedLimit", "The number of instance IDs exceeds the upper limit."],
  [404, "InvalidInstance.NotFound", "The specified instance does not exist."],
  [500, "InternalError.Dispatch", "An error occurred when you dispatched the request."],
  ...regionErrors,
  ...tagErrors,
  ...tokenErrors,
  ...internalErrors,
] as const;

const types = { RunShellScript: "linux", RunBatScript: "windows", RunPowerShellScript: "windows" } as const;
const atMost = (length: number, code: string) => z.string().refine((value) => value.length <= length, code);

/** Sends a command to machines, once. What comes of it is in DescribeInvocationResults. */
export const RunCommand = defineAction({
  errors,
  idempotent: true,
  parameters: {
    RegionId: region("InvalidRegionId.NotFound"),
    InstanceId: repeated(z.string().min(1), 100, "InstanceIds.ExceedLimit"),
    Type: z.string().refine((type) => Object.hasOwn(types, type), "InvalidCmdType.NotFound"),
    CommandContent: text,
    ContentEncoding: z.string().toLowerCase().default("plaintext"),
    Name: atMost(128, "CmdName.ExceedLimit").default(""),
    Description: atMost(512, "CmdDesc.ExceedLimit").default(""),
    Timeout: wholeNumber(10, 86_400).default(60),
    Username: atMost(255, "Username.ExceedLimit").default(""),
    WorkingDir: atMost(200, "InvalidParameter").default(""),
    EnableParameter: flag.default(false),
    Parameters: z.string().default("{}"),
    /** Commands on a schedule are not played. */
    RepeatMode: z.enum(["Once"]).default("Once"),
    KeepCommand: flag.default(false),
    ResourceGroupId: z.string().default(""),
    Tag: tags.default({}),
  },
  run(request, context) {
    const instances = request.InstanceId.map((id) => {
      const instance = findInstance(context, id);
      if (instance?.regionId !== request.RegionId) throw context.error("InvalidInstance.NotFound");
      return instance;
    });
    const system = types[request.Type as keyof typeof types];
    if (instances.some(({ osType }) => osType !== system)) throw context.error("InvalidInstance.NotMatch");
    const parameters = readParameters(request.Parameters);
    if (parameters === undefined) throw context.error("InvalidParameter");
    const plain = decode(request.CommandContent, request.ContentEncoding);
    if (plain === undefined) throw context.error("CmdContent.DecodeError");
    if (Buffer.from(plain).toString("base64").length > 24 * 1024)
      throw context.error("CmdContent.ExceedLimit");
    const content = request.EnableParameter ? fill(plain, parameters) : plain;
    const command = { content, timeout: request.Timeout };
    const isRunning = (instance: Instance) => instanceStatus(instance, context.now) === "Running";
    const invokeId = newId("t-");
    const commandId = newId("c-");
    context.world.invocations[invokeId] = {
      invokeId,
      commandId,
      regionId: request.RegionId,
      name: request.Name,
      description: request.Description,
      type: request.Type,
      content: plain,
      parameters,
      createdAt: context.now,
      timeout: request.Timeout,
      username: request.Username || (system === "linux" ? "root" : "System"),
      workingDir: request.WorkingDir || (system === "linux" ? "/root" : "C:\\Windows\\System32"),
      resourceGroupId: request.ResourceGroupId,
      tags: request.Tag,
      results: instances.map((instance) => runOn(instance, command, isRunning(instance), context)),
    };
    return { CommandId: commandId, InvokeId: invokeId };
  },
});

/** Anything but Base64 counts as plain text, says the page. */
function decode(content: string, encoding: string): string | undefined {
  if (encoding !== "base64") return content;
  const bytes = Buffer.from(content, "base64");
  const same = bytes.toString("base64").replace(/=+$/, "") === content.replace(/=+$/, "");
  return same ? bytes.toString() : undefined;
}

const parameterValues = z.record(z.string().min(1).max(64), z.coerce.string());

function readParameters(json: string): Record<string, string> | undefined {
  try {
    return parameterValues.parse(JSON.parse(json));
  } catch {
    return undefined;
  }
}

/** `{{name}}` in the command's text. */
function fill(content: string, parameters: Readonly<Record<string, string>>): string {
  return Object.entries(parameters).reduce(
    (text, [name, value]) => text.replaceAll(`{{${name}}}`, () => value),
    content,
  );
}
