import type { z } from "zod";
import { sameValue } from "../../../lifecycle/canonical";

export type JsonSchema = z.core.JSONSchema.BaseSchema;

/**
 * A union of one object for each service, as one object with all their properties: a Pulumi schema cannot say a union.
 * What is required is checked for each service; here only what all of them require is.
 */
export function flatten(union: JsonSchema): JsonSchema {
  const variants = (union.oneOf ?? []).map((one) => {
    const schema = one as JsonSchema;
    const service = schema.properties?.["service"] as JsonSchema | undefined;
    return { service: String(service?.const), schema };
  });
  return merged(variants, variants.length);
}

interface Variant {
  readonly service: string;
  readonly schema: JsonSchema;
}

function merged(variants: readonly Variant[], services: number): JsonSchema {
  const [first] = variants;
  if (!first) return {};
  const description = mergedDescription(variants, services);
  const plain = { ...first.schema, ...(description ? { description } : {}) };
  if (first.schema.properties) return { ...plain, ...mergedObject(variants, services) };
  if (first.schema.enum || first.schema.const !== undefined)
    return { ...plain, ...mergedValues(variants.map(({ schema }) => schema)) };
  if (first.schema.anyOf)
    return {
      ...plain,
      anyOf: first.schema.anyOf.map((_, index) =>
        merged(
          variants.map(({ service, schema }) => ({ service, schema: schema.anyOf?.[index] as JsonSchema })),
          services,
        ),
      ),
    };
  return plain;
}

function mergedObject(variants: readonly Variant[], services: number): Partial<JsonSchema> {
  const names = new Set(variants.flatMap(({ schema }) => Object.keys(schema.properties ?? {})));
  const properties = [...names].map((name) => {
    const having = variants.flatMap(({ service, schema }) => {
      const property = schema.properties?.[name];
      return property === undefined ? [] : [{ service, schema: property as JsonSchema }];
    });
    return [name, merged(having, services)];
  });
  const required = [...names].filter((name) =>
    variants.length === services ? variants.every(({ schema }) => schema.required?.includes(name)) : false,
  );
  return { properties: Object.fromEntries(properties) as JsonSchema["properties"] & object, required };
}

function mergedValues(schemas: readonly JsonSchema[]): Partial<JsonSchema> {
  const values = schemas.flatMap((schema) => schema.enum ?? [schema.const as string]);
  const distinct = [...new Set(values)];
  return typeof distinct[0] === "string" ? { enum: distinct, const: undefined } : {};
}

/** Says for which services a property is, and what it means for each where that differs. */
function mergedDescription(variants: readonly Variant[], services: number): string {
  const texts = variants.map(({ schema }) => schema.description ?? "");
  const [text = ""] = texts;
  // Their values tell the services apart.
  if (variants.some(({ schema }) => schema.const !== undefined)) return text;
  if (text && texts.every((other) => sameValue(other, text)))
    return variants.length === services
      ? text
      : `${text} (Of ${variants.map(({ service }) => service).join(" and ")} only.)`;
  const groups = new Map<string, string[]>();
  for (const { service, schema } of variants) {
    const one = schema.description ?? "";
    groups.set(one, [...(groups.get(one) ?? []), service]);
  }
  return [...groups]
    .filter(([one]) => one)
    .map(([one, names]) => `${names.join(" and ")}: ${one}`)
    .join("\n\n");
}
