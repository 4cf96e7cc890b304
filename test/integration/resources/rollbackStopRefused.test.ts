import { describe, expect, test } from "vitest";
import { changes, failureOf, world } from "./fixture";
import { damaged, seenOf, subjects } from "./subjects";

const cloud = world();

describe.each(subjects)("a stop that is refused ($service)", (subject) => {
  const refused = async () => {
    const { lever, inputs } = await damaged(cloud, subject);
    await cloud.control.addFault({
      service: subject.service,
      action: subject.calls.stop,
      effect: "error",
      code: "OperationDenied",
    });
    await cloud.control.clearCalls();
    return failureOf(lever.up(inputs));
  };

  test("the host never stopped: it goes on running, and is not said to run again", async () => {
    const { message } = await refused();
    expect(message).toMatch(/^Nothing was rolled back: .* was not touched\./);
    expect(message).toContain(`The ${subject.hostWord} ${subject.hostId} goes on running`);
    expect(message).not.toMatch(/runs again/);
    expect(await changes(cloud)).not.toContain(subject.calls.start);
    expect(await seenOf(cloud, subject)).toEqual({ content: "after", resets: 0, power: "Running" });
  });

  test("its next step: is not that of a refused rollback", async () => {
    const { message } = await refused();
    expect(message).toMatch(/OperationDenied: .* See what the cloud's message names/);
    expect(message).not.toMatch(/new disk/);
  });
});
