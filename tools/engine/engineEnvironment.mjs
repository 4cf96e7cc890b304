// @ts-check
import { delimiter } from "node:path";

/**
 * The environment in which the engine finds its language host and plugin, and does not ask the internet for news.
 * @param {{ bin: string }} engine
 * @param {NodeJS.ProcessEnv} environment
 * @returns {NodeJS.ProcessEnv}
 */
export function engineEnvironment({ bin }, environment) {
  // Windows names it "Path".
  const name = Object.keys(environment).find((key) => key.toUpperCase() === "PATH") ?? "PATH";
  return {
    PULUMI_SKIP_UPDATE_CHECK: "1",
    ...environment,
    [name]: [bin, environment[name]].filter(Boolean).join(delimiter),
  };
}
