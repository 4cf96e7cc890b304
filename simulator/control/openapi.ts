import { z } from "zod";
import { kinds, type Kind } from "./change";
import { bodies, views, type ViewName } from "./schemas";

type JsonSchema = Record<string, unknown>;
type Method = "get" | "put" | "post" | "patch" | "delete";

/** One request of the control API. */
export interface ControlOperation {
  readonly method: Method;
  /** As OpenAPI writes it, below `/_simulator`. */
  readonly path: string;
  readonly summary: string;
  readonly body?: JsonSchema;
  /** The body is the text itself. */
  readonly textBody?: true;
  /** Whole numbers that can be given in the query, and what they mean. */
  readonly query?: Readonly<Record<string, string>>;
  readonly answer: JsonSchema;
  readonly status?: 201;
  /** What it answers else. */
  readonly refusals?: readonly (400 | 404 | 409 | 413)[];
}

const ref = (name: ViewName | "World"): JsonSchema => ({ $ref: `#/components/schemas/${name}` });
const listOf = (items: JsonSchema): JsonSchema => ({ type: "array", items });
const byId = (values: JsonSchema): JsonSchema => ({ type: "object", additionalProperties: values });

const viewOf = {
  disks: "Disk",
  instances: "Instance",
  snapshots: "Snapshot",
  snapshotGroups: "SnapshotGroup",
} as const satisfies Record<Kind, ViewName>;

const statuses: Record<Kind, readonly string[]> = {
  disks: [],
  instances: ["Running", "Stopped", "Starting", "Stopping"],
  snapshots: ["progressing", "accomplished", "failed"],
  snapshotGroups: [],
};

export const controlOperations: readonly ControlOperation[] = [
  { method: "get", path: "/health", summary: "Whether it runs, and its time.", answer: ref("Health") },
  { method: "get", path: "/openapi.json", summary: "This description.", answer: { type: "object" } },
  { method: "get", path: "/world", summary: "Everything that the account holds.", answer: ref("World") },
  ...(Object.keys(kinds) as Kind[]).flatMap(entityOperations),
  {
    method: "patch",
    path: "/world/account",
    summary: "Changes the account.",
    body: optional(jsonSchema(views.Account)),
    answer: ref("Account"),
    refusals: [400, 413],
  },
  {
    method: "put",
    path: "/disks/{id}/content",
    summary:
      "Writes to a disk, as if its machine did: refused unless one of its hosts runs or it is unattached.",
    textBody: true,
    answer: ref("Content"),
    refusals: [404, 409, 413],
  },
  {
    method: "get",
    path: "/calls",
    summary: "Who called what; the oldest first.",
    query: { last: "Only so many, the newest." },
    refusals: [400],
    answer: listOf(ref("Call")),
  },
  { method: "delete", path: "/calls", summary: "Forgets the calls.", answer: ref("Done") },
  { method: "get", path: "/faults", summary: "What goes wrong.", answer: listOf(ref("Fault")) },
  {
    method: "post",
    path: "/faults",
    summary: "Lets something go wrong.",
    body: jsonSchema(bodies.fault, "given"),
    answer: ref("Fault"),
    status: 201,
    refusals: [400, 413],
  },
  {
    method: "delete",
    path: "/faults",
    summary: "Takes all faults away, and lets what they hold go.",
    answer: ref("Done"),
  },
  {
    method: "delete",
    path: "/faults/{id}",
    summary: "Takes a fault away, and lets what it holds go.",
    answer: ref("Done"),
    refusals: [404],
  },
  {
    method: "post",
    path: "/faults/{id}/release",
    summary: "Lets the answers go that a fault holds.",
    answer: ref("Done"),
    refusals: [404],
  },
  {
    method: "post",
    path: "/clock",
    summary: "Moves the simulated clock forward, or changes its speed.",
    body: jsonSchema(bodies.clock, "given"),
    answer: ref("Clock"),
    refusals: [400, 413],
  },
  { method: "get", path: "/settings", summary: "How the cloud behaves.", answer: ref("Settings") },
  {
    method: "put",
    path: "/settings",
    summary: "Changes the settings that are given.",
    body: optional(jsonSchema(views.Settings)),
    answer: ref("Settings"),
    refusals: [400, 413],
  },
  {
    method: "post",
    path: "/credentials",
    summary: "Issues a temporary key with its token.",
    body: jsonSchema(bodies.credentials, "given"),
    answer: ref("Credentials"),
    status: 201,
    refusals: [400, 413],
  },
  {
    method: "post",
    path: "/reset",
    summary: "The first world, the first settings, the real time; no faults, no calls.",
    answer: ref("Done"),
  },
];

