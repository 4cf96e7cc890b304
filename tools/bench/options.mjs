// @ts-check
import { parseArgs } from "node:util";

export const help = `Measures the package on the real engine against the simulated cloud, and that cloud under load.

  --snapshots LIST    how many snapshots one \`up\` takes (default 1,20)
  --parallel LIST     how many operations the engine runs at once (default default,32)
  --existing LIST     how many snapshots are there for \`preview\` and a no-op \`up\` (default 1,100)
  --repetitions N     of every measurement; the median is shown (default 1)
  --duration SECONDS  how long the cloud takes for a snapshot (default 10)
  --latency MS        how long it takes for an answer (default 20)
  --only PART         engine (the package on the engine) or load (the simulated cloud under load)
  --clients N         how many clients there are at once under load (default 200)
  --stored N          how many snapshots the cloud has then (default 50000)
  --load-seconds N    how long each load lasts (default 30)
  --json              figures instead of a table
  --help
`;

const optionTypes = /** @type {const} */ ({
  snapshots: { type: "string", default: "1,20" },
  parallel: { type: "string", default: "default,32" },
  existing: { type: "string", default: "1,100" },
  repetitions: { type: "string", default: "1" },
  duration: { type: "string", default: "10" },
  latency: { type: "string", default: "20" },
  only: { type: "string" },
  clients: { type: "string", default: "200" },
  stored: { type: "string", default: "50000" },
  "load-seconds": { type: "string", default: "30" },
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
});

/** @typedef {ReturnType<typeof readOptions>} Options */

/**
 * Throws with the name of the wrong option.
 * @param {readonly string[]} args
 */
export function readOptions(args) {
  const { values } = parseArgs({ args: [...args], options: optionTypes });
  return {
    snapshots: list(values, "snapshots", 200),
    parallel: values.parallel
      .split(",")
      .map((text) => (text === "default" ? undefined : wholeNumber("parallel", text, 1_000))),
    existing: list(values, "existing", 500),
    repetitions: wholeNumber("repetitions", values.repetitions, 100),
    seconds: wholeNumber("duration", values.duration, 600),
    latencyMs: wholeNumber("latency", values.latency, 10_000),
    parts: values.only === undefined ? PARTS : [part(values.only)],
    load: {
      clients: wholeNumber("clients", values.clients, 10_000),
      stored: wholeNumber("stored", values.stored, 1_000_000),
      seconds: wholeNumber("load-seconds", values["load-seconds"], 3_600),
    },
    json: values.json,
    help: values.help,
  };
}

const PARTS = /** @type {const} */ (["engine", "load"]);

/** @param {string} text */
function part(text) {
  const known = PARTS.find((one) => one === text);
  if (known === undefined) throw new Error(`--only: there are ${PARTS.join(" and ")}. Try --help.`);
  return known;
}

/**
 * @param {Record<string, string | boolean | undefined>} values
 * @param {string} name
 * @param {number} most
 */
function list(values, name, most) {
  return String(values[name])
    .split(",")
    .map((text) => wholeNumber(name, text, most));
}

/** @param {string} name @param {string} text @param {number} most */
function wholeNumber(name, text, most) {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > most)
    throw new Error(`--${name}: ${JSON.stringify(text)} is no whole number from 1 to ${most}. Try --help.`);
  return value;
}
