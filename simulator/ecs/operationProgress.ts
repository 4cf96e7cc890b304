import { CloudError } from "../transport/cloudError";
import type { Settings } from "../world/settings";

/** One item of an OperationProgressSet: what became of one disk or snapshot, inside an HTTP 200. */
export function operationProgress(
  related: Readonly<Record<string, string>>,
  failedItem: Settings["ecs"]["failedItem"],
  act: () => void,
) {
  const RelatedItem = Object.entries(related).map(([Name, Value]) => ({ Name, Value }));
  const item = (OperationStatus: string, ErrorCode: string, ErrorMsg: string) => ({
    OperationStatus,
    ErrorCode,
    ErrorMsg,
    RelatedItemSet: { RelatedItem },
  });
  try {
    act();
    return item("Success", "", "");
  } catch (error) {
    // The pages only say that code and text come instead of "Success".
    if (error instanceof CloudError) {
      return item(failedItem === "code" ? error.code : "Failed", error.code, error.message);
    }
    throw error;
  }
}
