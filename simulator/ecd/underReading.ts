import type { Action } from "../transport/action";
import { CloudError } from "../transport/cloudError";
import type { Settings } from "../world/settings";
import { sharedErrors } from "./errors";

/** Hardly a code of ECD is documented: what an action refuses with is said as the settings have it. */
export function underReading(action: Action): Action {
  return {
    ...action,
    handle(parameters, context) {
      try {
        return action.handle(parameters, context);
      } catch (error) {
        throw error instanceof CloudError ? reread(error, context.settings) : error;
      }
    },
  };
}

const documented = ["IncorrectDesktopStatus", "InternalError"];
const guessed: readonly string[] = sharedErrors
  .map(([, code]) => code)
  .filter((code) => !documented.includes(code));

function reread(error: CloudError, { ecd }: Settings): CloudError {
  if (error.code === "IncorrectDesktopStatus") {
    return new CloudError(ecd.incorrectStatusHttp, error.code, error.message);
  }
  if (ecd.undocumentedCodes === "unforeseen" && guessed.includes(error.code)) {
    return new CloudError(400, "OperationFailed.Unforeseen", error.message);
  }
  return error;
}
