import { inOneLine } from "../../fixtures/inOneLine";
import type { Stack } from "../../e2e/harness";
import { diagnosticsOf } from "../../e2e/seen/diagnostics";
import { isWrite } from "../calls";
import type { Cloud } from "../clouds";
import type { GoOn, Up } from "../retry";
import type { Subject } from "../subjects";
import { leverProgram, leverStack } from "./engineStack";

/** Goes on with the real engine from what a killed one has left, or with no state at all. */
export const goOnWithEngine =
  (subject: Subject, killed: Stack): GoOn =>
  async (cloud, retry) => {
    const stack = await leverStack(cloud, subject.armed, retry === "state lost" ? undefined : killed);
    return engineUp(cloud, stack);
  };

const engineUp =
  (cloud: Cloud, stack: Stack): Up =>
  async (declared, { refresh = false, whenRestoring } = {}) => {
    const { control } = cloud;
    await stack.writeProgram(leverProgram(declared));
    await control.clearCalls();
    const refreshed = refresh ? await stack.refresh() : undefined;
    const running = stack.start("up");
    const restoring = running.waitForText(/lever .* restoring /);
    restoring.then(whenRestoring).catch(() => undefined);
    const ended = await running.result;
    const calls = await control.calls();
    const said = diagnosticsOf(ended, "lever").map((words) =>
      words.startsWith("error: ") ? words : inOneLine(words),
    );
    const copy = await leverStack(cloud, declared, stack);
    const errors = said.filter((line) => line.startsWith("error: "));
    return {
      refusal: ended.code === 0 ? undefined : errors.join("\n") || ended.text,
      said: said.filter((line) => !errors.includes(line)),
      calls,
      unreadable: [
        ...(refreshed && refreshed.code !== 0 ? [`refresh before up: ${refreshed.text}`] : []),
        ...unanswered(ended.text, said),
        ...(await readability(cloud, copy, ended.code === 0)),
      ],
    };
  };

/** The engine only knows that something was under way. What became of it, the resource says. */
const unanswered = (text: string, said: readonly string[]): string[] =>
  /pending operations?/.test(text) && !said.some((line) => answers.test(line))
    ? [`nothing answers the engine's warning: ${text}`]
    : [];

const answers = /will roll back|has run: it is recorded|is still running: it is waited for|was cut short/;

/**
 * The state can be refreshed, compared and destroyed, without a call that changes anything; after a question a
 * further up would only ask again.
 */
async function readability({ control }: Cloud, stack: Stack, done: boolean): Promise<string[]> {
  await control.clearCalls();
  // A create that was cut short stays on the engine's list until it is told otherwise, as the README says.
  const refresh = await stack.refresh({ args: ["--clear-pending-creates"] });
  const pending = (await stack.exportState()).deployment.pending_operations ?? [];
  const again = done ? await stack.up() : undefined;
  const destroy = await stack.destroy();
  const left = (await stack.exportState()).deployment.resources ?? [];
  const writes = (await control.calls()).filter(isWrite).map(({ action }) => action);
  const unchanged = JSON.stringify({ same: 2 });
  return [
    ...(refresh.code === 0 ? [] : [`refresh: ${refresh.text}`]),
    ...(pending.length ? [`${pending.length} pending operations are left`] : []),
    ...(again && (again.code !== 0 || JSON.stringify(again.changes) !== unchanged)
      ? [`a further up changes something: ${again.text}`]
      : []),
    ...(destroy.code === 0 && left.length === 0 ? [] : [`destroy: ${destroy.text}`]),
    ...(writes.length ? [`refresh, up and destroy called ${writes.join(", ")}`] : []),
  ];
}
