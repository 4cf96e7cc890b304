import { join } from "node:path";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createReporter } from "../../../../tools/report.mjs";
import { run } from "../../../../tools/run.mjs";
import { type Installed, installPythonSdk } from "../../../../tools/sdks/installSdks.mjs";
import { readPythonModels } from "../../../../tools/sdks/readModels.mjs";
import { apiModels } from "../compareFields";
import { simulated } from "../simulated";

const sim = simulated();
const script = "test/integration/simulator/sdks/ecdStory.py";
let sdk: Installed;
beforeAll(async () => {
  sdk = await installPythonSdk({ log: createReporter() });
}, 600_000);
beforeEach(({ skip }) => skip(sdk.missing !== undefined, `not run: ${sdk.missing}`));

describe("the official Python SDK", () => {
  test("models: those that answers are compared with are this SDK's own (node tools/apiModels.mjs)", () => {
    expect(readPythonModels(sdk.folder!)).toEqual({ ecd: apiModels.ecd });
  });

  test.each(["V1", "V3"] as const)(
    "ECD, signature %s: from a snapshot through damage back to it",
    async (signature) => {
      const environment = { ...process.env, PYTHONPATH: join(sdk.folder!, "site-packages") };
      const { code, output } = await run("python3", [script, sim.simulator.url, signature], {
        environment,
      });
      expect([code, output]).toEqual([0, expect.any(String)]);
      expect(JSON.parse(output.trim().split("\n").at(-1)!)).toEqual({
        snapshots: [[true, "ACCOMPLISHED", "DATA"]],
        refused: "IncorrectDesktopStatus",
        stopped: "Stopped",
        started: "Running",
        left: 0,
      });
      expect(await sim.control.disk("d-simecd02")).toMatchObject({ content: "good", resets: 1 });
      const used = (await sim.control.calls()).map((call) => call.signature);
      expect(new Set(used)).toEqual(new Set([signature]));
    },
    120_000,
  );
});
