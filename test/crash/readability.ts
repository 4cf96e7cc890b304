import type { ProviderProcess } from "../unit/host/providerProcess";
import { isWrite } from "./calls";
import type { Cloud } from "./clouds";
import type { Recorded } from "./refused";

/** `pulumi refresh`. */
export async function refreshed(provider: ProviderProcess, recorded: Recorded): Promise<Recorded> {
  const { id, properties } = await provider.read(recorded.id, recorded.outputs);
  return { ...recorded, id, outputs: properties };
}

/** The state can be compared, refreshed and destroyed, without a call that changes anything. */
export async function readability(
  cloud: Cloud,
  provider: ProviderProcess,
  recorded: Recorded,
  refusal: string | undefined,
): Promise<string[]> {
  const trouble: string[] = [];
  const attempt = (what: string, work: () => Promise<void>) =>
    work().catch((error: unknown) => void trouble.push(`${what}: ${String(error)}`));
  await cloud.control.clearCalls();
  await attempt("diff", async () => {
    const { changes, replaces } = await provider.diff(recorded.id, recorded.outputs, recorded.inputs);
    if (replaces.length) trouble.push(`diff: it would be replaced, because of ${replaces.join(", ")}`);
    if (refusal === undefined && changes) trouble.push("diff: the next up would roll back again");
  });
  let read = recorded;
  await attempt("refresh", async () => {
    read = await refreshed(provider, recorded);
  });
  await attempt("destroy", () => provider.delete(read.id, read.outputs));
  const writes = (await cloud.control.calls()).filter(isWrite).map(({ action }) => action);
  if (writes.length) trouble.push(`diff, refresh and destroy called ${writes.join(", ")}`);
  return trouble;
}
