import { describe, expect, test, vi } from "vitest";
import { changes, failureOf, world } from "./fixture";
import { damaged, seenOf, subjects, type Subject } from "./subjects";

const cloud = world({ durations: { snapshot: "22s", reset: "30s" } });
const [ecs, swas] = subjects as readonly [Subject, Subject];

test.each([ecs, swas])(
  "interrupted while it is noted that the host is about to be stopped ($service): it is not stopped",
  async ({ service, calls, ...subject }) => {
    const { lever, inputs } = await damaged(cloud, { service, calls, ...subject });
    const hold = { service, action: "TagResources", effect: "hold", once: true } as const;
    const fault = await cloud.control.addFault(hold);
    const user = new AbortController();
    const up = failureOf(lever.up(inputs, { signal: user.signal }));
    const held = async () => (await cloud.control.faults()).some((one) => one.held > 0);
    await vi.waitUntil(held, { timeout: 10_000, interval: 5 });
    user.abort();
    await cloud.control.removeFault(fault.id);
    expect((await up).message).toMatch(/^Nothing was rolled back/);
    expect(await changes(cloud)).not.toContain(calls.stop);
  },
);

test.each(subjects)("a stop that is refused ($service): is told at once", async (subject) => {
  const { lever, inputs } = await damaged(cloud, subject);
  const refused = { action: subject.calls.stop, effect: "error", code: "OperationDenied" } as const;
  await cloud.control.addFault({ service: subject.service, ...refused });
  const before = cloud.clock.now();
  expect((await failureOf(lever.up(inputs))).message).toContain("goes on running");
  expect(cloud.clock.now() - before).toBeLessThan(2_000);
});

describe("a host that somebody has started since it was stopped, and stopped again", () => {
  test("the run was interrupted while restoring: it ends, and the host stays as it is", async () => {
    const { lever, inputs } = await damaged(cloud, ecs);
    const user = new AbortController();
    cloud.clock.meanwhile = async () => {
      if ((await cloud.control.disk(ecs.diskId)).resets > 0) user.abort();
    };
    await failureOf(lever.up(inputs, { signal: user.signal }));
    cloud.clock.meanwhile = undefined;
    for (const status of ["Running", "Stopped"]) {
      await cloud.clock.advance(3_600_000);
      await cloud.control.patch("instances", ecs.hostId, { status });
    }
    await cloud.clock.advance(3_600_000);
    await lever.up(inputs);
    expect(await seenOf(cloud, ecs)).toEqual({ content: "before", resets: 1, power: "Stopped" });
  });
});

test.each([ecs, swas])(
  "the request was refused, and that cannot be noted ($service): the failure says what that means",
  async ({ service, calls, ...subject }) => {
    const { lever, inputs } = await damaged(cloud, { service, calls, ...subject });
    await cloud.control.patch("instances", subject.hostId, { status: "Stopped" });
    const denied = { service, effect: "error", code: "Forbidden.RAM" } as const;
    cloud.beforeSubmit = async () => {
      await cloud.control.addFault({ ...denied, action: calls.rollBack, once: true });
      await cloud.control.addFault({ ...denied, action: "TagResources" });
    };
    const { message } = await failureOf(lever.up(inputs));
    expect(message).toMatch(/That nothing was sent could not be noted: .* will ask what became of this one/);
  },
);

test("the first note is refused: nothing is said of giving back what never was stopped", async () => {
  const { lever, inputs } = await damaged(cloud, ecs);
  await cloud.control.addFault({ action: "TagResources", effect: "error", code: "OperationConflict" });
  const { message } = await failureOf(lever.up(inputs));
  expect(message).not.toMatch(/given back could not be noted/);
  expect(await changes(cloud)).not.toContain("StopInstance");
});
