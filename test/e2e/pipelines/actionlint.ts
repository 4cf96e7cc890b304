import { existsSync } from "node:fs";
import { mkdir, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import { cacheFolder } from "../../../tools/engine/cache.mjs";
import { ROOT } from "../../../tools/repository.mjs";
import { lastLines, run } from "../../../tools/run.mjs";

/** Its go.mod pins the version, its go.sum the checksums of all it is made of. */
const MODULE = join(ROOT, "test", "e2e", "pipelines", "actionlint");
const COMMAND = "github.com/rhysd/actionlint/cmd/actionlint";
const VERSION = "1.7.12";

/** GitHub's workflows as actionlint reads them; built once and kept beside the engines. */
export async function actionlint(
  ...files: readonly string[]
): Promise<{ complaints: string } | { notRun: string }> {
  const name = `actionlint-${VERSION}-${process.platform}-${process.arch}`;
  const program = join(dirname(cacheFolder(process.env)), name, "actionlint");
  if (!existsSync(program)) {
    const refused = await build(program);
    if (refused) return { notRun: refused };
  }
  // Neither shellcheck nor pyflakes: what is on this machine must not decide.
  const { output } = await run(program, ["-no-color", "-shellcheck=", "-pyflakes=", ...files]);
  return { complaints: output };
}

async function build(program: string): Promise<string | undefined> {
  await mkdir(dirname(program), { recursive: true });
  const made = `${program}-${process.pid}`;
  const { code, output } = await run(
    "go",
    ["build", "-mod=readonly", "-trimpath", "-buildvcs=false", "-o", made, COMMAND],
    { cwd: MODULE, environment: { ...process.env, GOWORK: "off", CGO_ENABLED: "0" } },
  );
  if (code !== 0) return `actionlint cannot be built here: ${lastLines(output, 3)}`;
  await rename(made, program);
  return undefined;
}
