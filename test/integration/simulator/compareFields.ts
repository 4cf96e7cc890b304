import { readFileSync } from "node:fs";
import type { ServiceName } from "../../../simulator/world/entities";

/** An answer's shape as an SDK has it: a type's name, a list of one shape, or fields. */
export type Model = string | [Model] | { [field: string]: Model };

/** What the official SDKs know of the answers, by service and action. */
export const apiModels = JSON.parse(readFileSync("test/fixtures/apiModels.json", "utf8")) as Record<
  ServiceName,
  Record<string, Model>
>;

export interface Comparison {
  /** Documented, and not in the answer. */
  readonly missing: string[];
  /** In the answer, and not documented. */
  readonly unknown: string[];
  readonly wrongType: string[];
}

/** Compares names and types. A field is there when one of the answers, or of a list's elements, has it. */
export function compareFields(model: Model, answers: readonly unknown[]): Comparison {
  const comparison: Comparison = { missing: [], unknown: [], wrongType: [] };
  compare(model, answers, "", comparison);
  return comparison;
}

/** The paths of all documented fields that hold a value, such as `Disks.Disk[].DiskId`. */
export function documentedFields(model: Model, path = ""): string[] {
  if (typeof model === "string") return [path];
  if (Array.isArray(model)) return documentedFields(model[0], `${path}[]`);
  return Object.entries(model).flatMap(([name, inner]) => documentedFields(inner, join(path, name)));
}

function compare(model: Model, values: readonly unknown[], path: string, into: Comparison): void {
  if (values.length === 0) into.missing.push(path);
  else if (typeof model === "string") checkType(model, values, path, into);
  else if (Array.isArray(model)) compareLists(model, values, path, into);
  else compareObjects(model, values, path, into);
}

function checkType(type: string, values: readonly unknown[], path: string, into: Comparison): void {
  if (values.some((value) => typeof value !== type)) into.wrongType.push(path);
}

function compareLists([item]: [Model], values: readonly unknown[], path: string, into: Comparison): void {
  if (values.every(Array.isArray)) compare(item, values.flat(), `${path}[]`, into);
  else into.wrongType.push(path);
}

function compareObjects(
  model: Record<string, Model>,
  values: readonly unknown[],
  path: string,
  into: Comparison,
): void {
  if (!values.every(isObject)) {
    into.wrongType.push(path);
    return;
  }
  for (const [name, inner] of Object.entries(model)) {
    const present = values.filter((value) => Object.hasOwn(value, name)).map((value) => value[name]);
    compare(inner, present, join(path, name), into);
  }
  const names = new Set(values.flatMap(Object.keys));
  into.unknown.push(...[...names].filter((name) => !(name in model)).map((name) => join(path, name)));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function join(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}
