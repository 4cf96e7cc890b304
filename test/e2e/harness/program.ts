import { cp, mkdir, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** The files of a Pulumi project by their paths, or a folder that holds one (an example) and is copied. */
export type Program = Record<string, string> | { folder: string };

/** Not the example's own: what was installed in it, and the settings of somebody's stacks. */
const LEFT_BEHIND = /^(node_modules|package-lock\.json|Pulumi\..+\.yaml|venv|sdk|__pycache__)$/;

/** Puts a program into a folder; files of a program that stood there before stay unless they are written anew. */
export async function writeProgram(folder: string, program: Program): Promise<void> {
  if (isFolder(program)) {
    await cp(program.folder, folder, {
      recursive: true,
      filter: (path) => !LEFT_BEHIND.test(basename(path)),
    });
    return;
  }
  for (const [path, text] of Object.entries(program)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

/** A program without a Pulumi.yaml of its own gets the plainest one. */
export function withProjectFile(program: Program, project: string): Program {
  if (isFolder(program) || "Pulumi.yaml" in program) return program;
  return { "Pulumi.yaml": `name: ${project}\nruntime: nodejs\n`, ...program };
}

function isFolder(program: Program): program is { folder: string } {
  return Object.keys(program).length === 1 && typeof program.folder === "string";
}
