// @ts-check
import { join } from "node:path";
import { createReporter, elapsed } from "./report.mjs";
import { ROOT } from "./repository.mjs";
import { setUp } from "./setup.mjs";
import { CheckFailed } from "./start/checks.mjs";
import { Interrupted, watchInterruption } from "./start/interruption.mjs";
import { createScreen } from "./start/screen.mjs";
import { openStage } from "./start/stage.mjs";
import { tellStory } from "./start/story.mjs";

/** Short, and long enough to see the phases go by. */
const CLOUD = { durations: { snapshot: "4s", reset: "4s", stop: "3s", start: "3s" } };

const log = createReporter();
const startedAt = Date.now();
try {
  const engine = await setUp({ log });
  const passed = await onStage(engine);
  log.say(`\nAll ${passed} checks passed, in ${elapsed(Date.now() - startedAt)}.`);
  log.say(
    'Next: try it yourself, docs/getting-started.md "Try it on the simulator"; more programs in examples/.',
  );
} catch (error) {
  log.say(`\n${error instanceof CheckFailed || error instanceof Interrupted ? error.message : words(error)}`);
  process.exitCode = error instanceof Interrupted ? error.exitCode : 1;
}

/** @param {import("./engine/findEngine.mjs").Engine} engine */
async function onStage(engine) {
  const interruption = watchInterruption();
  try {
    const stage = await openStage({ engine, cloud: CLOUD, interruption });
    try {
      const stack = `start-${process.pid}`;
      stage.alsoRemove(join(ROOT, `Pulumi.${stack}.yaml`));
      return await tellStory({ stage, screen: createScreen(), stack });
    } finally {
      await stage.close();
    }
  } finally {
    interruption.stop();
  }
}

/** @param {unknown} error */
function words(error) {
  return error instanceof Error ? error.message : String(error);
}
