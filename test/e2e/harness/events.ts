import { readFile } from "node:fs/promises";
import { z } from "zod";

const metadata = z.looseObject({ op: z.string(), urn: z.string(), type: z.string() });

/** What the engine told about a run, one object a happening, as far as tests look at it. */
const engineEvent = z.looseObject({
  sequence: z.number().optional(),
  diagnosticEvent: z
    .looseObject({
      urn: z.string().optional(),
      message: z.string(),
      severity: z.string(),
      ephemeral: z.boolean().optional(),
    })
    .optional(),
  resourcePreEvent: z.looseObject({ metadata }).optional(),
  resOutputsEvent: z.looseObject({ metadata }).optional(),
  resOpFailedEvent: z.looseObject({ metadata }).optional(),
  summaryEvent: z.looseObject({ resourceChanges: z.record(z.string(), z.number()).nullish() }).optional(),
});

/** Resources that the engine makes itself: the stack and the default providers. */
const OWN_TYPES = /^pulumi:(pulumi|providers):/;

export type EngineEvent = z.infer<typeof engineEvent>;

/** The events of one run; none if the engine was ended before it wrote any. */
export async function readEvents(file: string): Promise<EngineEvent[]> {
  const text = await readFile(file, "utf8").catch(() => "");
  const lines = text.split("\n");
  // A killed engine leaves its last line half written.
  if (lines.at(-1) !== "") lines.pop();
  return lines.filter(Boolean).map((line) => engineEvent.parse(JSON.parse(line)));
}

/** What the engine set out to do, in order, such as `"create restore"`: the operation and the resource's name. */
export function stepsOf(events: readonly EngineEvent[]): string[] {
  return events.flatMap(({ resourcePreEvent }) => {
    if (!resourcePreEvent || OWN_TYPES.test(resourcePreEvent.metadata.type)) return [];
    return [`${resourcePreEvent.metadata.op} ${nameOf(resourcePreEvent.metadata.urn)}`];
  });
}

/** How many resources the run created, updated, left the same …, as its summary says. */
export function changesOf(events: readonly EngineEvent[]): Record<string, number> {
  return events.findLast((event) => event.summaryEvent)?.summaryEvent?.resourceChanges ?? {};
}

function nameOf(urn: string): string {
  return urn.slice(urn.lastIndexOf("::") + 2);
}
