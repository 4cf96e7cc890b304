import { readFileSync } from "node:fs";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { restorePointsInputs } from "../../../provider/lifecycle/inputs/restorePoints";
import { rollbackOutputsSchema } from "../../../provider/lifecycle/outputs/diskRollback";
import { snapshotOutputsSchema } from "../../../provider/lifecycle/outputs/diskSnapshot";
import { restorePointSchema } from "../../../provider/lifecycle/outputs/restorePoints";
import { snapshotSchema } from "../../../provider/runtime/diskSnapshot/declared";
import { rollbackSchema } from "../../../provider/rollback/desiredFrom";

type JsonSchema = z.core.JSONSchema.BaseSchema;
type Manual = Record<string, string | undefined>;

/** The comments of a file's interfaces or classes, one entry for each property, nested ones as "timeouts.stop". */
function commentsOf(file: string): Record<string, Manual> {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.ES2022, true);
  const found: Record<string, Manual> = {};
  source.forEachChild((node) => {
    if (!ts.isInterfaceDeclaration(node) && !ts.isClassDeclaration(node)) return;
    const manual: Manual = { "": commentOf(node) };
    for (const member of node.members)
      if (ts.isPropertySignature(member) || ts.isPropertyDeclaration(member)) collect(member, "", manual);
    found[node.name?.text ?? ""] = manual;
  });
  return found;
}

function collect(member: ts.PropertySignature | ts.PropertyDeclaration, above: string, manual: Manual): void {
  const name = `${above}${member.name.getText()}`;
  manual[name] = commentOf(member);
  const within = (node: ts.Node): void => {
    if (ts.isPropertySignature(node)) collect(node, `${name}.`, manual);
    else node.forEachChild(within);
  };
  if (member.type) within(member.type);
}

function commentOf(node: ts.Node): string | undefined {
  const comment = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc).at(-1)?.comment;
  return ts.getTextOfJSDocComment(comment)?.replace(/\s+/g, " ").trim();
}

/** The descriptions of a schema, in the same form. */
function descriptionsOf(schema: JsonSchema, above = ""): Manual {
  const shapes = [schema, schema.items as JsonSchema | undefined, ...((schema.anyOf ?? []) as JsonSchema[])];
  return Object.assign(
    {},
    ...shapes.flatMap((shape) =>
      Object.entries(shape?.properties ?? {}).map(([name, value]) => {
        const property = value as JsonSchema;
        return { [`${above}${name}`]: property.description, ...descriptionsOf(property, `${above}${name}.`) };
      }),
    ),
  ) as Manual;
}

const jsonOf = (schema: z.ZodType) =>
  z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as JsonSchema;

const kinds = [
  { kind: "DiskSnapshot", file: "diskSnapshot", inputs: snapshotSchema, outputs: snapshotOutputsSchema },
  { kind: "DiskRollback", file: "diskRollback", inputs: rollbackSchema, outputs: rollbackOutputsSchema },
] as const;

describe.each(kinds)("the manual of $kind", ({ kind, file, inputs, outputs }) => {
  const union = jsonOf(inputs);

  test.each(["Ecs", "Swas", "Ecd"])(
    "%s: the comments in the editor are the descriptions of the schema",
    (service) => {
      const comments = commentsOf(`provider/resources/${file}Args.ts`);
      const described = (union.oneOf as JsonSchema[]).find(
        ({ properties }) => (properties?.["service"] as JsonSchema).const === service.toLowerCase(),
      );
      const all = { ...comments[`Common${kind}Args`], ...comments[`${service}${kind}Args`] };
      const manual = Object.fromEntries(Object.entries(all).filter(([name]) => name !== ""));
      const descriptions = descriptionsOf(described!);
      expect(Object.values(descriptions)).not.toContain(undefined);
      expect(descriptions).toEqual(manual);
    },
  );

  test("outputs: the same", () => {
    const { "": about, ...manual } = commentsOf(`provider/resources/${file}.ts`)[kind]!;
    expect(union.description).toBe(about);
    const descriptions = descriptionsOf(jsonOf(outputs));
    const own = Object.fromEntries(Object.entries(descriptions).filter(([name]) => !name.includes(".")));
    expect(own).toEqual(manual);
    expect(Object.values(descriptions)).not.toContain(undefined);
  });
});

describe("the manual of getRestorePoints", () => {
  const comments = commentsOf("provider/resources/getRestorePoints.ts");
  const topLevel = (manual: Manual) =>
    Object.fromEntries(Object.entries(manual).filter(([name]) => name !== "" && !name.includes(".")));

  test("answers: the comments in the editor are the descriptions of the schema", () => {
    const descriptions = descriptionsOf(jsonOf(restorePointSchema));
    expect(topLevel(descriptions)).toEqual(topLevel(comments["RestorePoint"]!));
    expect(Object.values(descriptions)).not.toContain(undefined);
  });

  test("arguments: the same names", () => {
    const variants = jsonOf(restorePointsInputs).oneOf as JsonSchema[];
    const names = new Set(variants.flatMap((one) => Object.keys(one.properties ?? {})));
    expect([...names].sort()).toEqual(Object.keys(topLevel(comments["GetRestorePointsArgs"]!)).sort());
  });
});
