// @ts-check
import { createChecks } from "./checks.mjs";

/** Calls that change a disk, a snapshot or a host; labels on them do not count. */
const CHANGES = /^(Create|Delete|Reset|Stop|Start)/;

/** @typedef {ReturnType<typeof createScene>} Scene */

/**
 * What the chapters of the story do: run commands as a reader would type them, and look at the cloud afterwards.
 * @param {object} options
 * @param {import("./stage.mjs").Stage} options.stage
 * @param {import("./screen.mjs").Screen} options.screen
 * @param {string} options.project
 * @param {string} options.disk
 * @param {string} options.host
 */
export function createScene({ stage, screen, project, disk, host }) {
  const { control } = stage;
  const checks = createChecks(screen);
  const display = screen.isNarrow ? ["--non-interactive"] : [];

  /** @param {readonly string[]} args the engine's output is shown as it comes */
  async function shown(args) {
    await control.clearCalls();
    screen.command(`pulumi ${args.join(" ")}`);
    return stage.pulumi([...args, ...display], { project, shown: true });
  }

  /** @param {readonly string[]} args */
  async function demanded(args) {
    const { code, stdout, stderr } = await stage.pulumi(args, { project });
    if (code !== 0) throw new Error(`pulumi ${args.join(" ")} ended with ${code}:\n${stdout}${stderr}`);
    return stdout.trim();
  }

  const read = (/** @type {string} */ output) => demanded(["stack", "output", output]);

  return {
    screen,
    control,
    checks,
    shown,
    /** An output of the stack. */
    read,

    /**
     * @param {string} key
     * @param {string} from the name of an output, or the id of a snapshot
     */
    async setConfig(key, from) {
      const isId = from.startsWith("s-");
      const typed = isId ? from : `"$(pulumi stack output ${from})"`;
      screen.command(`pulumi config set ${key} ${typed}`);
      await demanded(["config", "set", key, isId ? from : await read(from)]);
    },

    /**
     * Compares the cloud with what it must be now.
     * @param {{ content: string, resets: number, calls: readonly string[] }} expected
     */
    async world({ content, resets, calls }) {
      const [diskNow, hostNow, made] = await Promise.all([
        control.disk(disk),
        control.instance(host),
        control.calls(),
      ]);
      const changes = made.filter(({ action, parameters }) => CHANGES.test(action) && !parameters["DryRun"]);
      checks.same(`disk ${disk} holds`, diskNow.content, content);
      checks.same("resets the cloud counted", diskNow.resets, resets);
      checks.same(`host ${host} is`, hostNow.status, "Running");
      checks.same(
        "calls that changed something",
        changes.map(({ action }) => action),
        calls,
      );
      await control.clearCalls();
    },
  };
}
