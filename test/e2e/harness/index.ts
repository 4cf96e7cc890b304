export { createStack } from "./createStack";
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
