import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { defaultSettings, mergeSettings, settingsSchema, type Settings } from "./settings";
import { savedClockSchema, type SavedClock } from "./clock";
import { worldSchema, type World } from "./world";

const stateSchema = z.strictObject({
  version: z.literal(1),
  clock: savedClockSchema,
  settings: z.record(z.string(), z.unknown()),
  world: worldSchema,
});

export interface SavedState {
  readonly clock: SavedClock;
  readonly settings: Settings;
  readonly world: World;
}

export interface StateFile {
  /** What an earlier simulator left; undefined when there is no file yet. */
  load(): SavedState | undefined;
  save(state: SavedState): void;
}

/** The whole state in one JSON file, replaced in one step, so that a kill leaves the old or the new one. */
export function stateFile(path: string): StateFile {
  let last = "";
  return {
    load() {
      if (!existsSync(path)) return undefined;
      return parseState(path, readFileSync(path, "utf8"));
    },
    save(state) {
      const settings = z.encode(settingsSchema, state.settings);
      const saved = z.encode(stateSchema, { version: 1, ...state, settings });
      const text = `${JSON.stringify(saved, undefined, 1)}\n`;
      if (text === last) return;
      writeFileSync(`${path}.new`, text);
      renameSync(`${path}.new`, path);
      last = text;
    },
  };
}

function parseState(path: string, text: string): SavedState {
  try {
    const state = stateSchema.parse(JSON.parse(text));
    // A setting that an older simulator did not have yet has its first value.
    return { ...state, settings: mergeSettings(defaultSettings, state.settings) };
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new Error(`${path} is not a state file of this simulator; move it away to start anew.\n${reason}`, {
      cause: error,
    });
  }
}
