import { z } from "zod";
import { serviceNames, type ServiceName } from "../world/entities";

/** Something that goes wrong with matching calls. Without `nth` and `probability` every matching call is hit. */
export const faultSchema = z
  .strictObject({
    service: z.enum(serviceNames).optional(),
    action: z.string().min(1).optional(),
    /** true: only dry runs. false: only calls that are none. */
    dryRun: z.boolean().optional(),
    /** Only the nth matching call, counted from when the fault was added. */
    nth: z.number().int().min(1).optional(),
    probability: z.number().min(0).max(1).optional(),
    /** The same seed hits the same calls. */
    seed: z.number().int().default(1),
    /** How many calls it hits before it wears off. */
    times: z.number().int().min(1).optional(),
    /** Short for `times: 1`. */
    once: z.boolean().default(false),
    effect: z.enum(["throttle", "error", "drop-before", "drop-after", "hold", "delay", "html", "truncate"]),
    /** For `error` and `throttle`. */
    code: z.string().min(1).optional(),
    status: z
      .number()
      .int()
      .min(200)
      .max(599)
      .refine((status) => ![204, 205, 304].includes(status), "an answer with this status has no body")
      .optional(),
    message: z.string().optional(),
    /** For `delay`; no more than a timer can hold. A call that is to be delayed for ever is given weeks. */
    milliseconds: z.number().int().min(0).max(2_147_483_647).default(1000),
  })
  .refine((fault) => fault.effect !== "error" || fault.code !== undefined, {
    path: ["code"],
    error: 'an "error" needs the code to answer with, such as "OperationConflict"',
  })
  .refine((fault) => fault.nth === undefined || fault.probability === undefined, {
    path: ["nth"],
    error: "either nth or probability",
  });

export type FaultSpecification = z.output<typeof faultSchema>;
export type FaultInput = z.input<typeof faultSchema>;

export interface Fault extends FaultSpecification {
  readonly id: string;
  /** Matching calls so far, and how many of them were hit. */
  seen: number;
  hit: number;
  /** Answers that wait for their release. */
  held: number;
}

export interface Faults {
  add(specification: FaultSpecification): Fault;
  list(): readonly Fault[];
  get(id: string | undefined): Fault | undefined;
  /** Whether there are as many as there may be: each one is looked at with every call. */
  full(): boolean;
  /** The fault that hits this call, if any; every matching fault counts it. */
  match(service: ServiceName, action: string, isDryRun: boolean): Fault | undefined;
  /** Waits until the fault is released or taken away. */
  hold(fault: Fault): Promise<void>;
  /** Lets the held answers go; false when there is no such fault. */
  release(id: string): boolean;
  remove(id: string): boolean;
  clear(): void;
}

export const mostFaults = 1_000;

export function createFaults(): Faults {
  const faults = new Map<string, Fault>();
  const chances = new Map<string, () => number>();
  const waiting = new Map<string, (() => void)[]>();
  let count = 0;

  const release = (id: string) => {
    const fault = faults.get(id);
    if (fault) fault.held = 0;
    for (const letGo of waiting.get(id) ?? []) letGo();
    waiting.delete(id);
    return fault !== undefined;
  };
  const remove = (id: string) => release(id) && chances.delete(id) && faults.delete(id);

  return {
    add(specification) {
      const fault = { ...specification, id: `fault-${++count}`, seen: 0, hit: 0, held: 0 };
      faults.set(fault.id, fault);
      chances.set(fault.id, seededRandom(specification.seed));
      return fault;
    },
    full: () => faults.size >= mostFaults,
    list: () => [...faults.values()],
    get: (id) => (id === undefined ? undefined : faults.get(id)),
    match(service, action, isDryRun) {
      let found: Fault | undefined;
      for (const fault of faults.values()) {
        if (!concerns(fault, service, action, isDryRun)) continue;
        fault.seen += 1;
        if (found === undefined && hits(fault, chances.get(fault.id)!)) found = fault;
      }
      if (found) found.hit += 1;
      return found;
    },
    hold: (fault) =>
      new Promise((resolve) => {
        fault.held += 1;
        waiting.set(fault.id, [...(waiting.get(fault.id) ?? []), resolve]);
      }),
    release,
    remove,
    clear: () => [...faults.keys()].forEach(remove),
  };
}

function concerns(fault: Fault, service: ServiceName, action: string, isDryRun: boolean): boolean {
  return (
    (fault.service ?? service) === service &&
    (fault.action ?? action) === action &&
    (fault.dryRun ?? isDryRun) === isDryRun
  );
}

function hits(fault: Fault, chance: () => number): boolean {
  const most = fault.once ? 1 : (fault.times ?? Infinity);
  if (fault.hit >= most) return false;
  if (fault.nth !== undefined) return fault.seen === fault.nth;
  return fault.probability === undefined || chance() < fault.probability;
}

/** Mulberry32: small, and the same numbers for the same seed. */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
