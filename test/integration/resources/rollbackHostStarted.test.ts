import { describe, expect, test } from "vitest";
import { failureOf, world } from "./fixture";
import { damaged, seenOf, subjects } from "./subjects";

const cloud = world();

describe.each(subjects)("a host that somebody has started in between ($service)", (subject) => {
  test("the rollback is refused for that: the host runs, and is not said to have gone on running", async () => {
    const { lever, inputs } = await damaged(cloud, subject);
    cloud.beforeSubmit = async () => {
      await cloud.clock.advance(120_000);
      await cloud.control.patch("instances", subject.hostId, { status: "Running" });
    };
    const { message } = await failureOf(lever.up(inputs));
    expect(message).toContain(`The ${subject.hostWord} ${subject.hostId} runs: it was started in between`);
    expect(message).not.toMatch(/goes on running|runs again/);
    expect(await seenOf(cloud, subject)).toEqual({ content: "after", resets: 0, power: "Running" });
  });
});
