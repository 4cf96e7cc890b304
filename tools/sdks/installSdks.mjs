// @ts-check
import { createHash } from "node:crypto";
import { copyFile, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cacheFolder, fillCache, isFilled } from "../engine/cache.mjs";
import { npm } from "../npm.mjs";
import { lastLines, run } from "../run.mjs";

/**
 * The official SDKs that the simulator is tried with. They are no dependencies of the repository: they weigh more than
 * everything else it installs (57 MB for Node, 78 MB for Python), and only two test files need them. They stay in
 * the user's cache, beside the engine.
 * @typedef {{ folder: string, missing?: undefined } | { folder?: undefined, missing: string }} Installed
 */

const HERE = fileURLToPath(new URL(".", import.meta.url));

/** A registry that does not answer is given up after this long; one that sends is waited for. */
const SILENCE_LIMIT = 180_000;

/**
 * @param {{ log: import("../report.mjs").Reporter, environment?: NodeJS.ProcessEnv }} options
 * @returns {Promise<Installed>} a folder with node_modules
 */
export function installNodeSdks(options) {
  const pinned = [join(HERE, "npm", "package.json"), join(HERE, "npm", "package-lock.json")];
  return install({ ...options, title: "The official Node SDKs", name: "node", pinned }, async (folder) => {
    for (const file of pinned)
      await copyFile(file, join(folder, file.endsWith("-lock.json") ? "package-lock.json" : "package.json"));
    const { command, args, environment } = npm(
      ["ci", "--ignore-scripts", "--no-audit", "--no-fund"],
      options.environment,
    );
    return run(command, args, { cwd: folder, environment, silenceLimit: SILENCE_LIMIT });
  });
}

/**
 * @param {{ log: import("../report.mjs").Reporter, environment?: NodeJS.ProcessEnv }} options
 * @returns {Promise<Installed>} a folder whose `site-packages` a Python's PYTHONPATH may name
 */
export const installPythonSdk = (options) =>
  installForPython({
    ...options,
    title: "The official Python SDK",
    name: "python",
    file: "requirements.txt",
  });

/**
 * Pulumi's SDK for Python, and what the plugin's generated one is installed with.
 * @param {{ log: import("../report.mjs").Reporter, environment?: NodeJS.ProcessEnv }} options
 * @returns {Promise<Installed>} a folder whose `site-packages` a Python's PYTHONPATH may name
 */
export const installPulumiForPython = (options) =>
  installForPython({
    ...options,
    title: "Pulumi's SDK for Python",
    name: "pulumi-python",
    file: "pulumi-requirements.txt",
  });

/**
 * @param {{ log: import("../report.mjs").Reporter, environment?: NodeJS.ProcessEnv, title: string, name: string, file: string }} options
 * @returns {Promise<Installed>}
 */
async function installForPython({ log, environment = process.env, title, name, file }) {
  const found = await run("python3", ["-c", "import sys; print('%d.%d' % sys.version_info[:2])"], {
    environment,
  });
  if (found.code !== 0) return { missing: "there is no python3 on the PATH" };
  const pinned = [join(HERE, file)];
  const version = found.output.trim();
  return install({ log, environment, title, name: `${name}${version}`, pinned }, async (folder, onLine) => {
    // A virtual environment only to install with: its paths would not survive the rename that ends the set-up.
    const venv = join(folder, "venv");
    const made = await run("python3", ["-m", "venv", venv], { environment, silenceLimit: SILENCE_LIMIT });
    if (made.code !== 0) return made;
    const target = join(folder, "site-packages");
    const args = [
      "-m",
      "pip",
      "install",
      "--disable-pip-version-check",
      "--target",
      target,
      "-r",
      pinned[0] ?? "",
    ];
    return run(join(venv, "bin", "python"), args, { environment, silenceLimit: SILENCE_LIMIT, onLine });
  });
}

/**
 * @param {{ log: import("../report.mjs").Reporter, environment?: NodeJS.ProcessEnv, title: string, name: string, pinned: string[] }} options
 * @param {(folder: string, onLine: (line: string) => void) => Promise<import("../run.mjs").Outcome>} make
 * @returns {Promise<Installed>}
 */
async function install({ log, environment = process.env, title, name, pinned }, make) {
  const texts = await Promise.all(pinned.map((file) => readFile(file)));
  const version = createHash("sha256").update(Buffer.concat(texts)).digest("hex").slice(0, 12);
  const entry = join(dirname(cacheFolder(environment)), "sdks", `${name}-${version}`);
  if (isFilled(entry)) return { folder: entry };
  const step = log.step(title);
  const missing = await fillCache({
    ...{ entry, version, log },
    make: async (folder) => {
      const { code, stopped, output } = await make(folder, (line) => step.detail(line.trim().slice(0, 60)));
      return code === 0 ? undefined : [stopped, lastLines(output, 3)].filter(Boolean).join(": ");
    },
  });
  if (missing !== undefined) {
    step.failed(missing);
    return { missing };
  }
  step.done();
  return { folder: entry };
}
