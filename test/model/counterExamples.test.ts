import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { withoutSnapshotQuota } from "../fixtures/withoutSnapshotQuota";
import type { Sequence } from "./commands";
import { play } from "./play";
import { withoutGathering } from "./withoutGathering";

withoutGathering();
withoutSnapshotQuota();

/**
 * Every counter-example that long runs have found, as fast-check has shrunk it, a line each: of the provider, whose
 * defects are regressions with names besides, and of the model, which had expected what nobody can know.
 */
const sequences = JSON.parse(readFileSync("test/model/counterExamples.json", "utf8")) as Sequence[];

test.each(sequences.map((sequence, index) => [index + 1, sequence.scene.target, sequence] as const))(
  "counter-example %d (%s): breaks no promise any more",
  async (_number, _target, sequence) => {
    const { broken, story } = await play(sequence);
    expect(broken, `\n${story.join("\n")}\n`).toEqual([]);
  },
);
