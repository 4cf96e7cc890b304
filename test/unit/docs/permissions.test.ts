import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ROOT } from "../../../tools/repository.mjs";
import { blocks, documentAt } from "./documents";

describe("docs/permissions.md", () => {
  const [policy = "{}"] = blocks(documentAt("docs/permissions.md"), "json");
  const { Statement } = JSON.parse(policy) as { Statement: { Action: string[] }[] };
  const granted = Statement.flatMap(({ Action }) => Action).sort();

  /** RAM's name for the product, by the file that sends its requests. */
  const prefixes = { ecs: "ecs", swas: "swas-open", ecd: "ecd" };

  test("permissions: are exactly the actions that the services send", async () => {
    const sent = await Promise.all(
      Object.entries(prefixes).map(async ([service, prefix]) => {
        const source = await readFile(join(ROOT, "provider", "services", `${service}.ts`), "utf8");
        const requests = source.matchAll(/(?:\b(?:read|write)\(\s*[\w.]+,\s*|\baction: )"([A-Z]\w+)"/g);
        return [...new Set([...requests].map(([, action]) => `${prefix}:${action}`))];
      }),
    );
    expect(sent.map(({ length }) => length)).toEqual([17, 12, 7]);
    expect(granted).toEqual(sent.flat().sort());
  });
});
