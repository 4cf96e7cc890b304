import type { ServiceName } from "../../provider/lifecycle/facts";
import { bounds, type Bounds } from "./setting";

/** A world to explore, and how much of it. */
export interface Planned {
  readonly name: string;
  readonly bounds: Bounds;
  /** The nearest ones; without it, all. */
  readonly mostStates?: number;
}

const services: readonly ServiceName[] = ["ecs", "swas", "ecd"];

/** One process that is killed, answered badly, comes again with whatever state, and people beside it. */
const alone = (size: Partial<Bounds>): Bounds => ({ ...bounds, levers: ["A"], ups: 2, ...size });

/** In `npm test`: less than a minute on two cores. */
export const smallWorlds: readonly Planned[] = [
  ...services.flatMap((service): Planned[] => [
    { name: `${service}, one process`, bounds: alone({ service, kills: 1, people: 1 }) },
    { name: `${service}, lost answers`, bounds: alone({ service, ups: 1, people: 0, answers: 1 }) },
    { name: `${service}, found off`, bounds: alone({ service, ups: 1, people: 0, foundOff: true }) },
    {
      name: `${service}, slow safety snapshots`,
      bounds: alone({ service, ups: 1, people: 0, slowSafety: true }),
    },
    {
      name: `${service}, its safety snapshot deleted`,
      bounds: alone({
        ...{ service, ups: 1, kills: 0, people: 2, acts: ["deleteSafety", "start", "write"] },
        // Without tags it is all that the cloud remembers of a rollback.
        oldStates: service !== "ecd",
      }),
    },
    {
      name: `${service}, two processes`,
      bounds: { ...bounds, service, ups: 0, kills: 0, people: 0 },
      mostStates: 8_000,
    },
  ]),
  ...services.map((service): Planned => ({
    name: `${service}, two rollbacks of one disk`,
    bounds: { ...bounds, service, levers: ["A", "B"], ups: 0, kills: 0, people: 0 },
    mostStates: 8_000,
  })),
  ...services
    .filter((service) => service !== "ecd")
    .flatMap((service): Planned[] => [
      { name: `${service}, no tags`, bounds: alone({ service, tags: "none" }) },
      { name: `${service}, tags only at creation`, bounds: alone({ service, tags: "atCreation" }) },
    ]),
];

/** By `npm run test:explore`. */
export const largeWorlds: readonly Planned[] = services.flatMap((service): Planned[] => [
  {
    name: `${service}, one process, killed twice`,
    bounds: alone({
      service,
      kills: 2,
      people: 2,
      answers: 1,
      acts: ["write", "stop", "start", "reset", "deleteSource"],
    }),
    mostStates: 1_000_000,
  },
  {
    name: `${service}, two processes, killed`,
    bounds: { ...bounds, service, kills: 1, people: 1 },
    mostStates: 1_000_000,
  },
  {
    name: `${service}, two processes, names in the other order`,
    bounds: { ...bounds, service, ups: 0, namesFall: true },
    mostStates: 1_000_000,
  },
  ...(service === "ecd"
    ? []
    : [
        {
          name: `${service}, two rollbacks of one disk, killed`,
          bounds: { ...bounds, service, levers: ["A", "B"] as const, ups: 1, people: 0 },
          mostStates: 1_000_000,
        },
      ]),
]);
