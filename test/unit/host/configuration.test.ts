import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startEngineServer, type EngineServer } from "./engineServer";
import { shimmed, startMs } from "./hosted";
import { refusalOf, startProviderProcess } from "./providerProcess";

describe("configuration in the SDK's host", { timeout: startMs }, () => {
  let engine: EngineServer;
  beforeAll(async () => {
    engine = await startEngineServer();
  });
  afterAll(() => engine.close());

  test("one that cannot be right: is told by each resource, with the key, and does not end the process", async () => {
    const provider = await startProviderProcess(engine, {}, { "alicloud:region": "not a region" });
    for (const kind of ["DiskSnapshot", "DiskRollback"] as const) {
      const refusal = await refusalOf(provider.check({}, shimmed(kind, { diskId: "d-bp1" })));
      expect(refusal.message).toMatch(/^Nothing was changed\.\n {2}alicloud:region/);
      expect(refusal.state).toBeUndefined();
    }
    expect(provider.printed()).toBe("");
    await provider.end();
  });
});
