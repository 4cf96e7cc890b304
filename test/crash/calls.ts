import type { Call } from "../../simulator/index";

export const isWrite = ({ action, parameters }: Call): boolean =>
  !/^(Describe|List)/.test(action) && parameters["DryRun"] !== "true";

export const isReset = (call: Call): boolean =>
  isWrite(call) && ["ResetDisk", "ResetDisks", "ResetSnapshot"].includes(call.action);
