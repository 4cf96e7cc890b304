// @ts-check
import { cpus } from "node:os";
import { columns } from "./table.mjs";

/** Longest median of a page, in milliseconds. */
const PAGE_GOAL = 20;
/** The last fifth of the snapshots may take so many times as long as the first one. */
const FILL_GOAL = 1.5;

/**
 * @param {import("./load.mjs").LoadFigures} figures
 * @returns {string}
 */
export function loadTable({ load, fillSeconds, lastToFirst, stateBytes, alonePageMs, paced, flatOut }) {
  const { stored, clients, seconds } = load;
  const megabytes = (stateBytes / 2 ** 20).toFixed(0);
  return [
    `The simulated cloud under load, with --state, in a process of its own; ${cpus().length} CPUs, which the clients use too.`,
    `${stored} snapshots in ${fillSeconds.toFixed(1)} s by ${clients} clients: ${(stored / fillSeconds).toFixed(0)} a second, each on disk before its answer; the file has ${megabytes} MiB.`,
    "",
    ...columns([
      ["", "calls a second", "page of 100", "write", "goal"],
      ["the last fifth of them, to the first", "", "", "", goal(lastToFirst, FILL_GOAL, "")],
      ["pages, one client", "", ms(alonePageMs), "", goal(alonePageMs, PAGE_GOAL, " ms")],
      [`${clients} clients, a call a second each`, ...row(paced), goal(paced.pageMs, PAGE_GOAL, " ms")],
      [`${clients} clients, each at once again`, ...row(flatOut), ""],
    ]),
    "",
    `Medians of ${seconds} s each. Of ten calls five are pages, two look at a disk, two take a snapshot and one deletes one.`,
    "The last row says how much the process can do: there the clients wait for one another.",
  ].join("\n");
}

/** @param {import("./load.mjs").Load} load */
const row = ({ callsPerSecond, pageMs, writeMs }) => [callsPerSecond.toFixed(0), ms(pageMs), ms(writeMs)];

/** @param {number} value @param {number} most @param {string} unit */
const goal = (value, most, unit) =>
  `${value.toFixed(1)} <= ${most}${unit}: ${value <= most ? "met" : "MISSED"}`;

/** @param {number} value */
const ms = (value) => `${value.toFixed(1)} ms`;
