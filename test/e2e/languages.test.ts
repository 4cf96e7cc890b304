import { mkdtemp, readFile, symlink, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { beforeAll, describe, inject, test } from "vitest";
import { pulumiSchema } from "../../provider/host/plugin/schema";
import { findLanguageHost } from "../../tools/engine/findLanguageHost.mjs";
import { findGenerator, generateSdk } from "../../tools/engine/generateSdk.mjs";
import { createReporter } from "../../tools/report.mjs";
import { ROOT } from "../../tools/repository.mjs";
import { run } from "../../tools/run.mjs";
import { installPulumiForPython } from "../../tools/sdks/installSdks.mjs";
import {
  createStack,
  resourceNamed,
  simulatorEnvironment,
  startSimulatedCloud,
  type OperationResult,
} from "./harness";
import { callsOnMachines, changingCalls } from "./seen/calls";
import { diagnosticsOf } from "./seen/diagnostics";

interface Language {
  /** Of examples/, and of its host. */
  name: "yaml" | "python";
  /** What its programs need of the machine. */
  prepare: () => Promise<Prepared>;
}
type Prepared =
  { env: Record<string, string>; bins: readonly string[]; missing?: undefined } | { missing: string };

const languages: readonly Language[] = [
  { name: "yaml", prepare: () => Promise.resolve({ env: {}, bins: [] }) },
  { name: "python", prepare: preparePython },
];
const diskId = "d-sim0002";
const log = createReporter();

describe.concurrent.each(languages)("examples/$name, on the plugin", ({ name, prepare }) => {
  let prepared: Prepared;
  let hostBin: string | undefined;
  beforeAll(async () => {
    hostBin = await findLanguageHost({ language: name, engine: inject("workspace").engine, log });
    prepared = await prepare();
  }, 900_000);

  test("program: takes a point, shows the plan, rolls back once, undoes it, imports and leaves", async ({
    expect,
    skip,
  }) => {
    if (prepared.missing !== undefined) return skip(`not run: ${prepared.missing}`);
    const simulator = await startSimulatedCloud({
      durations: { snapshot: "300ms", reset: "1s", stop: "200ms", start: "200ms" },
    });
    const { control } = simulator;
    const well = (result: OperationResult) => expect(result.code, result.text).toBe(0);
    const stack = await createStack({
      program: { folder: join(ROOT, "examples", name) },
      config: { diskId },
      env: { ...simulatorEnvironment(simulator), ...prepared.env, ...onPath(prepared.bins, hostBin) },
    });
    // The package, where `npm install` in the project's folder puts it.
    await symlink(join(inject("workspace").folder, "node_modules"), join(stack.folder, "node_modules"));
    const before = (await control.disk(diskId)).content;
    well(await stack.up());
    const { snapshotId, phase } = await stack.outputs();
    expect(phase).toBe("disarmed");
    await control.writeContent(diskId, "what came later");
    await control.clearCalls();

    const arm = { args: ["--config", `rollBackTo=${String(snapshotId)}`] };
    const preview = await stack.preview(arm);
    well(preview);
    expect(preview.steps.filter((step) => !step.startsWith("same"))).toEqual(["update data"]);
    expect(diagnosticsOf(preview, "data").join()).toMatch(/will roll back d-sim0002/);
    expect(await changingCalls(simulator)).toEqual([]);

    well(await stack.up());
    expect((await control.disk(diskId)).content).toBe(before);
    expect(await callsOnMachines(simulator)).toEqual([
      "StopInstance",
      "CreateSnapshot",
      "ResetDisk",
      "StartInstance",
    ]);
    await control.clearCalls();
    const again = await stack.up();
    expect(again.changes, again.text).toEqual({ same: 3 });
    expect(await changingCalls(simulator)).toEqual([]);

    const { undoSnapshotId } = await stack.outputs();
    well(await stack.up({ args: ["--config", `rollBackTo=${String(undoSnapshotId)}`] }));
    expect(await control.disk(diskId)).toMatchObject({ content: "what came later", resets: 2 });

    await control.add("snapshots", { snapshotId: "s-there", sourceDiskId: "d-sim0001" });
    const imported = await stack.pulumi(
      ...["import", "alicloud-restore:index:DiskSnapshot", "found", "s-there", "--stack", stack.name],
      // The hosts that can be built here write no programs.
      ...["--yes", "--generate-code=false", "--protect=false"],
    );
    expect(imported.code, imported.text).toBe(0);
    expect(resourceNamed(await stack.exportState(), "found").outputs).toMatchObject({
      snapshotId: "s-there",
    });

    await control.clearCalls();
    well(await stack.destroy());
    expect((await changingCalls(simulator)).sort()).toEqual(["DeleteSnapshot", "DeleteSnapshot"]);
    expect((await control.disk(diskId)).resets).toBe(2);
  }, 480_000);
});

describe.each([
  ["go", ["diskRollback.go", "diskSnapshot.go", "getRestorePoints.go", "provider.go"]],
  ["dotnet", ["DiskRollback.cs", "DiskSnapshot.cs", "GetRestorePoints.cs", "Provider.cs"]],
  ["nodejs", ["diskRollback.ts", "diskSnapshot.ts", "getRestorePoints.ts", "provider.ts"]],
])("the SDK for %s", (language, files) => {
  test("is generated from the schema: both resources, the function, and the provider with its settings", async ({
    expect,
    skip,
  }) => {
    const sdk = await generated(language);
    if (sdk.missing !== undefined) return skip(`not run: ${sdk.missing}`);
    const texts = files.map((file) => readFile(join(sdk.folder, file), "utf8"));
    const [rollback = "", snapshot = "", points = "", provider = ""] = await Promise.all(texts);
    expect(rollback).toMatch(/maxDataLoss/i);
    expect(snapshot).toMatch(/pulumi-nodejs:restore:DiskSnapshot/);
    expect(points).toMatch(/namePrefix/i);
    expect(provider).toMatch(/secretKey/i);
  });
});

/** The SDK that is generated from the schema, installed beside Pulumi's. */
async function preparePython(): Promise<Prepared> {
  const pulumi = await installPulumiForPython({ log });
  if (pulumi.missing !== undefined) return pulumi;
  const sdk = await generated("python");
  if (sdk.missing !== undefined) return sdk;
  const installed = join(sdk.folder, "installed");
  const sitePackages = join(pulumi.folder, "site-packages");
  const python = join(pulumi.folder, "venv", "bin", "python");
  const { code, output } = await run(
    python,
    ["-m", "pip", "install", "--no-deps", "--no-build-isolation", "--target", installed, sdk.folder],
    { environment: { ...process.env, PYTHONPATH: sitePackages } },
  );
  if (code !== 0) throw new Error(output);
  return {
    env: {
      PYTHONPATH: [sitePackages, installed].join(delimiter),
      PULUMI_PYTHON_CMD: python,
    },
    bins: [join(pulumi.folder, "venv", "bin")],
  };
}

const onPath = (bins: readonly string[], hostBin: string | undefined) => ({
  PATH: [...bins, hostBin, process.env["PATH"]].filter((one) => one !== undefined).join(delimiter),
});

async function generated(
  language: string,
): Promise<{ folder: string; missing?: undefined } | { missing: string }> {
  const generator = await findGenerator({ log });
  if ("refused" in generator) return { missing: generator.refused };
  const folder = await mkdtemp(join(inject("workspace").folder, `${language}-`));
  const schema = join(folder, "schema.json");
  await writeFile(schema, JSON.stringify(pulumiSchema()));
  await generateSdk({ language, schema, folder, log });
  return { folder };
}
