import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../../tools/repository.mjs";

/** A Markdown file of this repository, by its path from the root. */
export interface Document {
  readonly path: string;
  readonly text: string;
}

/** All that is written for people: the front page, docs/, the examples. */
export const documents: readonly Document[] = [
  ...markdownIn("."),
  ...markdownIn("docs"),
  ...readdirSync(join(ROOT, "examples")).flatMap((name) => markdownIn(`examples/${name}`)),
].map((path) => ({ path, text: readFileSync(join(ROOT, path), "utf8") }));

export function documentAt(path: string): Document {
  const found = documents.find((one) => one.path === path);
  if (!found) throw new Error(`There is no document ${path}`);
  return found;
}

/** The contents of all fenced blocks of these languages, in order. */
export function blocks({ text }: Document, ...languages: readonly string[]): string[] {
  const fence = new RegExp(`^\`\`\`(?:${languages.join("|")})\\n([^]*?)^\`\`\`$`, "gm");
  return [...text.matchAll(fence)].map(([, content = ""]) => content);
}

/** All commands: those in blocks, and those in the text. */
export const codeOf = (document: Document): string =>
  [
    ...blocks(document, "sh", "bash"),
    ...[...prose(document).matchAll(/`([^`\n]+)`/g)].map(([, code = ""]) => code),
  ].join("\n");

/** The document without its fenced blocks. */
export const prose = ({ text }: Document): string => text.replace(/^```[^]*?^```$/gm, "");

function markdownIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith(".md"))
    .map((name) => (folder === "." ? name : `${folder}/${name}`));
}
