import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";

/** A file's own imports, those of types too: what a reader has to follow. */
function importsOf(file: string): string[] {
  const names = [...readFileSync(file, "utf8").matchAll(/from "(\.[^"]+)"/g)].map(([, name]) => name!);
  return names.map((name) => withoutIndex(join(dirname(file), name)));
}

const withoutIndex = (path: string) => path.replace(/(\/index)?(\.ts)?$/, "");

test.each(["provider", "simulator"])("%s: no import leads back to the file that it began with", (root) => {
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".ts"),
  );
  const open = new Map(files.map((name) => [withoutIndex(join(root, name)), importsOf(join(root, name))]));
  expect(open.size).toBeGreaterThan(50);
  // What imports nothing that is still open is in no circle, nor is what nothing open imports.
  for (let before = 0; before !== open.size;) {
    before = open.size;
    for (const [file, imports] of open) if (!imports.some((name) => open.has(name))) open.delete(file);
    const imported = new Set([...open.values()].flat());
    for (const file of open.keys()) if (!imported.has(file)) open.delete(file);
  }
  expect([...open.keys()]).toEqual([]);
});
