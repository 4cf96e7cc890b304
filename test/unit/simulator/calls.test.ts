import { describe, expect, test } from "vitest";
import { createCallLog, shortened } from "../../../simulator/transport/calls";

const call = (action: string) => ({
  ...{
    time: "",
    service: "ecs" as const,
    signature: "V1" as const,
    method: "POST",
    requestId: "",
    acted: false,
  },
  ...{ action, outcome: "ok" as const, parameters: { Big: "x".repeat(3_000) } },
});

describe("call log", () => {
  test("call log: is bounded in bytes, and forgets the oldest calls first", () => {
    const log = createCallLog({ calls: 1_000, bytes: 100_000 });
    for (let index = 0; index < 500; index++) log.add(call(`A${index}`));
    expect(JSON.stringify(log.list()).length).toBeLessThan(110_000);
    expect(log.list().at(-1)!.action).toBe("A499");
    expect(log.list().length).toBeGreaterThan(10);
  });

  test("call log: is bounded in calls", () => {
    const log = createCallLog({ calls: 10, bytes: 1_000_000 });
    for (let index = 0; index < 500; index++) log.add(call(`A${index}`));
    expect(log.list().length).toBeLessThanOrEqual(10);
    expect(log.list().at(-1)!.action).toBe("A499");
  });

  test("shortened: cuts long values and names, and says how many parameters are left out", () => {
    const many = Array.from({ length: 300 }, (_, index) => [`P${index}`, "v"] as const);
    const kept = shortened([
      ["X", "x".repeat(10_000)],
      ["y".repeat(500), "1"],
      ["Short", "as it was"],
      ...many,
    ]);
    expect(kept["X"]).toBe(`${"x".repeat(4_000)}… (10000 characters)`);
    expect(kept["Short"]).toBe("as it was");
    expect(Object.keys(kept)[1]).toMatch(/^y{256}… \(500 characters\)$/);
    expect(kept["…"]).toBe("103 more parameters");
  });
});
