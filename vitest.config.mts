import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      { test: { name: "unit", include: ["test/unit/**/*.test.ts"] } },
      {
        test: {
          name: "integration",
          include: ["test/integration/**/*.test.ts", "test/contract/**/*.test.ts"],
          globalSetup: ["test/contract/announce.ts"],
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: "crash",
          include: ["test/crash/*.test.ts"],
          // The full matrix takes a while; the short one, half a minute.
          testTimeout: 3_600_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
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
          maxWorkers: 2,
        },
      },
    ],
  },
});
