import type { Clock } from "../../provider/client";
import type { Time } from "./time";

/** A provider process: once it has died nothing in it goes on, whatever it was waiting for. */
export interface Process {
  readonly clock: Clock;
  /** Ends the process here. */
  die(): Promise<never>;
  /** What comes of some work, "crashed" where the process dies meanwhile; rejects where it hangs. */
  outcome<Value>(work: Promise<Value>): Promise<Value | "crashed">;
}

export function startProcess(time: Time): Process {
  let dead = false;
  let died: () => void = () => undefined;
  const death = new Promise<"crashed">((resolve) => (died = () => resolve("crashed")));
  return {
    clock: {
      now: time.now,
      sleep: async (ms, signal) => {
        if (dead) return never();
        await time.sleep(ms, signal);
        return dead ? never() : undefined;
      },
    },
    die: () => {
      dead = true;
      died();
      return never();
    },
    async outcome(work) {
      const watch = watchForHang(time);
      try {
        return await Promise.race([work, death, watch.hang]);
      } finally {
        watch.end();
      }
    },
  };
}

const never = () => new Promise<never>(() => undefined);

/** All that anybody can wait for here is time: where nobody does for long, nothing will ever go on. */
function watchForHang(time: Time): { hang: Promise<never>; end(): void } {
  let over = false;
  let idleTurns = 0;
  const hang = new Promise<never>((_, reject) => {
    const look = () => {
      if (over) return;
      idleTurns = time.waiting() === 0 ? idleTurns + 1 : 0;
      if (idleTurns > longestIdle) reject(new Error("it hangs: it waits for something that never comes"));
      else setImmediate(look);
    };
    look();
  });
  return { hang, end: () => (over = true) };
}

const longestIdle = 300;
