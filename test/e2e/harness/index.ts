export { createStack } from "./createStack.js";
export { resourceNamed, type Deployment, type StateResource } from "./deployment.js";
export { simulatorEnvironment } from "./environment.js";
export type { EngineEvent } from "./events.js";
export type {
  Operation,
  OperationOptions,
  OperationResult,
  RunningOperation,
  Stack,
  StackOptions,
} from "./stack.js";
