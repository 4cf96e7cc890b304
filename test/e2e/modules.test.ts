import { describe, expect, test } from "vitest";
import { createStack, simulatorEnvironment, startSimulatedCloud } from "./harness";

const rest = `
  const point = new DiskSnapshot("point", { diskId: "d-sim0002", waitFor: "submitted" });
  const lever = new DiskRollback("lever", { diskId: "d-sim0002" });
`;
const typed = `
  import { DiskRollback, DiskSnapshot, type DiskRollbackArgs } from "pulumi-alicloud-restore";
  ${rest}
  const args: DiskRollbackArgs = { service: "swas", diskId: "d-simswas01", onRepeat: "refuse" };
  new DiskRollback("typed", args);
  export const snapshotId = point.snapshotId;
  export const phase = lever.phase;
`;
/** What a user's own project sets for ES modules in TypeScript. */
const nodenext = JSON.stringify({
  compilerOptions: { strict: true, module: "nodenext", moduleResolution: "nodenext", target: "ES2022" },
});
const ofModules = (main: string) => JSON.stringify({ type: "module", main });

const programs: Record<string, Record<string, string>> = {
  "CommonJS in JavaScript": {
    "index.js": `
      const { DiskRollback, DiskSnapshot } = require("pulumi-alicloud-restore");
      ${rest}
      module.exports = { snapshotId: point.snapshotId, phase: lever.phase };
    `,
  },
  "ES modules in JavaScript": {
    "package.json": ofModules("index.js"),
    "index.js": `
      import { DiskRollback, DiskSnapshot } from "pulumi-alicloud-restore";
      ${rest}
      export const snapshotId = point.snapshotId;
      export const phase = lever.phase;
    `,
  },
  "CommonJS in TypeScript, checked as Pulumi checks it without settings": { "index.ts": typed },
  "ES modules in TypeScript, strict": {
    "package.json": ofModules("index.ts"),
    "tsconfig.json": nodenext,
    "index.ts": typed,
  },
};

describe.concurrent("the packed package in a user's project", () => {
  test.each(Object.entries(programs))("%s: comes up", async (_, program) => {
    const simulator = await startSimulatedCloud();
    const stack = await createStack({ program, env: simulatorEnvironment(simulator) });
    const up = await stack.up();
    expect(up.code, up.text).toBe(0);
    expect(await stack.outputs()).toEqual({
      snapshotId: Object.keys((await simulator.control.world()).snapshots)[0],
      phase: "disarmed",
    });
  });
});
