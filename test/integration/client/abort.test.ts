import { afterEach, describe, expect, it, vi } from "vitest";
import { systemClock } from "../../../provider/client";
import { callerOf, failureOf, fakeClock, requestOf } from "./calling";
import { answers, cutsBeforeAnswer, fails, type Gateway, neverAnswers, startGateway } from "./gateway";

let gateway: Gateway;
afterEach(() => gateway.close());

const fine = answers({ RequestId: "R-1" });

describe("an abort", () => {
  it("before the call: sends nothing", async () => {
    gateway = await startGateway(fine);
    const { cloud } = callerOf(gateway.address);
    const error = await failureOf(cloud.call(requestOf("once"), { signal: AbortSignal.abort() }));
    expect(error).toMatchObject({ kind: "cancelled", acted: "no", attempts: 0 });
    expect(gateway.requests).toHaveLength(0);
    cloud.close();
  });

  it("while waiting to try again: ends the wait at once", async () => {
    gateway = await startGateway(fails("Throttling"));
    const abort = new AbortController();
    const clock = { ...fakeClock(), sleep: systemClock.sleep };
    const { cloud } = callerOf(gateway.address, {}, clock);
    const error = await failureOf(
      cloud.call(requestOf("once"), {
        signal: abort.signal,
        onRetry: () => queueMicrotask(() => abort.abort()),
      }),
    );
    expect(error).toMatchObject({ kind: "cancelled", acted: "no", attempts: 1 });
    expect(error.message).toContain("Throttling");
    expect(gateway.requests).toHaveLength(1);
    cloud.close();
  });

  it("after a send whose outcome is unknown: says so", async () => {
    gateway = await startGateway(cutsBeforeAnswer);
    const abort = new AbortController();
    const { cloud } = callerOf(gateway.address);
    const error = await failureOf(
      cloud.call(requestOf("repeatable"), { signal: abort.signal, onRetry: () => abort.abort() }),
    );
    expect(error).toMatchObject({ kind: "cancelled", acted: "unknown", attempts: 1 });
    cloud.close();
  });

  it("during a read: cuts it", async () => {
    gateway = await startGateway(neverAnswers);
    const abort = new AbortController();
    const { cloud } = callerOf(gateway.address);
    const onRetry = vi.fn();
    const call = failureOf(cloud.call(requestOf("read"), { signal: abort.signal, onRetry }));
    await gateway.received(1);
    abort.abort();
    expect(await call).toMatchObject({ kind: "cancelled", acted: "no", attempts: 1 });
    expect(onRetry).not.toHaveBeenCalled();
    await gateway.closed(1);
    cloud.close();
  });

  it("during a write: hears the answer out, which is the truth", async () => {
    const abort = new AbortController();
    gateway = await startGateway((response) => {
      abort.abort();
      response.end('{"RequestId":"R-late"}');
    });
    const { cloud } = callerOf(gateway.address);
    expect(await cloud.call(requestOf("once"), { signal: abort.signal })).toEqual({ RequestId: "R-late" });
    cloud.close();
  });
});
