import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ROOT } from "../../../tools/repository.mjs";

const readme = readFileSync(join(ROOT, "README.md"), "utf8");

/** The contents of all fenced blocks of a language. */
function blocks(language: string): string[] {
  const fence = new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, "gm");
  return [...readme.matchAll(fence)].map(([, text = ""]) => text);
}

describe("the README's permissions", () => {
  const [policy = "{}"] = blocks("json");
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

describe("the README's programs", () => {
  let folder: string;
  beforeAll(async () => {
    // Inside the repository, so that they find the package by its name.
    await mkdir(join(ROOT, ".tmp"), { recursive: true });
    folder = await mkdtemp(join(ROOT, ".tmp", "readme-"));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  test("programs: compile as they stand, against the package's own types", { timeout: 60_000 }, async () => {
    const programs = blocks("ts");
    expect(programs.length).toBeGreaterThanOrEqual(4);
    const files = programs.map((_, index) => join(folder, `program${index}.ts`));
    await Promise.all(files.map((file, index) => writeFile(file, programs[index] ?? "")));
    expect(complaints(files)).toEqual([]);
  });

  test("programs: a wrong one would be found", { timeout: 60_000 }, async () => {
    const [first = ""] = blocks("ts");
    const file = join(folder, "wrong.ts");
    await writeFile(file, first.replace('whenRunning: "stop"', 'whenRunning: "halt"'));
    expect(complaints([file]).join("\n")).toContain("halt");
  });

  test("programs: the first is no longer than 20 lines", () => {
    const [first = ""] = blocks("ts");
    expect(first.trimEnd().split("\n").length).toBeLessThanOrEqual(20);
  });
});

describe("the README's commands", () => {
  const commands = blocks("sh").join("\n");

  test("commands: name scripts that are there", () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { scripts: object };
    const named = [...commands.matchAll(/npm run (?:-s )?([\w:]+)/g)].map(([, script = ""]) => script);
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((script) => !(script in scripts))).toEqual([]);
  });

  test("commands: choose a backend before the engine of this repository is run, and curl is silent", () => {
    const backend = commands.indexOf("export PULUMI_BACKEND_URL=");
    expect(backend).toBeGreaterThan(-1);
    expect(backend).toBeLessThan(commands.indexOf("npm run -s pulumi"));
    expect(readme).not.toMatch(/curl (?!-s )/);
  });
});

describe("the README's links", () => {
  test("links: lead to files and headings that are there", async () => {
    const headings = new Set([...readme.matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) => anchor(title)));
    const targets = [...readme.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
    expect(targets.length).toBeGreaterThan(20);
    const broken = await Promise.all(targets.map(async (target) => ((await leads(target)) ? [] : [target])));
    expect(broken.flat()).toEqual([]);

    async function leads(target: string): Promise<boolean> {
      const [path = "", heading] = target.split("#");
      if (path === "") return headings.has(heading ?? "");
      const text = await readFile(join(ROOT, path), "utf8").catch(
        (error: NodeJS.ErrnoException) => error.code,
      );
      if (heading === undefined || text === "EISDIR") return text !== "ENOENT";
      return (text ?? "").split("\n").some((line) => line.startsWith("#") && anchor(line) === heading);
    }
  });
});

/** As GitHub makes it of a heading. */
const anchor = (title: string) =>
  title
    .replace(/^#+ /, "")
    .toLowerCase()
    .replace(/[^\w\- ]/g, "")
    .replaceAll(" ", "-");

function complaints(files: readonly string[]): string[] {
  const program = ts.createProgram([...files], {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: ["node"],
    strict: true,
    noEmit: true,
    skipLibCheck: true,
  });
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}
