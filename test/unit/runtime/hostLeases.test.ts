import { describe, expect, test } from "vitest";
import {
  createHostLeases,
  type Hold,
  type Release,
  type StoppedHost,
} from "../../../provider/runtime/hostLeases";

const host = "i-1";
const [one, other, third] = ["aaaaaa", "bbbbbb", "cccccc"];
const ran: StoppedHost = {
  wasRunning: true,
  stoppedAt: "2026-11-20T18:40:00Z",
  startedAt: "2026-11-20T09:00Z",
};
const wasOff: StoppedHost = { wasRunning: false, stoppedAt: undefined, startedAt: undefined };

const stopping = (events: string[], outcome: StoppedHost | Error = ran): Hold => ({
  stops: true,
  untilStopped: async () => {
    events.push("stop");
    if (outcome instanceof Error) throw outcome;
    return outcome;
  },
});
const looking = (until: Promise<StoppedHost>): Hold => ({ stops: false, untilStopped: () => until });
const wishing = (events: string[], then: Release["then"]): Release => ({
  then,
  start: async () => {
    events.push("start");
    return "started";
  },
});

/** Lets everything go on that waits for nothing. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("holding a host", () => {
  test("several who would stop it: it is stopped once, and all know how it was found", async () => {
    const events: string[] = [];
    const leases = createHostLeases();
    const held = [one, other].map((holder) => leases.hold(host, holder, stopping(events)));
    expect(await Promise.all(held)).toEqual([ran, ran]);
    expect(events).toEqual(["stop"]);
  });

  test("one waits for somebody else: who would stop it does so, and both hold it", async () => {
    const events: string[] = [];
    const leases = createHostLeases();
    let seen = (_: StoppedHost) => {};
    const waiting = leases.hold(host, one, looking(new Promise((resolve) => (seen = resolve))));
    expect(await leases.hold(host, other, stopping(events))).toEqual(ran);
    expect(events).toEqual(["stop"]);
    seen(wasOff);
    expect(await waiting).toEqual(ran);
  });

  test("held by one that goes by its records: who would stop it does not trust them, and stops it", async () => {
    const events: string[] = [];
    const leases = createHostLeases();
    await leases.hold(host, one, looking(Promise.resolve(ran)));
    await leases.hold(host, other, stopping(events));
    expect(events).toEqual(["stop"]);
  });

  test("a stop that failed: is tried again by who comes after it", async () => {
    const events: string[] = [];
    const leases = createHostLeases();
    await expect(leases.hold(host, one, stopping(events, new Error("refused")))).rejects.toThrow("refused");
    expect(await leases.hold(host, other, stopping(events))).toEqual(ran);
    expect(events).toEqual(["stop", "stop"]);
  });

  test("one has joined the holders: who holds it gives it back only when that one lets go, too", async () => {
    const events: string[] = [];
    const leases = createHostLeases();
    await leases.hold(host, other, stopping(events));
    await leases.join(host, one);
    const outcome = leases.release(host, other, wishing(events, "start"));
    await settled();
    expect(events).toEqual(["stop"]);
    expect(
      await leases.hold(
        host,
        one,
        looking(Promise.resolve({ ...ran, wasRunning: false, stoppedAt: undefined })),
      ),
    ).toEqual(ran);
    await leases.release(host, one, wishing(events, "leave"));
    expect(await outcome).toBe("started");
    expect(events).toEqual(["stop", "start"]);
  });

  test("it is being started: who would join waits until it runs", async () => {
    const leases = createHostLeases();
    await leases.hold(host, other, stopping([]));
    let started = (_: "started") => {};
    const start = () => new Promise<"started">((resolve) => (started = resolve));
    const released = leases.release(host, other, { then: "start", start });
    let joined = false;
    const joining = leases.join(host, one).then(() => (joined = true));
    await settled();
    expect(joined).toBe(false);
    started("started");
    await Promise.all([released, joining]);
    expect(joined).toBe(true);
  });

  test("an earlier run has left it stopped: who finds it stopped knows that it ran", async () => {
    const leases = createHostLeases();
    await leases.hold(host, one, looking(Promise.resolve(ran)));
    expect(await leases.hold(host, other, looking(Promise.resolve(wasOff)))).toEqual(ran);
  });
});

describe("giving a host back", () => {
  const heldByOther = async (events: string[]) => {
    const leases = createHostLeases();
    await leases.hold(host, other, stopping(events));
    return leases;
  };

  test("one that never held it wants it started: it is started when the last holder lets go", async () => {
    const events: string[] = [];
    const leases = await heldByOther(events);
    const outcome = leases.release(host, one, wishing(events, "start"));
    await settled();
    expect(events).toEqual(["stop"]);
    expect(await leases.release(host, other, wishing(events, "leave"))).toBe("started");
    expect(await outcome).toBe("started");
    expect(events).toEqual(["stop", "start"]);
  });

  test("one that never held it wants it started, and the holder needs it off: it stays off", async () => {
    const events: string[] = [];
    const leases = await heldByOther(events);
    const outcome = leases.release(host, one, wishing(events, "start"));
    await leases.release(host, other, wishing(events, "keepOff"));
    expect(await outcome).toBe("keptOff");
    expect(events).toEqual(["stop"]);
  });

  test("one that never held it needs it off: no holder starts it", async () => {
    const events: string[] = [];
    const leases = await heldByOther(events);
    const outcome = leases.release(host, one, wishing(events, "keepOff"));
    expect(await leases.release(host, other, wishing(events, "start"))).toBe("keptOff");
    expect(await outcome).toBe("keptOff");
    expect(events).toEqual(["stop"]);
  });

  test("one that never held it and has nothing to wish: waits for nobody", async () => {
    const leases = await heldByOther([]);
    expect(await leases.release(host, one, wishing([], "leave"))).toBe("left");
  });

  test("nobody holds it: a wish is done at once", async () => {
    const events: string[] = [];
    expect(await createHostLeases().release(host, one, wishing(events, "start"))).toBe("started");
    expect(events).toEqual(["start"]);
  });

  test("given back: who holds it next stops it anew", async () => {
    const events: string[] = [];
    const leases = await heldByOther(events);
    await leases.release(host, other, wishing(events, "start"));
    await leases.hold(host, third, stopping(events));
    expect(events).toEqual(["stop", "start", "stop"]);
  });
});
