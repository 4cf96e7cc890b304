import { afterAll } from "vitest";

const works = new Set<() => Promise<void>>();

/** What a test file opens is closed when the file ends, whatever its tests did. The latest is closed first. */
export function atFileEnd(work: () => Promise<void>): void {
  works.add(work);
}

afterAll(async () => {
  for (const work of [...works].reverse()) await work();
  works.clear();
});
