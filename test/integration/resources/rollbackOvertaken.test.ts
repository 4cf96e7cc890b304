import { describe, expect, test } from "vitest";
import { world } from "./fixture";
import type { DeclaredResource } from "./stack";
import { damaged, seenOf, subjects } from "./subjects";

const cloud = world({ durations: { snapshot: "22s", reset: "1s" } });

async function said({ lines }: DeclaredResource, begin: string): Promise<void> {
  while (!lines.progress.some((line) => line.startsWith(begin)))
    await new Promise((resolve) => setImmediate(resolve));
}

describe("two runs of one rollback that know nothing of each other", () => {
  test.each(subjects)(
    "$service: the later one notices the earlier one before its request, and the disk changes once",
    async (subject) => {
      const { lever, inputs } = await damaged(cloud, subject);
      await cloud.control.patch("instances", subject.hostId, { status: "Stopped" });
      const other = cloud.rollback();
      other.state = lever.state;

      const first = lever.up(inputs);
      await said(lever, "safety snapshot");
      // By the time the other one's safety snapshot is taken, the disk has been rolled back.
      const { service, calls } = subject;
      const late = { action: calls.take, effect: "delay", milliseconds: 400, once: true } as const;
      await cloud.control.addFault({ service, ...late });
      const [, second] = await Promise.allSettled([first, other.up(inputs)]);
      expect(second).toMatchObject({ status: "rejected" });
      const { message } = (second as PromiseRejectedResult).reason as Error;
      expect(message).toMatch(/Another run|may have run|Another rollback/);
      expect(message).not.toMatch(/was not touched/);
      expect(await seenOf(cloud, subject)).toMatchObject({ content: "before", resets: 1 });
      const undo = await cloud.control.snapshot(String(lever.state?.outputs["undoSnapshotId"]));
      expect(undo.content).toBe("after");
    },
  );
});
