// @ts-check
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** @typedef {Awaited<ReturnType<typeof createProject>>} Project */

/**
 * Throw-away programs. Their folder lies inside the repository, so that they find the package by its name.
 * @param {import("../start/stage.mjs").Stage} stage
 */
export async function createProject(stage) {
  const folder = join(stage.folder, "project");
  await mkdir(folder);
  await writeFile(join(folder, "Pulumi.yaml"), "name: bench\nruntime: nodejs\n");
  // Without one, the engine would take the repository's, and run its main file.
  await writeFile(join(folder, "package.json"), JSON.stringify({ private: true, main: "index.js" }));
  let stacks = 0;
  return {
    folder,
    /** @param {string} text */
    program: (text) => writeFile(join(folder, "index.js"), text),
    /**
     * @param {readonly string[]} args
     * @returns {Promise<import("../start/runEngine.mjs").Ended>} of a command that ended well
     */
    async pulumi(...args) {
      const ended = await stage.pulumi(args, { project: folder });
      if (ended.code === 0) return ended;
      throw new Error(`pulumi ${args.join(" ")} ended with ${ended.code}:\n${ended.stdout}${ended.stderr}`);
    },
    async newStack() {
      await this.pulumi("stack", "init", `bench-${(stacks += 1)}`);
    },
  };
}

const imports = `const { DiskRollback, DiskSnapshot } = require("pulumi-alicloud-restore");\n`;

/** @param {number} index */
export const diskId = (index) => `d-bench${index}`;

/**
 * One snapshot of each of so many disks; none is an empty program.
 * @param {number} count
 */
export const snapshotProgram = (count) =>
  `${imports}for (let index = 0; index < ${count}; index += 1)
  new DiskSnapshot("snapshot-" + index, { diskId: ${JSON.stringify(diskId(0).slice(0, -1))} + index });
`;

/**
 * A snapshot of one disk, and the lever beside it.
 * @param {{ disk: string, snapshotId?: string | undefined, when: "afterStop" | "beforeStop" }} options
 */
export const rollbackProgram = ({ disk, snapshotId, when }) =>
  `${imports}const point = new DiskSnapshot("point", { diskId: ${JSON.stringify(disk)} });
new DiskRollback(
  "lever",
  {
    diskId: ${JSON.stringify(disk)},
    snapshotId: ${JSON.stringify(snapshotId)},
    whenRunning: "stop",
    safetySnapshot: { when: ${JSON.stringify(when)} },
  },
  { dependsOn: point },
);
exports.snapshotId = point.snapshotId;
`;
