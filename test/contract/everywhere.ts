import type { ServiceName } from "../../provider/lifecycle/facts";
import { contract } from "./contract";
import { realWorld } from "./realWorld";
import { simulatedTargets, simulatedWorld } from "./simulatedWorld";
import { subjects } from "./subject";

/**
 * Tries a service on the simulator, under both positions of every switch for what no document settles, and on
 * the real cloud where the environment asks for it.
 */
export function contractEverywhere(name: ServiceName): void {
  const subject = subjects[name];
  const target = simulatedTargets[name];
  contract(subject, simulatedWorld(target, "the simulator"));
  contract(
    subject,
    simulatedWorld(target, "the simulator with every guess the other way", {
      resetShowsReIniting: false,
      unknownSnapshotDelete: "ignored",
      durations: { snapshot: "10s", available: "5s", reset: "12s", stop: "5s", start: "5s" },
      swas: {
        wordCase: "capitalised",
        unknownInstanceIsInternalError: false,
        serverStatusDuringReset: "Resetting",
      },
      ecd: { desktopStatusDuringReset: "Rebuilding" },
    }),
  );
  const real = realWorld(name, { env: process.env });
  if (real) contract(subject, real);
}
