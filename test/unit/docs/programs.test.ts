import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ROOT } from "../../../tools/repository.mjs";
import { blocks, documentAt, documents } from "./documents";

describe("the programs in the documents", () => {
  let folder: string;
  beforeAll(async () => {
    // Inside the repository, so that they find the package by its name.
    await mkdir(join(ROOT, ".tmp"), { recursive: true });
    folder = await mkdtemp(join(ROOT, ".tmp", "programs-"));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  test("programs: compile as they stand, against the package's own types", { timeout: 120_000 }, async () => {
    const programs = documents.flatMap((document) =>
      blocks(document, "ts").map((program, index) => ({
        // A module each: they may declare the same names.
        file: join(folder, `${document.path.replace(/\W+/g, "-")}-${index}.ts`),
        program: `${program}\nexport {};\n`,
      })),
    );
    expect(programs.length).toBeGreaterThanOrEqual(6);
    await Promise.all(programs.map(({ file, program }) => writeFile(file, program)));
    expect(complaints(programs.map(({ file }) => file))).toEqual([]);
  });

  test("programs: a wrong one would be found", { timeout: 60_000 }, async () => {
    const [first = ""] = blocks(documentAt("README.md"), "ts");
    const file = join(folder, "wrong.ts");
    await writeFile(file, first.replace('whenRunning: "stop"', 'whenRunning: "halt"'));
    expect(complaints([file]).join("\n")).toContain("halt");
  });
});

function complaints(files: readonly string[]): string[] {
  const program = ts.createProgram([...files], {
    target: ts.ScriptTarget.ES2022,
    // What a project of ES modules says, where one may await at the top.
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    types: ["node"],
    strict: true,
    noEmit: true,
    skipLibCheck: true,
  });
  return ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
    const text = ts.flattenDiagnosticMessageText(messageText, "\n");
    return `${file?.fileName ?? ""}: ${text}`;
  });
}
