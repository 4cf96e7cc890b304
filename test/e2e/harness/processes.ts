import { readFile, readdir } from "node:fs/promises";

/**
 * The running processes that were started with this folder's PULUMI_HOME: the engine, its plugins, and a provider that
 * outlived a killed engine; of these, the ones whose command names a program. Read from /proc, so Linux only; elsewhere none are seen.
 */
export async function processesOf(pulumiHome: string, program = ""): Promise<number[]> {
  const names = await readdir("/proc").catch(() => []);
  const ids = names.filter((name) => /^\d+$/.test(name)).map(Number);
  const seen = await Promise.all(
    ids.map(async (id) => ((await belongs(id, pulumiHome, program)) ? [id] : [])),
  );
  return seen.flat();
}

export async function endProcesses(pulumiHome: string): Promise<void> {
  for (const id of await processesOf(pulumiHome)) {
    try {
      process.kill(id, "SIGKILL");
    } catch {
      // It has ended by itself meanwhile.
    }
  }
}

async function belongs(id: number, pulumiHome: string, program: string): Promise<boolean> {
  const [environment, command] = await Promise.all(
    ["environ", "cmdline"].map((name) => readFile(`/proc/${id}/${name}`, "utf8").catch(() => "")),
  );
  if (!environment || !command?.includes(program)) return false;
  return environment.split("\0").includes(`PULUMI_HOME=${pulumiHome}`);
}
