export { systemClock, type Clock } from "./clock";
export { connect, type Cloud, type Surroundings } from "./cloud";
export { CloudError, type CloudErrorFacts } from "./cloudError";
export { explainCode, mayHaveActed, type ErrorKind } from "./codes";
export { ConfigurationError } from "./configurationError";
export type { CallOptions, CloudRequest, Effect, ParameterScalar, ParameterValue, Product } from "./request";
export { readSettings, type Settings } from "./settings";
export { leavesUnchecked, troubleOf, type Trouble } from "./trouble";
