import { spawn } from "node:child_process";

export interface CommandResult {
  /** 255 if a signal ended the command. */
  code: number;
  signal: NodeJS.Signals | undefined;
  stdout: string;
  stderr: string;
  /** Both, as they came. */
  text: string;
}

export interface RunningCommand {
  pid: number;
  result: Promise<CommandResult>;
  /** Waits until the output so far matches; fails if the command ends before. */
  waitForText(pattern: RegExp): Promise<void>;
  kill(signal: NodeJS.Signals): void;
}

export interface CommandOptions {
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** A command that takes longer is killed and fails the test with what it printed. */
  limit?: number | undefined;
}

const USUAL_LIMIT = 120_000;
const CLOSE_GRACE = 1_000;

export function startCommand(
  path: string,
  args: readonly string[],
  { cwd, env, limit = USUAL_LIMIT }: CommandOptions,
): RunningCommand {
  const child = spawn(path, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const seen = { stdout: "", stderr: "", text: "" };
  const watchers = new Set<() => void>();
  const hear = (name: "stdout" | "stderr") => (chunk: string) => {
    seen[name] += chunk;
    seen.text += chunk;
    for (const watch of watchers) watch();
  };
  child.stdout.setEncoding("utf8").on("data", hear("stdout"));
  child.stderr.setEncoding("utf8").on("data", hear("stderr"));

  const result = new Promise<CommandResult>((resolve, reject) => {
    const tooLong = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Error(`${args.join(" ")}: not done after ${limit / 1000} s. It printed:\n${seen.text}`));
    }, limit);
    child.on("error", reject);
    child.on("exit", (code, signal) => {
      clearTimeout(tooLong);
      const answer = () => resolve({ code: code ?? 255, signal: signal ?? undefined, ...seen });
      // "close" says that all output is read; a provider that outlives a killed engine keeps the pipes open.
      const grace = setTimeout(answer, CLOSE_GRACE);
      child.once("close", () => {
        clearTimeout(grace);
        answer();
      });
    });
  });
  // A test that killed the command may not care how it ended.
  result.catch(() => undefined);

  return {
    pid: child.pid ?? -1,
    result,
    kill: (signal) => void child.kill(signal),
    waitForText: (pattern) => waitForText({ pattern, seen, watchers, result }),
  };
}

function waitForText({
  pattern,
  seen,
  watchers,
  result,
}: {
  pattern: RegExp;
  seen: { text: string };
  watchers: Set<() => void>;
  result: Promise<CommandResult>;
}): Promise<void> {
  return new Promise((resolve, reject) => {
    const watch = () => {
      if (!pattern.test(seen.text)) return;
      watchers.delete(watch);
      resolve();
    };
    watchers.add(watch);
    watch();
    result.then(
      () => reject(new Error(`ended without printing ${String(pattern)}. It printed:\n${seen.text}`)),
      reject,
    );
  });
}
