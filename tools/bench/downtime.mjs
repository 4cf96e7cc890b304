// @ts-check

/** @typedef {import("../../simulator/control/client.js").Call} Call */

/**
 * How long the machine was down, in seconds on the simulated cloud's clock: from the request that stops it to the first
 * look that can have seen it run again. That look is counted because a user hears of the end only then.
 * @param {readonly Pick<Call, "action" | "time">[]} calls the log of the cloud, of one rollback
 * @param {number} startSeconds how long the cloud takes to start the machine
 */
export function downtime(calls, startSeconds) {
  const stopped = momentOf(calls, "StopInstance");
  const runs = momentOf(calls, "StartInstance") + startSeconds * 1_000;
  const seen = calls.find(({ action, time }) => action === "DescribeInstances" && Date.parse(time) >= runs);
  return ((seen ? Date.parse(seen.time) : runs) - stopped) / 1_000;
}

/** @param {readonly Pick<Call, "action" | "time">[]} calls @param {string} wanted */
function momentOf(calls, wanted) {
  const call = calls.find(({ action }) => action === wanted);
  if (!call) throw new Error(`the rollback has sent no ${wanted}`);
  return Date.parse(call.time);
}
