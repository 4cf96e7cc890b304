import { z } from "zod";
import { configurationSchema } from "../../../client/configurationSchema";
import { restorePointsInputs } from "../../../lifecycle/inputs/restorePoints";
import { restorePointsSchema } from "../../../lifecycle/outputs/restorePoints";
import { rollbackOutputsSchema } from "../../../lifecycle/outputs/diskRollback";
import { snapshotOutputsSchema } from "../../../lifecycle/outputs/diskSnapshot";
import { snapshotSchema } from "../../../runtime/diskSnapshot/declared";
import { rollbackSchema } from "../../../rollback/desiredFrom";
import { packageName, tokenOf, type FunctionName, type Kind } from "../kinds";
import { version } from "../package";
import { capital, propertiesOf, type Types } from "./convert";
import { flatten, type JsonSchema } from "./flatten";

/**
 * The plugin's schema, made from the schemas that check the inputs: what SDKs and reference of every language are
 * generated from. It has no defaults: they are filled in at run time, so that a new one changes no resource.
 */
export function pulumiSchema(): object {
  const types: Types = {};
  const resources = (Object.keys(shapes) as Kind[]).map((kind) => [tokenOf(kind), resource(kind, types)]);
  const functions = (Object.keys(functionShapes) as FunctionName[]).map((name) => [
    tokenOf(name),
    functionSpec(name, types),
  ]);
  const config = propertiesOf(jsonOf(configurationSchema), "", types, "input");
  return {
    name: packageName,
    version,
    displayName: "Alibaba Cloud restore points",
    description: "Restore points for Alibaba Cloud disks: take snapshots, and put disks back to them.",
    keywords: ["alicloud", "aliyun", "snapshot", "rollback", "disk", "restore", "category/cloud"],
    license: "Apache-2.0",
    meta: { moduleFormat: "(.*)" },
    config: { variables: config.properties },
    provider: {
      description: "Which account, region and endpoints the resources of this provider use.",
      inputProperties: config.properties,
    },
    types,
    resources: Object.fromEntries(resources),
    functions: Object.fromEntries(functions),
    language: {
      nodejs: { packageName: "pulumi-alicloud-restore-sdk", respectSchemaVersion: true },
      python: {
        packageName: "pulumi_alicloud_restore",
        respectSchemaVersion: true,
        pyproject: { enabled: true },
      },
      go: {
        importBasePath: "pulumi-alicloud-restore/sdk/go/alicloudrestore",
        rootPackageName: "alicloudrestore",
        respectSchemaVersion: true,
      },
      csharp: { respectSchemaVersion: true },
    },
  };
}

const shapes = {
  DiskSnapshot: { inputs: snapshotSchema, outputs: snapshotOutputsSchema },
  DiskRollback: { inputs: rollbackSchema, outputs: rollbackOutputsSchema },
} as const satisfies Record<Kind, { inputs: z.ZodType; outputs: z.ZodType }>;

function resource(kind: Kind, types: Types): object {
  const { inputs, outputs } = shapes[kind];
  const union = jsonOf(inputs);
  const input = propertiesOf(flatten(union), kind, types, "input");
  const output = propertiesOf(jsonOf(outputs), `${kind}State`, types, "output");
  return {
    description: union.description,
    inputProperties: input.properties,
    requiredInputs: input.required.filter((name) => name !== "service" && name !== "regionId"),
    properties: output.properties,
    required: output.required,
    // A stack that was made with the classes of the npm package moves here as it is.
    aliases: [{ type: `pulumi-nodejs:restore:${kind}` }],
  };
}

const functionShapes = {
  getRestorePoints: { inputs: restorePointsInputs, outputs: restorePointsSchema },
} as const satisfies Record<FunctionName, { inputs: z.ZodType; outputs: z.ZodType }>;

function functionSpec(name: FunctionName, types: Types): object {
  const { inputs, outputs } = functionShapes[name];
  const union = jsonOf(inputs);
  const input = propertiesOf(flatten(union), capital(name), types, "input");
  const output = propertiesOf(jsonOf(outputs), `${capital(name)}Result`, types, "output");
  return {
    description: union.description,
    inputs: {
      type: "object",
      properties: input.properties,
      required: input.required.filter((one) => one !== "service" && one !== "regionId"),
    },
    outputs: { type: "object", properties: output.properties, required: output.required },
  };
}

const jsonOf = (schema: z.ZodType): JsonSchema =>
  z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as JsonSchema;
