import { createStack, simulatorEnvironment, type Stack } from "../../e2e/harness";
import type { Cloud } from "../clouds";
import { fastEnvironment } from "../fastTime";

type Properties = Readonly<Record<string, unknown>>;

/** A program that declares the lever, whatever its service; or one that declares nothing yet. */
export const leverProgram = (declared: Properties | undefined): Record<string, string> => ({
  "index.js": `
    const { DiskRollback } = require("pulumi-alicloud-restore");
    const declared = ${JSON.stringify(declared ?? null)};
    if (declared) new DiskRollback("lever", declared);
  `,
});

/** The lever in a new stack, or in a copy of one that has run, in a cloud and on its clock. */
export const leverStack = (cloud: Cloud, declared: Properties | undefined, copyOf?: Stack): Promise<Stack> =>
  createStack({
    program: leverProgram(declared),
    env: { ...simulatorEnvironment(cloud), ...fastEnvironment(cloud.laterMs) },
    // On the fast clock the usual half minute is over in a moment of a busy machine.
    config: { "alicloud:clientReadTimeout": "3000000" },
    ...(copyOf ? { copyOf } : {}),
  });
