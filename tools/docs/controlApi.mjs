// @ts-check
import { table } from "./table.mjs";

/**
 * The requests of the simulator's control API.
 * @param {readonly import("../../simulator/control/openapi.js").ControlOperation[]} operations
 */
export function controlApi(operations) {
  return table(
    ["request", "what it does"],
    operations.map(({ method, path, summary }) => [`\`${method.toUpperCase()} ${path}\``, summary]),
  );
}
