import { vi } from "vitest";
import type { Stack } from "../../e2e/harness";
import type { Cloud } from "../clouds";
import type { Killed } from "../killRun";
import type { Subject } from "../subjects";
import { leverProgram } from "./engineStack";
import { whileRestoring, type EnginePoint } from "./killPoints";

/** Arms the lever, kills the engine at one moment of the run, and clears the lock that it leaves. */
export async function killEngine(
  { control }: Cloud,
  stack: Stack,
  subject: Subject,
  { action, nth, moment, alone }: EnginePoint,
): Promise<Omit<Killed, "left">> {
  await stack.writeProgram(leverProgram(subject.armed));
  await control.clearCalls();
  const fault =
    action === whileRestoring
      ? undefined
      : await control.addFault({
          action,
          nth,
          // A call that is delayed for weeks is one that never arrived: it is not carried out.
          ...(moment === "acted" ? { effect: "hold" } : { effect: "delay", milliseconds: 2_000_000_000 }),
        });
  const running = stack.start("up");
  const arrived = async () =>
    (await control.faults()).some(({ hit, held }) => (moment === "acted" ? held : hit) > 0);
  if (fault) await vi.waitUntil(arrived, { timeout: 60_000, interval: 20 });
  else await running.waitForText(/lever .* restoring /);
  running.kill("SIGKILL");
  if (!alone) await stack.dispose();
  await running.result;
  // A provider that lives on hears the answer, and then nothing of its engine.
  if (fault && moment === "acted") await control.removeFault(fault.id);
  const gone = async () => (await stack.processes("dynamic-provider")).length === 0;
  await vi.waitUntil(gone, { timeout: 60_000, interval: 100 });
  await stack.dispose();

  const calls = await control.calls();
  const acted = moment === "unsent" ? calls.filter((call) => call.fault !== fault?.id) : calls;
  return { calls, acted, reached: true, ended: false, broken: await unlocked(stack) };
}

/** Until somebody clears the lock of the killed engine, the next one says how. */
async function unlocked(stack: Stack): Promise<string[]> {
  const cut = (await stack.exportState()).deployment.pending_operations ?? [];
  const locked = await stack.up();
  const cancelled = await stack.pulumi("cancel", "--yes", "--stack", stack.name);
  return [
    ...(cut.length === 1 ? [] : [`the killed engine has left ${cut.length} pending operations`]),
    ...(locked.code !== 0 && locked.text.includes("pulumi cancel") ? [] : [`no lock: ${locked.text}`]),
    ...(cancelled.code === 0 ? [] : [`the lock stays: ${cancelled.text}`]),
  ];
}
