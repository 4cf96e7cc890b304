import { inOwnWords } from "../configuration";
import { tokenOf } from "../kinds";
import type { JsonSchema } from "./flatten";

/** A property as Pulumi's schema describes it. */
export interface PropertySpec {
  readonly type?: string;
  readonly $ref?: string;
  readonly items?: PropertySpec;
  readonly additionalProperties?: PropertySpec;
  readonly oneOf?: readonly PropertySpec[];
  readonly description?: string;
  readonly secret?: boolean;
}

export interface ObjectSpec {
  readonly type: "object";
  readonly description?: string;
  readonly properties: Readonly<Record<string, PropertySpec>>;
  readonly required: readonly string[];
}

interface EnumSpec {
  readonly type: "string";
  readonly description?: string;
  readonly enum: readonly { readonly name: string; readonly value: string }[];
}

/** The named types that properties refer to; a conversion adds those that it makes. */
export type Types = Record<string, ObjectSpec | EnumSpec>;

/** An object's properties; `name` is what the types of its parts are named after. */
export function propertiesOf(
  schema: JsonSchema,
  name: string,
  types: Types,
  as: "input" | "output",
): ObjectSpec {
  const properties = Object.entries(schema.properties ?? {}).map(([property, value]) => [
    property,
    propertyOf(value as JsonSchema, `${name}${capital(property)}`, types, as),
  ]);
  return {
    type: "object",
    ...described(schema),
    properties: Object.fromEntries(properties) as ObjectSpec["properties"],
    required: schema.required ?? [],
  };
}

function propertyOf(schema: JsonSchema, name: string, types: Types, as: "input" | "output"): PropertySpec {
  return {
    ...typeOf(schema, name, types, as),
    ...described(schema),
    ...(schema["secret"] === true ? { secret: true } : {}),
  };
}

function typeOf(schema: JsonSchema, name: string, types: Types, as: "input" | "output"): PropertySpec {
  if (schema.anyOf) return { oneOf: schema.anyOf.map((one) => typeOf(one as JsonSchema, name, types, as)) };
  if (schema.enum && as === "input") return valuesOf(schema, name, types);
  switch (schema.type) {
    case "array":
      return { type: "array", items: typeOf(schema.items as JsonSchema, name, types, as) };
    case "object":
      return schema.properties ? named(schema, name, types, as) : mapOf(schema, name, types, as);
    case undefined:
      return { $ref: "pulumi.json#/Any" };
    default:
      return { type: String(schema.type) };
  }
}

function named(schema: JsonSchema, name: string, types: Types, as: "input" | "output"): PropertySpec {
  // What several properties share has a name of its own.
  const type = schema.title ?? name;
  types[tokenOf(type)] = propertiesOf(schema, type, types, as);
  return { $ref: `#/types/${tokenOf(type)}` };
}

const mapOf = (schema: JsonSchema, name: string, types: Types, as: "input" | "output"): PropertySpec => ({
  type: "object",
  additionalProperties: typeOf(schema.additionalProperties as JsonSchema, name, types, as),
});

/** Known values, for editors; any text can stand there, since it may come from configuration. */
function valuesOf(schema: JsonSchema, name: string, types: Types): PropertySpec {
  const values = (schema.enum ?? []).map(String);
  types[tokenOf(name)] = {
    type: "string",
    enum: values.map((value) => ({ name: capital(value), value })),
  };
  return { type: "string", oneOf: [{ type: "string" }, { $ref: `#/types/${tokenOf(name)}` }] };
}

const described = ({ description }: JsonSchema) =>
  description === undefined ? {} : { description: inOwnWords(description) };

export const capital = (word: string) => word.slice(0, 1).toUpperCase() + word.slice(1);
