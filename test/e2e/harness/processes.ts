import { readFile, readdir } from "node:fs/promises";

/**
 * The running processes that were started with this folder's PULUMI_HOME: the engine, its plugins, and a provider that
 * outlived a killed engine. Read from /proc, so Linux only; elsewhere none are seen.
 */
export async function processesOf(pulumiHome: string): Promise<number[]> {
  const names = await readdir("/proc").catch(() => []);
  const ids = names.filter((name) => /^\d+$/.test(name)).map(Number);
  const seen = await Promise.all(ids.map(async (id) => ((await belongs(id, pulumiHome)) ? [id] : [])));
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

async function belongs(id: number, pulumiHome: string): Promise<boolean> {
  const environment = await readFile(`/proc/${id}/environ`, "utf8").catch(() => "");
  return environment.split("\0").includes(`PULUMI_HOME=${pulumiHome}`);
}
