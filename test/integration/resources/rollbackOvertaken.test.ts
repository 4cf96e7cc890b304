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

describe("another run of the rollback that has only begun to stop the host", () => {
  test("its note: holds up nobody, since it sends nothing before it has seen ours", async () => {
    const [ecs] = subjects as readonly [(typeof subjects)[number]];
    const { lever, inputs, snapshotId } = await damaged(cloud, ecs);
    const up = lever.up(inputs);
    await said(lever, "safety snapshot");
    const { tags } = await cloud.control.snapshot(snapshotId);
    const ours = Object.entries(tags).find(([, text]) => text.startsWith("stopping|"));
    const [name = "", text = ""] = ours ?? [];
    await cloud.control.patch("snapshots", snapshotId, {
      tags: { ...tags, [name]: text.replace(/:\d\dZ$/, ":59Z") },
    });
    expect(ours).toBeDefined();
    await up;
    expect(await seenOf(cloud, ecs)).toEqual({ content: "before", resets: 1, power: "Running" });
  });
});