function entityOperations(kind: Kind): ControlOperation[] {
  const one = `/world/${kind}/{id}`;
  const answer = ref(viewOf[kind]);
  const body = jsonSchema(kinds[kind].schema, "given");
  const settable = statuses[kind].length === 0 ? {} : { status: { enum: statuses[kind] } };
  const fields = { ...(body["properties"] as JsonSchema), ...settable };
  const changes = Object.fromEntries(
    Object.entries(fields).map(([name, schema]) => [name, { anyOf: [schema, { type: "null" }] }]),
  );
  const withFields = (properties: JsonSchema, required: string[]) => ({ ...body, properties, required });
  return [
    { method: "get", path: one, summary: `One of the ${kind}.`, answer, refusals: [404] },
    {
      method: "post",
      path: `/world/${kind}`,
      summary: `Adds to the ${kind}; what is not given is as an ordinary one has it.`,
      body: withFields(fields, [kinds[kind].id, ...(kind === "snapshots" ? ["sourceDiskId"] : [])]),
      answer,
      status: 201,
      refusals: [400, 413],
    },
    {
      method: "patch",
      path: one,
      summary: `Changes one of the ${kind}; null takes a field away.`,
      body: withFields(changes, []),
      answer,
      refusals: [400, 404, 413],
    },
    {
      method: "delete",
      path: one,
      summary: `Takes one of the ${kind} away.`,
      answer: ref("Done"),
      refusals: [404],
    },
  ];
}

/** The control API as OpenAPI describes it, made of the schemas that check it. */
export function openApiDocument(): JsonSchema {
  const paths: Record<string, JsonSchema> = {};
  for (const operation of controlOperations)
    (paths[`/_simulator${operation.path}`] ??= {})[operation.method] = describe(operation);
  const schemas = Object.fromEntries(
    Object.entries(views).map(([name, schema]) => [name, jsonSchema(schema as z.ZodType)]),
  );
  return {
    openapi: "3.1.0",
    info: {
      title: "Control API of the simulated Alibaba Cloud",
      version: "1",
      description: "For people with curl, for tests and for the page. Unsigned, JSON.",
    },
    paths,
    components: { schemas: { ...schemas, World: worldSchema() } },
  };
}

function describe(operation: ControlOperation) {
  const { method, path, summary, query = {}, body, textBody, answer, status, refusals = [] } = operation;
  const content = textBody
    ? { "text/plain": { schema: { type: "string" } } }
    : body && { "application/json": { schema: body } };
  const parameters = [
    ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => pathParameter(name!)),
    ...Object.entries(query).map(([name, description]) => queryParameter(name, description)),
  ];
  return {
    operationId: operationId(method, path),
    summary,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(content ? { requestBody: { required: true, content } } : {}),
    responses: {
      [status ?? 200]: response("It is done.", answer),
      ...Object.fromEntries(refusals.map((code) => [code, response("Refused, and why.", ref("Error"))])),
    },
  };
}

const pathParameter = (name: string) => ({ name, in: "path", required: true, schema: { type: "string" } });
const queryParameter = (name: string, description: string) => ({
  ...{ name, description },
  in: "query",
  schema: { type: "integer", minimum: 1 },
});
const response = (description: string, schema: JsonSchema) => ({
  description,
  content: { "application/json": { schema } },
});

/** `patch /world/disks/{id}` is `patchWorldDisksId`. */
function operationId(method: string, path: string): string {
  const words = path.split(/[^A-Za-z]+/).filter((word) => word !== "");
  return method + words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join("");
}

function worldSchema(): JsonSchema {
  const tables = Object.entries(viewOf).map(([kind, name]) => [kind, byId(ref(name))] as const);
  const properties = {
    now: { type: "string", format: "date-time" },
    speed: jsonSchema(views.Clock.shape.speed),
    settings: ref("Settings"),
    account: ref("Account"),
    ...Object.fromEntries(tables),
  };
  return { type: "object", properties, required: Object.keys(properties), additionalProperties: false };
}

/**
 * As JSON has it: `shown` in an answer, where a field that has a first value is always there, or `given` in a body, where
 * it may be missing.
 */
function jsonSchema(schema: z.ZodType, side: "shown" | "given" = "shown"): JsonSchema {
  const made: JsonSchema = z.toJSONSchema(schema, {
    io: "input",
    unrepresentable: "any",
    override: ({ zodSchema, jsonSchema: part }) => {
      if (side === "given" || !(zodSchema instanceof z.ZodObject)) return;
      const always = Object.entries(zodSchema.shape).filter(([, field]) => !(field instanceof z.ZodOptional));
      part.required = always.map(([name]) => name);
    },
  });
  delete made["$schema"];
  return made;
}

/** Nothing needs to be given, in any depth. */
function optional(schema: JsonSchema): JsonSchema {
  const rest = { ...schema };
  delete rest["required"];
  const properties = Object.entries((rest["properties"] ?? {}) as Record<string, JsonSchema>);
  if (properties.length === 0) return rest;
  return {
    ...rest,
    properties: Object.fromEntries(properties.map(([name, part]) => [name, optional(part)])),
  };
}
