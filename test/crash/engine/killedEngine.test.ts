import { describe, expect, test } from "vitest";
import { subjects } from "../subjects";
import { brokenWords, tableOf } from "../table";
import { playEngineMatrix } from "./engineMatrix";

const full = process.env["CRASH_MATRIX"] === "full";

/** How the promises are kept is looked into for one disk of each service, and for several disks in both ways. */
const played = ["ecs", "ecs disks", "ecs disks, one by one", "ecs group", "swas", "ecd"];
/** The form of `CRASH_MATRIX=writes` kills at the one call that matters most. */
const chosen = subjects.filter(({ name }) => (full ? played : ["ecs"]).includes(name));

describe("an engine that is killed in the middle of a rollback", () => {
  test.each(chosen.map((subject, turn) => ({ name: subject.name, subject, turn })))(
    "crash matrix: no kill of the engine breaks a promise ($name)",
    async ({ subject, turn }) => {
      const cells = await playEngineMatrix(subject, turn, (point) => full || point.resets);
      process.stdout.write(`\n${tableOf(cells)}\n${cells.length} cells\n`);
      expect(cells.length).toBeGreaterThan(0);
      expect(brokenWords(cells)).toEqual([]);
    },
    1_800_000,
  );
});
