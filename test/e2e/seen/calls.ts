import type { Simulator } from "../../../simulator";

/** The names of the calls that changed something, or were to, in the order in which they arrived. */
export async function changingCalls({ control }: Pick<Simulator, "control">): Promise<string[]> {
  const calls = await control.calls();
  return calls
    .filter(({ action, parameters }) => !READS.test(action) && parameters["DryRun"] !== "true")
    .map(({ action }) => action);
}

/** The same without the notes that a rollback's journal makes on snapshots. */
export async function callsOnMachines(simulator: Pick<Simulator, "control">): Promise<string[]> {
  return (await changingCalls(simulator)).filter((action) => !JOURNAL.test(action));
}

const JOURNAL = /^(TagResources|UntagResources)$/;
const READS = /^(Describe|List)/;
