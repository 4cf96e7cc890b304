import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { engineEnvironment } from "../../../tools/engine/engineEnvironment.mjs";
import type { Engine } from "../../../tools/engine/findEngine.mjs";

/** What the machine may know and a test must not: real credentials, and what the runners of tests and scripts set. */
const NOT_FOR_TESTS =
  /^(ALICLOUD|ALIBABA|ALIYUN|PULUMI|VITEST|TS_NODE|NODE_|npm_)|^(INIT_CWD|TEST|MODE|DEV|PROD|SSR|BASE_URL)$/i;

/** Where the engine of the project in this folder keeps its own things: none to begin with. */
export function pulumiHome(folder: string): string {
  return join(folder, ".home", ".pulumi");
}

/**
 * An environment in which the engine knows no other state, plugins, home or credentials than this project's.
 * `given` comes last and may set anything.
 */
export async function projectEnvironment(
  engine: Engine,
  folder: string,
  given: Record<string, string>,
): Promise<NodeJS.ProcessEnv> {
  const [home, state] = [join(folder, ".home"), join(folder, ".state")];
  await Promise.all([home, state].map((path) => mkdir(path, { recursive: true })));
  const machine = Object.entries(process.env).filter(([name]) => !NOT_FOR_TESTS.test(name));
  return {
    ...engineEnvironment(engine, Object.fromEntries(machine)),
    // ~/.alibabacloud, ~/.aliyun and ~/.pulumi are looked for here.
    HOME: home,
    USERPROFILE: home,
    PULUMI_HOME: pulumiHome(folder),
    PULUMI_BACKEND_URL: pathToFileURL(state).href,
    PULUMI_CONFIG_PASSPHRASE: "only-for-tests",
    // Lets a run write its events to a file (--event-log) beside the text that a person sees.
    PULUMI_DEBUG_COMMANDS: "true",
    ...given,
  };
}
