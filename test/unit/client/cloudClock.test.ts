import { expect, test } from "vitest";
import { cloudClock } from "../../../provider/client/cloudClock";

const start = Date.parse("2026-11-20T12:00:00.400Z");

/** A machine and a cloud whose clock is ahead by so much. */
function twoClocks(ahead: number) {
  const world = { now: start, ahead };
  const clock = cloudClock({ now: () => world.now, sleep: async () => undefined });
  return {
    world,
    clock,
    error: () => clock.now() - world.now - world.ahead,
    /** A request and its answer, each so long on its way. */
    call(there: number, back = there) {
      const sentAt = world.now;
      world.now += there;
      const date = new Date(world.now + world.ahead).toUTCString();
      world.now += back;
      clock.heard(date, sentAt);
    },
  };
}

test("before the first answer: this machine's time", () => {
  expect(twoClocks(300_000).clock.now()).toBe(start);
});

test.each([undefined, "", "yesterday"])("an answer without a date (%s) tells nothing", (date) => {
  const { clock } = twoClocks(300_000);
  clock.heard(date, start);
  expect(clock.now()).toBe(start);
});

test("clocks that agree: nothing is corrected", () => {
  const { world, clock, call } = twoClocks(0);
  for (let count = 0; count < 20; count += 1) call(70);
  expect(clock.now()).toBe(world.now);
});

test.each([300_000, -300_000, 7_200_000])(
  "a clock %d ms ahead: known to a second after one answer",
  (ahead) => {
    const { call, error } = twoClocks(ahead);
    call(20);
    expect(Math.abs(error())).toBeLessThanOrEqual(1_040);
  },
);

test("a slow answer does not spoil what a quick one has told", () => {
  const { call, error } = twoClocks(300_000);
  call(20);
  call(1, 25_000);
  call(25_000, 1);
  expect(Math.abs(error())).toBeLessThanOrEqual(1_040);
});

test("a clock that is set meanwhile: the next answer counts", () => {
  const { world, call, error } = twoClocks(300_000);
  call(20);
  world.now += 600_000;
  world.ahead -= 600_000;
  call(20);
  expect(Math.abs(error())).toBeLessThanOrEqual(1_040);
});
