import { commandErrors } from "../world/agent";
import type { CommandResult, Invocation } from "../world/invocationSchema";
import { invocationStatus, resultStatus } from "../world/invocations";
import { toSeconds } from "../world/time";
import { wireTags } from "./wireTags";

export type Encoding = "PlainText" | "Base64";

const encode = (text: string, encoding: Encoding) =>
  encoding === "PlainText" ? text : Buffer.from(text).toString("base64");

export function wireInvocation(
  invocation: Invocation,
  now: number,
  { encoding, withOutput }: { encoding: Encoding; withOutput: boolean },
) {
  const status = invocationStatus(invocation, now);
  return {
    ...commonFields(invocation),
    CommandContent: encode(invocation.content, encoding),
    CommandName: invocation.name,
    CommandDescription: invocation.description,
    CommandType: invocation.type,
    CreationTime: toSeconds(invocation.createdAt),
    Frequency: "",
    RepeatMode: "Once",
    Timed: false,
    Timeout: invocation.timeout,
    WorkingDir: invocation.workingDir,
    Parameters: JSON.stringify(invocation.parameters),
    InvocationStatus: status,
    InvokeStatus: oldWord(status),
    InvokeInstances: {
      InvokeInstance: invocation.results.map((result) => {
        const { InvokeRecordStatus, FinishedTime, Output, ...fields } = wireResult(result, now, encoding);
        return {
          ...fields,
          InstanceInvokeStatus: InvokeRecordStatus,
          CreationTime: toSeconds(invocation.createdAt),
          FinishTime: FinishedTime,
          UpdateTime: FinishedTime === "" ? fields.StartTime : FinishedTime,
          Timed: false,
          ...(withOutput ? { Output } : {}),
        };
      }),
    },
  };
}

/** One machine's result, as DescribeInvocationResults lists them. */
export function wireInvocationResult(
  invocation: Invocation,
  result: CommandResult,
  now: number,
  encoding: Encoding,
) {
  return { ...commonFields(invocation), ...wireResult(result, now, encoding) };
}

function commonFields(invocation: Invocation) {
  return {
    InvokeId: invocation.invokeId,
    CommandId: invocation.commandId,
    Username: invocation.username,
    ContainerId: "",
    ContainerName: "",
    Launcher: "",
    OssOutputDelivery: "",
    TerminationMode: "Process",
    Tags: { Tag: wireTags(invocation.tags) },
  };
}

/** What is not known before the end comes with the end. */
function wireResult(result: CommandResult, now: number, encoding: Encoding) {
  const status = resultStatus(result, now);
  const over = status !== "Running";
  const sent = status !== "Aborted";
  const error = over ? result.error : undefined;
  return {
    InstanceId: result.instanceId,
    InvocationStatus: status,
    InvokeRecordStatus: oldWord(status),
    StartTime: sent ? toSeconds(result.startsAt) : "",
    FinishedTime: over ? toSeconds(result.finishesAt) : "",
    StopTime: "",
    ...(over && sent ? { ExitCode: result.exitCode } : {}),
    Output: encode(over ? result.output : "", encoding),
    Dropped: 0,
    Repeats: sent ? 1 : 0,
    ErrorCode: error ?? "",
    ErrorInfo: error === undefined ? "" : commandErrors[error],
    OssOutputErrorCode: "",
    OssOutputErrorInfo: "",
    OssOutputStatus: "",
    OssOutputUri: "",
  };
}

/** The older fields know three words: a command whose exit code is not 0 is Finished there. */
function oldWord(status: string): string {
  if (status === "Running") return "Running";
  return ["Success", "Failed", "PartialFailed"].includes(status) ? "Finished" : "Failed";
}
