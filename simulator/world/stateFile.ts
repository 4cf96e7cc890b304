import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";
import { savedClockSchema, type SavedClock } from "./clock";
import { defaultSettings, mergeSettings, settingsSchema, type Settings } from "./settings";
import { tables, worldSchema, type World } from "./world";

/**
 * No database: node:sqlite is not in the oldest Node that is supported, better-sqlite3 compiles at every user's install,
 * and the whole world is in memory anyway. What is needed is the log of a database, and that is small.
 *
 * The state file: a line that says what it is, then a line for each change, the newest last. A line holds everything
 * that one call has changed, so it counts whole or not at all: a line that a kill has cut is none. When the changes
 * outweigh the state itself, the file is written anew in one step.
 */
export interface StateFile {
  /** Writes all of the state anew, at once. */
  rewrite(): void;
  /** Notes changes. They are on disk when `settled` says so. */
  append(changes: readonly Change[]): void;
  /** Ends when everything that was noted so far is on disk; rejects when that cannot be. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export interface SavedState {
  readonly clock: SavedClock;
  readonly settings: Settings;
  readonly world: World;
}

export type Change = readonly [part: keyof World | "clock" | "settings", id: string];

const stateSchema = z.strictObject({
  version: z.literal(1),
  clock: savedClockSchema,
  settings: z.record(z.string(), z.unknown()),
  world: worldSchema,
});

const HEAD = '{"version":2}\n';
/** Changes of fewer bytes are not worth writing everything anew. */
const leastChanges = 8 * 1024 * 1024;
const rowsAtOnce = 1_000;

export function stateFile(path: string, current: () => SavedState, leastBytes = leastChanges): StateFile {
  let handle: Promise<FileHandle> | undefined;
  let queue: string[] = [];
  /** Lines that were noted, and how many of them are on disk. */
  let noted = 0;
  let durable = 0;
  /** What the file weighed when it was written anew, and what was added since. */
  let baseBytes = 0;
  let addedBytes = 0;
  let torn = false;
  let flushing: Promise<void> | undefined;

  const closeHandle = async () => {
    const old = handle;
    handle = undefined;
    await (await old)?.close();
  };

  const rewrite = () => {
    const temporary = `${path}.new`;
    const file = openSync(temporary, "w");
    try {
      baseBytes = 0;
      for (const text of chunks(current())) baseBytes += writeSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
    syncFolder(dirname(path));
    void closeHandle();
    queue = [];
    durable = noted;
    addedBytes = 0;
    torn = false;
  };

  /** Everything that has come together since the last time, with one wait for the disk. */
  const flush = async () => {
    if (torn || addedBytes > Math.max(leastBytes, baseBytes)) return rewrite();
    const upTo = noted;
    const text = queue.join("");
    queue = [];
    try {
      handle ??= open(path, "a");
      const file = await handle;
      await file.appendFile(text);
      await file.datasync();
    } catch (error) {
      // A half-written line may stand there now: nothing may come after it.
      torn = true;
      handle = undefined;
      throw new Error(`the state file ${path} cannot be written: ${(error as Error).message}`, {
        cause: error,
      });
    }
    addedBytes += text.length;
    durable = Math.max(durable, upTo);
  };

  const settled = async () => {
    const mine = noted;
    while (durable < mine) await (flushing ??= flush().finally(() => (flushing = undefined)));
  };

  return {
    rewrite,
    append(changes) {
      if (changes.length === 0) return;
      queue.push(`${JSON.stringify(changes.map((change) => encodeChange(current(), change)))}\n`);
      noted += 1;
    },
    settled,
    async close() {
      await settled();
      await closeHandle();
    },
  };
}

/** Without it the new name may be lost with the power, and with it every line that is added from here on. */
function syncFolder(folder: string): void {
  if (process.platform === "win32") return;
  const handle = openSync(folder, "r");
  fsyncSync(handle);
  closeSync(handle);
}

type Line = readonly [part: string, id: string, value: unknown];

/** As it is now; null: it is gone. */
function encodeChange({ world, clock, settings }: SavedState, [part, id]: Change): Line {
  if (part === "clock") return [part, id, clock];
  if (part === "settings") return [part, id, z.encode(settingsSchema, settings)];
  if (part === "account") return [part, id, world.account];
  const rows: Record<string, unknown> = world[part];
  const table = worldSchema.shape[part];
  const schema = ("valueType" in table ? table : table.unwrap()).valueType as z.ZodType;
  return [part, id, Object.hasOwn(rows, id) ? z.encode(schema, rows[id]) : null];
}

function* chunks(state: SavedState): Generator<string> {
  yield HEAD;
  const wholes = [
    ["clock", ""],
    ["settings", ""],
    ["account", ""],
  ] as const;
  yield `${JSON.stringify(wholes.map((change) => encodeChange(state, change)))}\n`;
  for (const table of tables) {
    const ids = Object.keys(state.world[table]);
    for (let from = 0; from < ids.length; from += rowsAtOnce) {
      const rows = ids.slice(from, from + rowsAtOnce);
      yield rows.map((id) => `${JSON.stringify([encodeChange(state, [table, id])])}\n`).join("");
    }
  }
}

/** What an earlier simulator left; undefined when there is no file yet. */
export function loadState(path: string): SavedState | undefined {
  if (!existsSync(path)) return undefined;
  const text = readFileSync(path, "utf8");
  try {
    const state = stateSchema.parse(text.startsWith(HEAD) ? replay(text) : JSON.parse(text));
    // A setting that an older simulator did not have yet has its first value.
    return { ...state, settings: mergeSettings(defaultSettings, state.settings) };
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new Error(`${path} is not a state file of this simulator; move it away to start anew.\n${reason}`, {
      cause: error,
    });
  }
}

const lineSchema = z.array(z.tuple([z.string(), z.string(), z.unknown()]));

function replay(text: string): unknown {
  const empty = tables.map((table) => [table, Object.create(null) as Record<string, unknown>] as const);
  const world: Record<string, unknown> = Object.fromEntries(empty);
  const wholes: Record<string, unknown> = {};
  // What follows the last line feed was cut short: nobody was told that it is done.
  for (const line of text.slice(0, text.lastIndexOf("\n")).split("\n").slice(1))
    for (const [part, id, value] of lineSchema.parse(JSON.parse(line))) {
      const rows = tables.find((table) => table === part);
      if (rows === undefined) wholes[part] = value;
      else if (value === null) delete (world[rows] as Record<string, unknown>)[id];
      else (world[rows] as Record<string, unknown>)[id] = value;
    }
  const { clock, settings, account } = wholes;
  return { version: 1, clock, settings, world: { ...world, account } };
}
