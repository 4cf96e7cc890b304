import { describe, expect, test } from "vitest";
import { pulumiSchema } from "../../../../provider/host/plugin/schema";

interface Property {
  readonly description?: string;
  readonly secret?: boolean;
  readonly $ref?: string;
  readonly items?: Property;
  readonly oneOf?: readonly Property[];
}
type Properties = Readonly<Record<string, Property>>;
interface Schema {
  readonly config: { readonly variables: Properties };
  readonly provider: { readonly inputProperties: Properties };
  readonly types: Readonly<Record<string, { readonly properties?: Properties }>>;
  readonly resources: Readonly<
    Record<
      string,
      {
        readonly inputProperties: Properties;
        readonly properties: Properties;
        readonly requiredInputs: readonly string[];
        readonly aliases: readonly { readonly type: string }[];
      }
    >
  >;
}

const schema = pulumiSchema() as Schema;
const snapshot = schema.resources["alicloud-restore:index:DiskSnapshot"]!;
const rollback = schema.resources["alicloud-restore:index:DiskRollback"]!;

const references = (property: Property): string[] => [
  ...(property.$ref === undefined ? [] : [property.$ref]),
  ...[property.items, ...(property.oneOf ?? [])].flatMap((inner) => (inner ? references(inner) : [])),
];

describe("the plugin's schema", () => {
  test("every property: has a description, and refers to types that are there", () => {
    const objects = [
      snapshot.inputProperties,
      snapshot.properties,
      rollback.inputProperties,
      rollback.properties,
    ];
    const all = [
      ...objects,
      schema.config.variables,
      ...Object.values(schema.types).map(({ properties }) => properties ?? {}),
    ].flatMap((properties) => Object.entries(properties));
    for (const [name, property] of all) {
      expect(property.description, name).toMatch(/\w/);
      for (const reference of references(property))
        if (reference !== "pulumi.json#/Any")
          expect(Object.keys(schema.types)).toContain(reference.replace("#/types/", ""));
    }
  });

  test("services: a property says of which it is, where it is not of all", () => {
    expect(snapshot.inputProperties["forceDelete"]?.description).toMatch(/Of ecs only/);
    expect(snapshot.inputProperties["resourceGroupId"]?.description).toMatch(/ecs: .*swas: /s);
    expect(snapshot.inputProperties["keep"]?.description).not.toMatch(/only\.\)/);
    expect(snapshot.requiredInputs).toEqual([]);
    expect(rollback.requiredInputs).toEqual([]);
  });

  test("secrets: exactly the keys", () => {
    const secret = Object.entries(schema.config.variables).filter(([, one]) => one.secret);
    expect(secret.map(([name]) => name)).toEqual(["accessKey", "secretKey", "securityToken"]);
    expect(schema.provider.inputProperties).toEqual(schema.config.variables);
  });

  test("words: name the plugin's own configuration", () => {
    expect(JSON.stringify(schema)).not.toMatch(/\balicloud:region/);
    expect(snapshot.inputProperties["regionId"]?.description).toMatch(/alicloud-restore:region/);
  });

  test("aliases: the types of the npm package's classes", () => {
    expect([snapshot.aliases, rollback.aliases]).toEqual([
      [{ type: "pulumi-nodejs:restore:DiskSnapshot" }],
      [{ type: "pulumi-nodejs:restore:DiskRollback" }],
    ]);
  });
});
