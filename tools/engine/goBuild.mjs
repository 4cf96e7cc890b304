// @ts-check
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "../run.mjs";

/** Each part is a Go module of its own: go.mod pins the version, go.sum the checksums of all it is made of. */
export const GO_MODULES = fileURLToPath(new URL("go/", import.meta.url));

/**
 * @typedef {object} Part
 * @property {string} folder below GO_MODULES
 * @property {string} program what comes out
 * @property {string} module the Go module whose version it bears
 * @property {string} command the Go package to build
 */

/** go.mod and go.sum are read, never rewritten; the checksum database stays as the machine has it. */
const BUILD_FLAGS = ["-mod=readonly", "-trimpath", "-buildvcs=false", "-v"];

/**
 * @param {{ part: Part, target: string, environment: NodeJS.ProcessEnv, step: import("../report.mjs").Step }} options
 * @returns {Promise<import("../run.mjs").Outcome>}
 */
export async function buildPart({ part, target, environment, step }) {
  const version = await pinnedVersion(part);
  const flags = `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=${version}`;
  const seen = { downloads: 0, packages: 0 };
  return run("go", ["build", ...BUILD_FLAGS, "-ldflags", flags, "-o", target, part.command], {
    ...inModule(part, environment),
    onLine: (line) => {
      if (line.startsWith("go: downloading")) seen.downloads += 1;
      else seen.packages += 1;
      step.detail(`${seen.downloads} modules downloaded, ${seen.packages} packages compiled`);
    },
  });
}

/**
 * How to run Go on a part.
 * @param {Part} part
 * @param {NodeJS.ProcessEnv} environment
 */
export const inModule = ({ folder }, environment) => ({
  cwd: join(GO_MODULES, folder),
  environment: { ...environment, GOWORK: "off", CGO_ENABLED: "0" },
});

/**
 * @param {Part} part
 * @returns {Promise<string>} the version that its go.mod requires
 */
export async function pinnedVersion({ folder, module }) {
  const text = await readFile(join(GO_MODULES, folder, "go.mod"), "utf8");
  const version = new RegExp(`^(?:require)?\\s*${module.replaceAll(".", "\\.")} v(\\S+)`, "m").exec(
    text,
  )?.[1];
  if (!version) throw new Error(`${folder}/go.mod requires no ${module}`);
  return version;
}
