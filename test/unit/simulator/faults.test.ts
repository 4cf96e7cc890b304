import { describe, expect, test } from "vitest";
import { createFaults, faultSchema, type FaultInput } from "../../../simulator/transport/faults";

const add = (faults: ReturnType<typeof createFaults>, fault: FaultInput) =>
  faults.add(faultSchema.parse(fault));
const hits = (faults: ReturnType<typeof createFaults>, action: string, count: number) =>
  Array.from({ length: count }, () => faults.match("ecs", action, false) !== undefined);

describe("faults", () => {
  test("match: only the service and the action that were named", () => {
    const faults = createFaults();
    add(faults, { service: "swas", action: "ResetDisk", effect: "throttle" });
    expect(faults.match("ecs", "ResetDisk", false)).toBeUndefined();
    expect(faults.match("swas", "ListDisks", false)).toBeUndefined();
    expect(faults.match("swas", "ResetDisk", false)?.effect).toBe("throttle");
  });

  test("match: only dry runs, or only what is none; without a word both", () => {
    const faults = createFaults();
    add(faults, { action: "A", dryRun: true, effect: "html" });
    add(faults, { action: "A", dryRun: false, effect: "throttle", once: true });
    add(faults, { action: "A", effect: "truncate" });
    const effects = [true, false, false].map((isDryRun) => faults.match("ecs", "A", isDryRun)?.effect);
    expect(effects).toEqual(["html", "throttle", "truncate"]);
  });

  test("match: the nth call counts from when the fault was added", () => {
    const faults = createFaults();
    hits(faults, "ResetDisk", 5);
    add(faults, { action: "ResetDisk", nth: 2, effect: "throttle" });
    faults.match("ecs", "DescribeDisks", false);
    expect(hits(faults, "ResetDisk", 4)).toEqual([false, true, false, false]);
  });

  test("match: a fault stays, unless it is for once or for some times", () => {
    const faults = createFaults();
    add(faults, { action: "A", effect: "throttle" });
    add(faults, { action: "B", effect: "throttle", once: true });
    add(faults, { action: "C", effect: "throttle", times: 2 });
    expect(hits(faults, "A", 3)).toEqual([true, true, true]);
    expect(hits(faults, "B", 3)).toEqual([true, false, false]);
    expect(hits(faults, "C", 3)).toEqual([true, true, false]);
  });

  test("match: a probability with the same seed hits the same calls, about as often as it says", () => {
    const series = (seed: number) => {
      const faults = createFaults();
      add(faults, { probability: 0.3, seed, effect: "throttle" });
      return hits(faults, "A", 1000);
    };
    expect(series(7)).toEqual(series(7));
    expect(series(7)).not.toEqual(series(8));
    const count = series(7).filter(Boolean).length;
    expect(count).toBeGreaterThan(240);
    expect(count).toBeLessThan(360);
  });

  test("match: of two that fit, the older one hits and both have seen the call", () => {
    const faults = createFaults();
    add(faults, { action: "A", effect: "html" });
    add(faults, { action: "A", effect: "throttle" });
    expect(faults.match("ecs", "A", false)?.effect).toBe("html");
    expect(faults.list().map(({ seen, hit }) => [seen, hit])).toEqual([
      [1, 1],
      [1, 0],
    ]);
  });

  test("hold: waits for the release; taking the fault away releases too", async () => {
    const faults = createFaults();
    const fault = add(faults, { effect: "hold" });
    const order: string[] = [];
    const first = faults.hold(fault).then(() => order.push("answered"));
    await Promise.resolve();
    order.push("released");
    expect(fault.held).toBe(1);
    expect(faults.release(fault.id)).toBe(true);
    await first;
    expect(order).toEqual(["released", "answered"]);
    const second = faults.hold(fault);
    expect(faults.remove(fault.id)).toBe(true);
    await second;
    expect(faults.list()).toEqual([]);
    expect(faults.release("fault-99")).toBe(false);
  });

  test("faultSchema: an error without its code, and nth with a probability, are refused", () => {
    expect(() => faultSchema.parse({ effect: "error" })).toThrow(/needs the code/);
    expect(() => faultSchema.parse({ effect: "throttle", nth: 1, probability: 1 })).toThrow(/either/);
    expect(() => faultSchema.parse({ effect: "explode" })).toThrow();
  });
});
