import { describe } from "vitest";
import { groupTests } from "./groupTests";
import { powerTests } from "./powerTests";
import { readTests } from "./readTests";
import { rollbackTests } from "./rollbackTests";
import { deletionTests, snapshotTests } from "./snapshotTests";
import type { Subject } from "./subject";
import { openTrial } from "./trial";
import type { World } from "./world";

/**
 * What every service promises, through its interface and the client, over real HTTP. A world is the simulator or
 * the real cloud; what only a simulation lets one see (content, lost answers) is tried there alone, and what
 * touches data or power only in a world that allows it.
 */
export function contract(subject: Subject, world: World): void {
  describe(`${subject.service.name} on ${world.name}`, { timeout: world.testTimeoutMs }, () => {
    const trial = openTrial(subject, world);
    readTests(trial);
    snapshotTests(trial);
    groupTests(trial);
    rollbackTests(trial);
    powerTests(trial);
    deletionTests(trial);
  });
}
