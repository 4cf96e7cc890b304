import { realTargets } from "./realTargets";

/** Says in one line what the contract suite runs on: a vitest `globalSetup`. */
export default function announce(): void {
  process.stdout.write(`contract suite: ${runsOn(process.env)}\n`);
}

export function runsOn(env: Readonly<Record<string, string | undefined>>): string {
  const targets = realTargets(env);
  if (!targets) return "on the simulator; the real cloud is skipped, as RESTORE_CONTRACT=real is not set";
  const { places, destructive } = targets;
  const names = Object.keys(places);
  if (names.length === 0) return "on the simulator; the real cloud is skipped, as no test id is set";
  return `on the simulator and on the real cloud (${names.join(", ")}), ${destructive ? "rollbacks and power included" : "without rollbacks and power"}`;
}
