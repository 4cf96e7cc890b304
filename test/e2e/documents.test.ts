import { chmod, mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, inject, test } from "vitest";
import type { Simulator } from "../../simulator";
import { type Document, blocks, codeOf, documentAt, documents } from "../unit/docs/documents";
import { type Stack, createStack, simulatorEnvironment, startSimulatedCloud } from "./harness";
import { type CommandResult, startCommand } from "./harness/command";
import { projectEnvironment } from "./harness/environment";
import { normalised } from "./seen/normalised";

/**
 * The commands that the documents show, run by a shell as they stand, on the front page's program. They speak to the
 * simulated cloud, so its ids and keys stand in the place of those with "…".
 */
const ids: readonly (readonly [RegExp, string])[] = [
  [/d-bp1…/g, "d-sim0002"],
  [/alicloud:accessKey .*/g, "alicloud:accessKey simulator"],
  [/alicloud:secretKey .*/g, "alicloud:secretKey simulator-secret"],
  [/alicloud:securityToken .*/g, "alicloud:securityToken a-token"],
];

const DISK = "d-sim0002";
const INITIAL = `initial content of ${DISK}`;
const LATER = "what came later";

let simulator: Simulator;
let stack: Stack;
let shell: (script: string) => Promise<CommandResult>;
const ran: string[] = [];

