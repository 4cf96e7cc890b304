import { describe, expect, test } from "vitest";
import {
  isRestored,
  nextSight,
  nothingSeen,
  type RestoreSight,
} from "../../../provider/lifecycle/restoreVerdict";
import { someDisk } from "./facts";

const settleMs = 15_000;

type Look = ["ready" | "restoring" | "busy", boolean];

/** What a row of looks shows: the disk's state, and whether the cloud says that a rollback is under way. */
const after = (...looks: Look[]): RestoreSight =>
  looks.reduce<RestoreSight>(
    (sight, [state, restoring]) => nextSight(sight, someDisk({ state }), { restoring, receipt: false }),
    nothingSeen,
  );
const ready: ["ready", boolean] = ["ready", false];
const inSilence: ["ready", boolean] = ["ready", true];
const changing: ["restoring", boolean] = ["restoring", false];
const busy: ["busy", boolean] = ["busy", false];

describe("isRestored", () => {
  test("nothing seen: no", () => {
    expect(isRestored(nothingSeen, 3_600_000, settleMs)).toBe(false);
  });

  test("seen changing by its status, then ready: yes, at once", () => {
    expect(isRestored(after(changing, ready), 1, settleMs)).toBe(true);
  });

  test("seen changing by the cloud's refusal, then ready: yes, at once", () => {
    expect(isRestored(after(inSilence, ready), 1, settleMs)).toBe(true);
  });

  test("still changing: no, however long, in either way", () => {
    expect(isRestored(after(changing, changing), 3_600_000, settleMs)).toBe(false);
    expect(isRestored(after(ready, ready, ready, inSilence), 3_600_000, settleMs)).toBe(false);
  });

  test("changing again after it was ready: no", () => {
    expect(isRestored(after(changing, ready, changing), 3_600_000, settleMs)).toBe(false);
  });

  test("never seen changing: only after three looks in a row and the settled time", () => {
    expect(isRestored(after(ready, ready, ready), settleMs, settleMs)).toBe(true);
    expect(isRestored(after(ready, ready, ready), settleMs - 1, settleMs)).toBe(false);
    expect(isRestored(after(ready, ready), 3_600_000, settleMs)).toBe(false);
  });

  test("receipt: proves that the request arrived, not that it has ended, and is kept", () => {
    const noted = nextSight(nothingSeen, someDisk(), { restoring: false, receipt: true });
    expect(isRestored(noted, 3_600_000, settleMs)).toBe(false);
    const later = nextSight(noted, someDisk(), { restoring: false, receipt: false });
    expect(later).toEqual({ seenChanging: false, receipt: true, readyLooks: 2 });
  });

  test("another change in between: the looks in a row begin anew, and it is no sign of a rollback", () => {
    expect(isRestored(after(ready, ready, busy, ready), 3_600_000, settleMs)).toBe(false);
    expect(isRestored(after(busy, ready), 3_600_000, settleMs)).toBe(false);
    expect(isRestored(after(busy, ready, ready, ready), settleMs, settleMs)).toBe(true);
  });
});
