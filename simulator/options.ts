import { z } from "zod";
import { speedSchema } from "./world/clock";
import { defaultSettings, mergeSettings, type Settings, type SettingsInput } from "./world/settings";

/** How to start a simulator. All of the settings can be given too, such as `durations: { reset: "10s" }`. */
export interface SimulatorOptions extends SettingsInput {
  /** 0 (the default) takes a free port. */
  readonly port?: number;
  readonly host?: string;
  readonly accessKeyId?: string;
  readonly accessKeySecret?: string;
  /** How much faster than the machine's clock the simulated time runs; 0 moves it by `advance` only. */
  readonly speed?: number;
  /** Keeps the world, the clock, the settings and the ClientTokens in this file. */
  readonly stateFile?: string;
  /** JSON files of the official CLI's answers, of which the first world is made; a state file goes over it. */
  readonly seed?: readonly string[];
  /** The machine's clock, for tests. */
  readonly machineNow?: () => number;
}

const ownOptions = z.object({
  port: z.number().int().min(0).max(65_535).default(0),
  host: z.string().min(1).default("127.0.0.1"),
  accessKeyId: z.string().min(1).default("simulator"),
  accessKeySecret: z.string().min(1).default("simulator-secret"),
  speed: speedSchema.default(1),
  stateFile: z.string().min(1).optional(),
  seed: z.array(z.string().min(1)).readonly().default([]),
  machineNow: z.custom<() => number>((value) => typeof value === "function").default(() => Date.now),
});

export interface ReadOptions extends z.output<typeof ownOptions> {
  readonly settings: Settings;
  /** Settings that were given, to go over those of a state file. */
  readonly givenSettings: SettingsInput;
  readonly givenSpeed: number | undefined;
}

/** Throws a ZodError that names the wrong option. */
export function readOptions(options: SimulatorOptions): ReadOptions {
  const own = ownOptions.parse(options);
  const givenSettings = Object.fromEntries(
    Object.entries(options).filter(([name, value]) => !(name in ownOptions.shape) && value !== undefined),
  );
  const settings = mergeSettings(defaultSettings, givenSettings);
  return { ...own, settings, givenSettings, givenSpeed: options.speed };
}