describe("the commands of the documents", () => {
  beforeAll(async () => {
    simulator = await startSimulatedCloud({
      durations: {
        snapshot: "300ms",
        reset: "2500ms",
        stop: "300ms",
        start: "300ms",
      },
    });
    const [program = ""] = blocks(documentAt("README.md"), "ts");
    const env = {
      ...simulatorEnvironment(simulator),
      PULUMI_NODEJS_TRANSPILE_ONLY: "true",
    };
    stack = await createStack({ program: { "index.ts": program }, env });
    shell = await shellIn(stack.folder, env);
  });

  // The steps build on each other.
  describe("the front page", () => {
    const [take = "", rollBack = "", undo = "", disarm = ""] = paragraphs(
      documentAt("README.md"),
      /config set/,
    );
    let preview = "";
    let rolledBack = "";

    test("first paragraph: takes the restore point", async () => {
      await play(take);
      expect(await disk()).toEqual({ content: INITIAL, resets: 0 });
    });

    test("second paragraph: shows the plan, and rolls back", async () => {
      const point = (await stack.outputs())["snapshotId"] as string;
      const hours = (count: number) => new Date(Date.now() - count * 3_600_000).toISOString();
      await simulator.control.patch("snapshots", point, {
        createdAt: hours(6.2),
      });
      await simulator.control.add("snapshots", {
        snapshotId: "s-sim3xrctbrbnm0yqe9mf",
        sourceDiskId: DISK,
        createdAt: hours(1),
      });
      await simulator.control.writeContent(DISK, LATER);
      const said = (await play(rollBack)).stdout;
      [preview = "", rolledBack = ""] = said.split(/^Updating /m);
      expect(await disk()).toEqual({ content: INITIAL, resets: 1 });
    });

    test.each(["README.md", "docs/reading-a-plan.md"])(
      "%s: its plan is the one that preview prints",
      (path) => {
        expect(report(shownIn(path), "will roll back")).toBe(report(preview, "will roll back"));
      },
    );

    test.each(["docs/getting-started.md", "docs/reading-a-plan.md"])(
      "%s: its last words are those of `up`",
      (path) => {
        expect(report(shownIn(path), "Rolled back:")).toBe(report(rolledBack, "Rolled back:"));
      },
    );

    test("third paragraph: undoes the rollback", async () => {
      await play(undo);
      expect(await disk()).toEqual({ content: LATER, resets: 2 });
    });

    test("fourth paragraph: disarms the lever, and touches nothing", async () => {
      await play(disarm);
      expect(await disk()).toEqual({ content: LATER, resets: 2 });
      const lever = (await stack.exportState()).deployment.resources?.find(({ urn }) =>
        urn.endsWith("::data"),
      );
      expect(lever?.outputs).toMatchObject({ phase: "disarmed" });
    });
  });

  describe("the pages", () => {
    test("first rollback, next release: another restore point", async () => {
      await play("pulumi config set release 2.0\npulumi up --parallel 32");
      await play(
        commandsIn(documentAt("docs/3am.md"))
          .filter((line) => line.startsWith("pulumi stack output"))
          .join("\n"),
      );
      expect(
        Object.values((await simulator.control.world()).snapshots).filter(
          ({ sourceDiskId }) => sourceDiskId === DISK,
        ).length,
      ).toBe(5);
    });

    test("a killed engine's leftovers: the commands for them do no harm where there are none", async () => {
      const [block = ""] = paragraphs(documentAt("docs/cut-short.md"), /pulumi cancel/);
      await play(block);
      expect(await disk()).toEqual({ content: LATER, resets: 2 });
    });

    test("configuration: keys are kept as secrets, and rollbacks are switched off and on", async () => {
      const lines = commandsIn(documentAt("docs/configuration.md"));
      await play(lines.filter((line) => /config/.test(line)).join("\n"));
      await play(
        commandsIn(documentAt("docs/getting-started.md"))
          .filter((line) => /endpoints/.test(line))
          .join("\n"),
      );
      const shown = await shell("pulumi config");
      expect(shown.stdout).not.toContain("simulator-secret");
      expect(shown.stdout).not.toContain("a-token");
      expect(shown.stdout).not.toContain("restore:rollbacks");
      await shell("pulumi config rm alicloud:securityToken"); // the page's token is none, and the cloud says so
    });

    test("plan file: preview writes the plan where it is told to", async () => {
      const lines = commandsIn(documentAt("docs/plan-file.md"));
      await play(lines.filter((line) => /config set/.test(line)).join("\n"));
      await play("pulumi preview");
      expect(await readdir(join(stack.folder, "plans"))).toHaveLength(1);
    });

    test("refresh and destroy: with the program, and so with today's configuration", async () => {
      const lines = commandsIn(documentAt("docs/configuration.md"));
      await play(lines.filter((line) => /--run-program/.test(line)).join("\n"));
      expect((await stack.exportState()).deployment.resources ?? []).toEqual([]);
      expect(await disk()).toEqual({ content: LATER, resets: 2 });
    });

    test("a stack: is destroyed again, and another one is made and removed", async () => {
      await play("pulumi destroy");
      await play("pulumi stack init production\npulumi stack rm --yes production");
    });

    test("every command of the engine in a block was run above, or is left out for a reason", () => {
      const shown = documents.flatMap((document) =>
        commandsIn(document).map((line) => ({ path: document.path, line })),
      );
      const left = shown.filter(
        ({ line }) => /^pulumi /.test(line) && !ran.includes(line) && !elsewhere(line),
      );
      expect(left).toEqual([]);
    });
  });

  describe("in the text", () => {
    test("commands of the engine: it knows them and their options", async () => {
      const named = documents.flatMap((document) =>
        [...codeOf(document).matchAll(/\bpulumi ((?:[a-z]+ ?)+)([^|&\n]*)/g)].map(
          ([, words = "", rest = ""]) => ({
            command: commandOf(words),
            flags: [...rest.matchAll(/--[a-z][a-z-]*/g)].map(([flag]) => flag),
          }),
        ),
      );
      const commands = [...new Set(named.map(({ command }) => command))];
      expect(commands.length).toBeGreaterThan(8);
      for (const command of commands) {
        const help = await shell(`pulumi ${command} --help`);
        expect(help.text).toContain("Usage:");
        const flags = named.filter((one) => one.command === command).flatMap((one) => one.flags);
        expect(
          flags.filter((flag) => !help.text.includes(flag)),
          command,
        ).toEqual([]);
      }
    });
  });
});

/** Runs lines of a document, and fails with what they printed. */
async function play(script: string): Promise<CommandResult> {
  const result = await shell(withIds(script));
  expect(result.code, `${script}\n${result.text}`).toBe(0);
  ran.push(...script.split("\n").flatMap(commandsOfLine));
  return result;
}

const withIds = (script: string) =>
  [...ids, [/127\.0\.0\.1:18080/g, new URL(simulator.url).host] as const].reduce(
    (text, [pattern, id]) => text.replace(pattern, id),
    script,
  );

