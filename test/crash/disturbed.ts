import { vi } from "vitest";
import { caller, versions, type Parameters } from "../integration/simulator/signedClient";
import type { Cloud } from "./clouds";
import { fastNow } from "./fastTime";
import type { Recorded } from "./refused";
import { up, type Ended } from "./retry";
import type { Subject } from "./subjects";

/** What somebody does in the console: a call that knows nothing of the provider. */
export async function inConsole(
  { url, laterMs }: Cloud,
  service: keyof typeof versions,
  action: string,
  parameters: Parameters,
): Promise<void> {
  const Timestamp = new Date(fastNow(laterMs)).toISOString().replace(/\.\d+Z$/, "Z");
  const { status, text } = await caller(url, versions[service])(action, parameters, {
    common: { Timestamp },
  });
  if (status !== 200) throw new Error(`${action}: ${text}`);
}

/** Arms the lever; while the answer to one call is on the way, something else happens. */
export async function upMeanwhile(
  cloud: Cloud,
  subject: Subject,
  before: Recorded | undefined,
  { action, nth }: { action: string; nth: number },
  happens: () => Promise<void>,
): Promise<Ended> {
  const { control } = cloud;
  const fault = await control.addFault({ action, nth, effect: "hold" });
  const running = up(cloud, before, subject.armed);
  const held = async () =>
    (await control.faults()).some(({ id, held: waiting }) => id === fault.id && waiting > 0);
  await vi.waitUntil(held, { timeout: 60_000, interval: 10 });
  await happens();
  await control.removeFault(fault.id);
  return running;
}
