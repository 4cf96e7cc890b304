import fc from "fast-check";
import { expect, test } from "vitest";
import { play } from "./play";
import { sequences } from "./sequences";
import { withoutGathering } from "./withoutGathering";

const runs = Number(process.env["MODEL_RUNS"] ?? 300);
const seed = Number(process.env["MODEL_SEED"] ?? 20_261_121);

withoutGathering();

test(
  `the promises: hold in ${runs} random sequences (MODEL_SEED=${seed})`,
  { timeout: 600_000 },
  async () => {
    const property = fc.asyncProperty(sequences, async (sequence) => {
      const { broken, story } = await play(sequence);
      expect(broken, `\n${story.join("\n")}\n`).toEqual([]);
    });
    await fc.assert(property, { seed, numRuns: runs });
  },
);
