import { describe, expect, test } from "vitest";
import { refusal, simulated } from "./simulated";

const sim = simulated();
const RegionId = "cn-hangzhou";
const InstanceId = "i-sim0001";
type Fields = Record<string, string | number | boolean>;

const run = (CommandContent: string, parameters: Fields = {}) =>
  sim.ecs("RunCommand", {
    RegionId,
    "InstanceId.1": InstanceId,
    Type: "RunShellScript",
    CommandContent,
    ...parameters,
  });
const results = async (InvokeId: string) =>
  (await sim.ecs("DescribeInvocationResults", { RegionId, InvokeId, ContentEncoding: "PlainText" })).body
    .Invocation.InvocationResults.InvocationResult;
const invocation = async (InvokeId: string, parameters: Fields = {}) =>
  (await sim.ecs("DescribeInvocations", { RegionId, InvokeId, ...parameters })).body.Invocations
    .Invocation[0];
const script = (answers: unknown[]) => sim.control.patch("instances", InstanceId, { agent: { answers } });
const invoked = async (content: string, parameters: Fields = {}): Promise<string> =>
  (await run(content, parameters)).body.InvokeId;

describe("RunCommand", () => {
  test("unscripted: runs for a second, ends well and prints nothing", async () => {
    const InvokeId = await invoked("sync");
    expect((await results(InvokeId))[0]).toMatchObject({ InvocationStatus: "Running", FinishedTime: "" });
    expect((await results(InvokeId))[0]).not.toHaveProperty("ExitCode");
    await sim.control.advance("1s");
    expect((await results(InvokeId))[0]).toMatchObject({
      InvocationStatus: "Success",
      InvokeRecordStatus: "Finished",
      ExitCode: 0,
      Output: "",
      ErrorCode: "",
      Username: "root",
    });
  });

  test("script: the first answer that fits gives output, exit code and duration", async () => {
    await script([
      { contains: "fsfreeze", output: "busy\n", exitCode: 3, duration: "20s" },
      { output: "anything else" },
    ]);
    const InvokeId = await invoked("fsfreeze -f /data");
    await sim.control.advance("19s");
    expect((await results(InvokeId))[0]).toMatchObject({ InvocationStatus: "Running", Output: "" });
    await sim.control.advance("1s");
    expect((await results(InvokeId))[0]).toMatchObject({
      InvocationStatus: "Failed",
      InvokeRecordStatus: "Finished",
      ExitCode: 3,
      Output: "busy\n",
      ErrorCode: "ExitCodeNonzero",
    });
    const other = await invoked("uptime");
    await sim.control.advance("1s");
    expect((await results(other))[0].Output).toBe("anything else");
  });

  test("script: an answer for so many times is used up", async () => {
    await script([{ exitCode: 1, times: 1 }, { output: "then well" }]);
    const first = await invoked("try");
    const second = await invoked("try");
    await sim.control.advance("1s");
    expect([(await results(first))[0].ExitCode, (await results(second))[0].ExitCode]).toEqual([1, 0]);
  });

  test("script: a command can write to the disks of its own machine, and to no other", async () => {
    await script([{ writes: { "d-sim0002": "flushed", "d-sim0003": "not mine" } }]);
    await invoked("flush");
    expect((await sim.control.disk("d-sim0002")).content).toBe("flushed");
    expect((await sim.control.disk("d-sim0003")).content).toBe("initial content of d-sim0003");
  });

  test("time-out: a command that hangs ends when its Timeout has passed", async () => {
    await script([{ hangs: true }]);
    const InvokeId = await invoked("sleep", { Timeout: 30 });
    await sim.control.advance("29s");
    expect((await results(InvokeId))[0].InvocationStatus).toBe("Running");
    await sim.control.advance("1s");
    expect((await results(InvokeId))[0]).toMatchObject({
      InvocationStatus: "Timeout",
      ErrorCode: "ExecutionTimeout",
    });
  });

  test("not sent: a stopped machine and a silent agent abort it", async () => {
    await sim.control.patch("instances", InstanceId, { status: "Stopped" });
    expect((await results(await invoked("sync")))[0]).toMatchObject({
      InvocationStatus: "Aborted",
      ErrorCode: "InstanceNotRunning",
      StartTime: "",
    });
    await sim.control.patch("instances", InstanceId, { status: "Running", agent: { running: false } });
    expect((await results(await invoked("sync")))[0]).toMatchObject({
      InvocationStatus: "Aborted",
      ErrorCode: "ClientNotRunning",
    });
  });

  test("stop: takes a running command with it", async () => {
    await script([{ duration: "10s" }]);
    const InvokeId = await invoked("long");
    await sim.ecs("StopInstance", { InstanceId });
    expect((await results(InvokeId))[0]).toMatchObject({
      InvocationStatus: "Error",
      ErrorCode: "ExecutionInterrupted",
    });
  });

  test("several machines: a row each, and one status over all", async () => {
    await script([{ exitCode: 1 }]);
    const InvokeId = await invoked("both", { "InstanceId.2": "i-sim0002" });
    expect((await invocation(InvokeId)).InvocationStatus).toBe("Running");
    await sim.control.advance("1s");
    expect((await invocation(InvokeId)).InvocationStatus).toBe("PartialFailed");
    expect(await results(InvokeId)).toHaveLength(2);
  });

  test("Base64: content comes in, and content and output go out so", async () => {
    await script([{ contains: "echo hello", output: "hello" }]);
    const InvokeId = await invoked(Buffer.from("echo hello").toString("base64"), {
      ContentEncoding: "Base64",
    });
    await sim.control.advance("1s");
    const wire = await invocation(InvokeId, { IncludeOutput: true });
    expect(Buffer.from(wire.CommandContent, "base64").toString()).toBe("echo hello");
    expect(Buffer.from(wire.InvokeInstances.InvokeInstance[0].Output, "base64").toString()).toBe("hello");
    expect((await invocation(InvokeId)).InvokeInstances.InvokeInstance[0]).not.toHaveProperty("Output");
  });

  test("Parameters: fill the command in when they are enabled", async () => {
    await script([{ contains: "echo Jack", output: "filled" }]);
    const InvokeId = await invoked("echo {{name}}", { EnableParameter: true, Parameters: '{"name":"Jack"}' });
    await sim.control.advance("1s");
    expect((await results(InvokeId))[0].Output).toBe("filled");
  });

  test("ClientToken: the same token runs it once", async () => {
    const ids = [await invoked("once", { ClientToken: "t" }), await invoked("once", { ClientToken: "t" })];
    expect(ids[0]).toBe(ids[1]);
  });

  test.each<[string, Fields, string]>([
    ["an unknown machine", { "InstanceId.1": "i-none" }, "InvalidInstance.NotFound"],
    ["an unknown type", { Type: "RunPythonScript" }, "InvalidCmdType.NotFound"],
    ["a type of another system", { Type: "RunBatScript" }, "InvalidInstance.NotMatch"],
    ["a long name", { Name: "n".repeat(129) }, "CmdName.ExceedLimit"],
    ["a long command", { CommandContent: "x".repeat(24_000) }, "CmdContent.ExceedLimit"],
    ["broken Base64", { CommandContent: "***", ContentEncoding: "Base64" }, "CmdContent.DecodeError"],
    ["a schedule", { RepeatMode: "Period" }, "InvalidParameter"],
  ])("RunCommand: %s is refused", async (_, parameters, code) => {
    expect(refusal(await run("sync", parameters))[1]).toBe(code);
    expect((await sim.ecs("DescribeInvocations", { RegionId })).body.TotalCount).toBe(0);
  });
});

describe("DescribeCloudAssistantStatus", () => {
  const status = async () =>
    (await sim.ecs("DescribeCloudAssistantStatus", { RegionId, "InstanceId.1": InstanceId })).body
      .InstanceCloudAssistantStatusSet.InstanceCloudAssistantStatus[0];

  test("agent: heard while the machine runs, with its version and what it did", async () => {
    await invoked("sync");
    expect(await status()).toMatchObject({
      CloudAssistantStatus: "true",
      ActiveTaskCount: 1,
      InvocationCount: 0,
    });
    await sim.control.advance("1s");
    expect(await status()).toMatchObject({ ActiveTaskCount: 0, InvocationCount: 1 });
    await sim.control.patch("instances", InstanceId, { status: "Stopped" });
    expect(await status()).toMatchObject({ CloudAssistantStatus: "false", CloudAssistantVersion: "" });
  });

  test("agent: an unknown machine is refused", async () => {
    const answer = await sim.ecs("DescribeCloudAssistantStatus", { RegionId, "InstanceId.1": "i-none" });
    expect(refusal(answer).slice(0, 2)).toEqual([404, "InvalidInstance.NotFound"]);
  });
});
