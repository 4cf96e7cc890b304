import { existsSync, statSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { npm } from "../../../tools/npm.mjs";
import { ROOT } from "../../../tools/repository.mjs";
import { run } from "../../../tools/run.mjs";
import { type Document, documents, prose } from "./documents";

interface Link {
  readonly from: string;
  /** From the repository's root. */
  readonly path: string;
  readonly heading: string | undefined;
}

const links: readonly Link[] = documents.flatMap(linksOf);

describe("the links of the documents", () => {
  test("links: are found", () => {
    expect(links.length).toBeGreaterThan(100);
  });

  test("links: lead to files that are there", () => {
    expect(links.filter(({ path }) => !existsSync(join(ROOT, path))).map(words)).toEqual([]);
  });

  test("files and folders of the source that a document names are there", () => {
    const named = documents.flatMap((document) =>
      [...prose(document).matchAll(/`((?:provider|simulator|test|tools|plugin|schemas)\/[\w./-]+)`/g)]
        .map(([, path = ""]) => path)
        .filter((path) => !/[A-Z]{3}/.test(path))
        .map((path) => ({ from: document.path, path })),
    );
    expect(named.length).toBeGreaterThan(20);
    const gone = named.filter(({ path }) => !existsSync(join(ROOT, path)));
    expect(gone.map(({ from, path }) => `${from}: ${path}`)).toEqual([]);
  });

  test("links: lead to headings that are there", () => {
    const broken = links.filter(
      ({ path, heading }) => heading !== undefined && !headingsOf(path).has(heading),
    );
    expect(broken.map(words)).toEqual([]);
  });

  test("links: lead to files, since a folder has no page of its own in the package", () => {
    const folders = links.filter(
      ({ path }) => existsSync(join(ROOT, path)) && statSync(join(ROOT, path)).isDirectory(),
    );
    expect(folders.map(words)).toEqual([]);
  });
});

describe("the links of the documents in the package", () => {
  let packed: ReadonlySet<string>;
  beforeAll(async () => {
    packed = new Set(await packedFiles());
  }, 60_000);

  test("package: holds the front page, docs/ and the examples", () => {
    const shipped = documents.map(({ path }) => path).filter((path) => !path.startsWith("."));
    expect(shipped.filter((path) => !packed.has(path))).toEqual([]);
  });

  test("package: no document in it has a link that leads out of it", () => {
    expect(links.filter(({ from, path }) => packed.has(from) && !packed.has(path)).map(words)).toEqual([]);
  });

  test("package: nothing that an example's user has made is in it", () => {
    const made = /node_modules|package-lock\.json|Pulumi\..+\.yaml/;
    expect([...packed].filter((path) => made.test(path))).toEqual([]);
  });
});

const words = ({ from, path, heading }: Link) =>
  `${from}: ${path}${heading === undefined ? "" : `#${heading}`}`;

function linksOf(document: Document): Link[] {
  const targets = [...prose(document).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
  return targets
    .filter((target) => !/^https?:/.test(target))
    .map((target) => {
      const [file = "", heading] = target.split("#");
      const path = file === "" ? document.path : posix.normalize(posix.join(dirname(document.path), file));
      return { from: document.path, path, heading };
    });
}

function headingsOf(path: string): ReadonlySet<string> {
  const document = documents.find((one) => one.path === path);
  return new Set(
    document && [...prose(document).matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) => anchor(title)),
  );
}

/** As GitHub makes it of a heading. */
const anchor = (title: string) =>
  title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_\- ]/gu, "")
    .replaceAll(" ", "-");

/** What `npm pack` would put into the package; nothing is built or written. */
async function packedFiles(): Promise<string[]> {
  const { command, args, environment } = npm(["pack", "--dry-run", "--json", "--ignore-scripts"]);
  const { code, output } = await run(command, args, { cwd: ROOT, environment });
  if (code !== 0) throw new Error(output);
  const [{ files }] = JSON.parse(output.slice(output.indexOf("["))) as [{ files: { path: string }[] }];
  return files.map(({ path }) => path);
}
