// @ts-check
import { cpus } from "node:os";

/**
 * @typedef {object} Figures
 * @property {string} engine
 * @property {number} snapshotSeconds
 * @property {number} latencyMs
 * @property {number} repetitions
 * @property {number} emptyUp seconds
 * @property {{ count: number, parallel: number | undefined, seconds: number, calls: number }[]} taken
 * @property {{ count: number, preview: number, up: number, calls: number }[]} existing
 * @property {number} providerBytes
 * @property {Rollback[]} rollbacks
 */

/**
 * @typedef {object} Rollback
 * @property {string} when the safety snapshot is taken
 * @property {number} seconds of the whole `up`
 * @property {number} downSeconds how long the machine was down
 * @property {number} cloudSeconds how long the cloud needs it to be down
 * @property {number} resets
 * @property {string[]} calls by action
 */

/** What the engine takes where no --parallel is given. */
const DEFAULT_PARALLEL = 4 * cpus().length;

/** @param {Figures["taken"][number]} row @param {Figures} figures */
export const ratioOf = ({ seconds }, { snapshotSeconds, emptyUp }) => seconds / (snapshotSeconds + emptyUp);

/**
 * @param {Figures} figures
 * @returns {string}
 */
export function table(figures) {
  return [
    `Pulumi ${figures.engine}, ${cpus().length} CPUs; simulated cloud: a snapshot takes ${figures.snapshotSeconds} s, an answer ${figures.latencyMs} ms.`,
    `${figures.repetitions === 1 ? "One run each" : `Medians of ${figures.repetitions} runs`}. All \`up\` with --skip-preview. An empty \`up\`: ${seconds(figures.emptyUp)}.`,
    "",
    ...takenLines(figures),
    "",
    ...existingLines(figures),
    "",
    `__provider in the state: ${figures.providerBytes} bytes, the same for every resource.`,
    "",
    ...rollbackLines(figures.rollbacks),
  ].join("\n");
}

/** @param {Figures} figures */
function takenLines(figures) {
  const rows = figures.taken.map((row) => [
    `up of ${row.count}`,
    row.parallel === undefined ? `default (${DEFAULT_PARALLEL})` : String(row.parallel),
    seconds(row.seconds),
    ratioOf(row, figures).toFixed(2),
    (row.calls / row.count).toFixed(2),
    goal(row, figures),
  ]);
  return columns([["snapshots", "parallel", "time", "ratio", "calls each", "goal"], ...rows]).concat(
    "",
    `ratio: to ${figures.snapshotSeconds} s + an empty \`up\`, which is what one snapshot cannot do without.`,
    `The engine runs ${DEFAULT_PARALLEL} operations at once by default (4 for each CPU): more snapshots than that`,
    "come in batches, whatever the provider does. --parallel 32 takes them together.",
  );
}

/** The goal is for 20 snapshots that are taken together.
 * @param {Figures["taken"][number]} row
 * @param {Figures} figures
 */
function goal(row, figures) {
  if (row.count !== 20 || (row.parallel ?? DEFAULT_PARALLEL) < 20) return "";
  const met = ratioOf(row, figures) <= 1.3 && row.calls / row.count <= 2;
  return `<= 1.30 and <= 2: ${met ? "met" : "MISSED"}`;
}

/** @param {Figures} figures */
function existingLines({ existing, emptyUp }) {
  return columns([
    ["there already", "preview", "no-op up", "to an empty up", "calls"],
    ...existing.map(({ count, preview, up, calls }) => [
      count === 1 ? "1 snapshot" : `${count} snapshots`,
      seconds(preview),
      seconds(up),
      (up / emptyUp).toFixed(2),
      String(calls),
    ]),
  ]);
}

/** @param {readonly Rollback[]} rollbacks */
function rollbackLines(rollbacks) {
  return columns([
    ["one rollback, its host running", "measured", "the cloud's own", "ratio", "goal"],
    ...rollbacks.map(({ when, downSeconds, cloudSeconds }) => {
      const ratio = downSeconds / cloudSeconds;
      const goal = `<= 1.08: ${ratio <= 1.08 ? "met" : "MISSED"}`;
      return [`downtime ${when}`, seconds(downSeconds), seconds(cloudSeconds), ratio.toFixed(2), goal];
    }),
    ...rollbacks.map(({ when, calls: { length } }) => [
      `API calls of one rollback, ${when}`,
      String(length),
      "",
      "",
      `<= 40: ${length <= 40 ? "met" : "MISSED"}`,
    ]),
  ]).concat(
    "",
    "downtime: from the request that stops the machine to the first look that can have seen it run again, on the",
    "cloud's clock. The cloud's own: stop, safety snapshot (afterStop only), reset, start.",
    ...rollbacks.map(
      ({ when, seconds: time, resets, calls }) =>
        `${when}: the whole \`up\` ${seconds(time)}; resets: ${resets}; ${countedByAction(calls)}`,
    ),
  );
}

/** @param {readonly string[]} calls */
function countedByAction(calls) {
  const counted = [...new Set(calls)].map((action) => {
    const times = calls.filter((one) => one === action).length;
    return times === 1 ? action : `${action} ${times}x`;
  });
  return counted.join(", ");
}

/** @param {number} value */
const seconds = (value) => `${value.toFixed(1)} s`;

/**
 * @param {string[][]} rows the first holds the heads
 * @returns {string[]}
 */
export function columns(rows) {
  const widths = (rows[0] ?? []).map((_, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, index) =>
        index === 0 ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0),
      )
      .join("   ")
      .trimEnd(),
  );
  const [head = "", ...rest] = lines;
  return [head, "-".repeat(Math.max(...lines.map(({ length }) => length))), ...rest];
}
