import { describe, expect, test } from "vitest";
import { createClock } from "../../../simulator/world/clock";
import { duration, instant, toMinutes, toSeconds } from "../../../simulator/world/time";

function machine(start = 1_000_000) {
  let now = start;
  return { now: () => now, pass: (milliseconds: number) => (now += milliseconds) };
}

describe("simulated clock", () => {
  test("clock: runs with the machine's, and advances at once", () => {
    const { now, pass } = machine();
    const clock = createClock(now);
    pass(500);
    expect(clock.now()).toBe(1_000_500);
    clock.advance(60_000);
    expect(clock.now()).toBe(1_060_500);
  });

  test("clock: a new speed counts from now on", () => {
    const { now, pass } = machine();
    const clock = createClock(now);
    pass(1_000);
    clock.setSpeed(60);
    pass(1_000);
    expect(clock.now()).toBe(1_061_000);
    clock.setSpeed(0);
    pass(10_000);
    expect(clock.now()).toBe(1_061_000);
  });

  test("clock: a saved one goes on as if it had never stopped", () => {
    const { now, pass } = machine();
    const clock = createClock(now, { speed: 2 });
    clock.advance(5_000);
    const saved = clock.save();
    pass(1_000);
    expect(createClock(now, saved).now()).toBe(clock.now());
  });

  test("clock: stops at the end of the calendar, whatever the speed and the advance", () => {
    const { now, pass } = machine();
    const clock = createClock(now, { speed: 1e300 });
    pass(1_000);
    const end = clock.now();
    expect(new Date(end).getUTCFullYear()).toBe(9900);
    clock.advance(Number.MAX_VALUE);
    expect(clock.now()).toBe(end);
    clock.setSpeed(0);
    expect(clock.save()).toMatchObject({ simulatedAt: end, speed: 0 });
  });

  test("clock: a reset brings back the machine's time", () => {
    const { now, pass } = machine();
    const clock = createClock(now, { speed: 0 });
    clock.advance(99);
    pass(7);
    clock.reset(1);
    expect([clock.now(), clock.speed()]).toEqual([1_000_007, 1]);
  });
});

describe("times", () => {
  test("duration: reads every unit, refuses a bare number", () => {
    const read = (text: string) => duration.parse(text);
    expect(["250ms", "10s", "1.5m", "2h", "1d"].map(read)).toEqual([
      250, 10_000, 90_000, 7_200_000, 86_400_000,
    ]);
    expect(() => read("10")).toThrow(/looks like/);
  });

  test("instant: keeps a moment to the millisecond both ways", () => {
    expect(instant.encode(instant.decode("2026-11-20T18:40:00.123Z"))).toBe("2026-11-20T18:40:00.123Z");
  });

  test("wire times: ECS writes seconds or minutes, without a fraction", () => {
    const moment = Date.UTC(2026, 10, 20, 18, 40, 5, 678);
    expect([toSeconds(moment), toMinutes(moment)]).toEqual(["2026-11-20T18:40:05Z", "2026-11-20T18:40Z"]);
  });
});
