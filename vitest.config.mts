import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      // Files share a process where none of them changes what others see: loading the modules anew for each
      // file takes as long as the tests.
      {
        test: {
          name: "unit",
          include: ["test/unit/**/*.test.ts"],
          testTimeout: 30_000,
          isolate: false,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: "integration",
          include: ["test/integration/**/*.test.ts", "test/contract/*.test.ts"],
          globalSetup: ["test/contract/announce.ts"],
          testTimeout: 30_000,
          isolate: false,
          // Most of the time they wait for the simulated cloud.
          maxWorkers: 3,
        },
      },
      {
        // Puts its own modules in the place of some of the provider's.
        test: { name: "scratch", include: ["test/contract/scratch/*.test.ts"], testTimeout: 30_000 },
      },
      {
        test: {
          name: "crash",
          include: ["test/crash/*.test.ts"],
          // The full matrix takes a while; the short one, less than a minute.
          testTimeout: 3_600_000,
          hookTimeout: 60_000,
          // On their fast clock, processes that wait for the machine too long run into time-outs.
          maxWorkers: 2,
        },
      },
      // Every state that can be reached: work for the processor alone.
      {
        test: { name: "explore", include: ["test/explore/*.test.ts"], testTimeout: 3_600_000, maxWorkers: 2 },
      },
      { test: { name: "model", include: ["test/model/**/*.test.ts"], testTimeout: 3_600_000 } },
      {
        test: {
          name: "e2e",
          // The engine is killed only where the crash matrix is asked for.
          include: [
            "test/e2e/**/*.test.ts",
            ...(process.env["CRASH_MATRIX"] ? ["test/crash/engine/**/*.test.ts"] : []),
          ],
          globalSetup: ["test/e2e/harness/globalSetup.ts"],
          testTimeout: 240_000,
          hookTimeout: 300_000,
          maxWorkers: 3,
        },
      },
    ],
  },
});
