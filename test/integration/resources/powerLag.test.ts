import { beforeEach, describe, expect, test } from "vitest";
import { callCounts, failureOf, world } from "./fixture";
import { damaged, seenOf, subjects } from "./subjects";

const cloud = world({ durations: { stop: "5s", start: "5s", reset: "30s", snapshot: "10s" } });
beforeEach(() => cloud.control.settings({ durations: { power: "10s" } }));

describe.each(subjects)("describes that are behind with a change of power ($service)", (subject) => {
  const { calls, hostId } = subject;
  const powerCalls = async () => {
    const counts = await callCounts(cloud);
    return [counts[calls.stop] ?? 0, counts[calls.start] ?? 0];
  };
  const isAskedToStop = async () => (await cloud.control.instance(hostId)).status !== "Running";

  test("a rollback: stops and starts the host once", async () => {
    const { lever, inputs } = await damaged(cloud, subject);
    await lever.up(inputs);
    expect(await powerCalls()).toEqual([1, 1]);
    await cloud.clock.advance(60_000);
    expect(await seenOf(cloud, subject)).toEqual({ content: "before", resets: 1, power: "Running" });
  });

  test("interrupted while the host still seems to run: it is started again", async () => {
    const { lever, inputs } = await damaged(cloud, subject);
    const user = new AbortController();
    cloud.clock.meanwhile = async () => {
      if (await isAskedToStop()) user.abort();
    };
    const { message } = await failureOf(lever.up(inputs, { signal: user.signal }));
    expect(message).toMatch(/^Nothing was rolled back/);
    expect(message).toMatch(/runs again/);
    expect(await powerCalls()).toEqual([1, 1]);
    await cloud.clock.advance(60_000);
    expect(await seenOf(cloud, subject)).toEqual({ content: "after", resets: 0, power: "Running" });
  });
});