/** A shell in which `pulumi` is this engine, which asks nobody. */
async function shellIn(folder: string, env: Record<string, string>): Promise<typeof shell> {
  const { engine } = inject("workspace");
  const bin = join(folder, ".bin");
  await mkdir(bin);
  await writeFile(
    join(bin, "pulumi"),
    `#!/bin/sh
case "$1" in up | destroy) set -- "$@" --yes --skip-preview ;; refresh) set -- "$@" --yes ;; esac
exec '${engine.path}' --non-interactive --color never "$@"
`,
  );
  await chmod(join(bin, "pulumi"), 0o755);
  const environment = await projectEnvironment(engine, folder, env);
  return (script) =>
    startCommand("bash", ["-euo", "pipefail", "-c", script], {
      cwd: folder,
      env: { ...environment, PATH: `${bin}:${environment["PATH"] ?? ""}` },
    }).result;
}

async function disk(): Promise<{ content: string; resets: number }> {
  const { content, resets } = await simulator.control.disk(DISK);
  return { content, resets };
}

/** The paragraphs of the first block of commands that has this in it. */
function paragraphs(document: Document, pattern: RegExp): string[] {
  const block = blocks(document, "sh").find((one) => pattern.test(one)) ?? "";
  return block.split("\n\n");
}

/** All lines of a document's blocks that run something, in their plainest form. */
const commandsIn = (document: Document): string[] =>
  blocks(document, "sh", "bash").flatMap((block) => block.split("\n").flatMap(commandsOfLine));

/** The commands of a line: without comments and "yes", and whatever the engine is called there. */
const commandsOfLine = (line: string): string[] =>
  line
    .replace(/(^| +)#.*$/, "")
    .split(" && ")
    .map((command) =>
      command
        .replace(/^p /, "pulumi ")
        .replace(/\bnpm run -s pulumi -- /g, "pulumi ")
        .replace("$(p ", "$(pulumi ")
        .replace(" --yes", "")
        .replace(/^(pulumi stack (?:init|rm)) \w+$/, "$1 NAME")
        .trim(),
    )
    .map((command) => (/^(destroy|stack) /.test(command) ? `pulumi ${command}` : command))
    .filter(Boolean);

/** What is not run here. */
const elsewhere = (line: string) =>
  [
    // Keys of the examples' programs, and the outputs of the one with a group: examples.test.ts and besideAlicloud.test.ts.
    /^pulumi config set (diskId|desktopId|instanceId|zoneId|imageId|vswitchId|securityGroupId) /,
    // Needs the policy pack's own packages: test/unit/examples/policy.test.ts tries its rules.
    /^pulumi preview --policy-pack /,
    // Need a program that names the plugin: plugin.test.ts imports, and test/unit/host/plugin/ reads the schema.
    /^pulumi import alicloud-restore:/,
    /^pulumi package get-schema /,
    // Of programs in other languages: languages.test.ts. To generate an SDK in this way takes a newer language host.
    /^pulumi config set (--secret )?alicloud-restore:/,
    /^pulumi package add /,
    /^pulumi config set rollBackTo "\$\(pulumi stack output (undoS|s)napshotGroupId\)"$/,
  ].some((pattern) => pattern.test(line));

/** The command's name, of two words where the first one has commands of its own. */
const commandOf = (words: string) =>
  words
    .trim()
    .split(" ")
    .slice(0, /^(config|stack|plugin|package) /.test(words) ? 2 : 1)
    .join(" ");

const shownIn = (path: string) => blocks(documentAt(path), "text").join("\n");

/** The same report in a document and in what the engine has printed: the line that begins so, and those set in below it. */
function report(text: string, begin: string): string {
  const lines = text.split("\n");
  const from = lines.findIndex((line) => line.trimStart().startsWith(begin));
  const depth = (line: string) => line.length - line.trimStart().length;
  const first = lines[from] ?? "";
  const rest = lines.slice(from + 1);
  const end = rest.findIndex((line) => depth(line) <= depth(first));
  const all = [first, ...(end < 0 ? rest : rest.slice(0, end))];
  return normalised(
    all
      .map((line) => line.slice(depth(first)))
      .join("\n")
      .trimEnd(),
  );
}
