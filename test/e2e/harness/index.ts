/**
 * Real stacks of the packed package, run by the real engine against a simulated cloud:
 *
 *     const simulator = await startSimulatedCloud({ speed: 60 });
 *     const stack = await createStack({
 *       program: { "index.ts": `import { DiskSnapshot } from "pulumi-alicloud-restore"; …` },
 *       env: simulatorEnvironment(simulator),
 *     });
 *     const up = await stack.up();
 *     expect(up.code, up.text).toBe(0);
 *
 * Whatever a test file opens is closed when the file ends.
 */
export { createStack } from "./createStack";
export { classes, doors, plugin, type Door } from "./doors";
export { resourceNamed, type Deployment, type StateResource } from "./deployment";
export type { EngineEvent } from "./events";
export { simulatorEnvironment, startSimulatedCloud } from "./simulatedCloud";
export type {
  Operation,
  OperationOptions,
  OperationResult,
  RunningOperation,
  Stack,
  StackOptions,
} from "./stack";
