import { z } from "zod";
import { serviceNames, type ServiceName } from "../../../simulator/world/entities";
import { defaultSettings, settingsSchema } from "../../../simulator/world/settings";

type Settings = Record<string, unknown>;

/** One position of one switch of the simulator, and whose stories it concerns. */
export interface Reading {
  readonly name: string;
  readonly settings: Settings;
  readonly services: readonly ServiceName[];
}

interface Switch {
  /** As the simulator's documentation names it: `swas.wordCase`. */
  readonly path: string;
  readonly others: readonly unknown[];
}

/** Where the other position is not one of a list; older and newer documents disagree about the numbers. */
const ofNoList: readonly Switch[] = [
  { path: "groups.disks", others: [128] },
  { path: "swas.callsPerMinute", others: [10] },
  { path: "durations.tokenLifetime", others: ["0s"] },
  { path: "swas.snapshotQuotaCode", others: ["SnapshotLimitExceeded"] },
];

/** Whatever the settings choose from a list is a switch: a new one is found here by itself. */
export const switches: readonly Switch[] = [
  ...switchesIn(settingsSchema.shape, defaultSettings as Settings),
  ...ofNoList,
];

/** The cloud as it begins, and each position of each switch that is not the first one. */
export const readings: readonly Reading[] = [
  { name: "as it begins", settings: {}, services: serviceNames },
  ...switches.flatMap(({ path, others }) =>
    others.map((position) => ({
      name: `${path}: ${String(position)}`,
      settings: path
        .split(".")
        .reduceRight<unknown>((inner, name) => ({ [name]: inner }), position) as Settings,
      services: serviceNames.filter((service) => path.startsWith(`${service}.`)),
    })),
  ),
].map((reading) => (reading.services.length > 0 ? reading : { ...reading, services: serviceNames }));

function switchesIn(shape: z.core.$ZodShape, first: Settings, within = ""): Switch[] {
  return Object.entries(shape).flatMap(([name, schema]) => {
    const path = within + name;
    if (schema instanceof z.ZodObject) return switchesIn(schema.shape, first[name] as Settings, `${path}.`);
    const others = positionsOf(schema).filter((position) => position !== first[name]);
    return others.length > 0 ? [{ path, others }] : [];
  });
}

function positionsOf(schema: unknown): readonly unknown[] {
  if (schema instanceof z.ZodBoolean) return [true, false];
  if (schema instanceof z.ZodEnum) return schema.options;
  return schema instanceof z.ZodLiteral ? [...schema.values] : [];
}
