import { z } from "zod";
import { describe, expect, test } from "vitest";
import { defaultSettings, settingsSchema } from "../../../simulator/world/settings";
import { world } from "./fixture";
import { subjects, type Subject } from "./subjects";

const cloud = world();
type Settings = Record<string, unknown>;
interface Position {
  readonly name: string;
  readonly settings: Settings;
}

/** A switch has few positions, and a test takes each that is not the first one. */
function positionsOf(
  shape: z.core.$ZodShape,
  first: Settings,
  inside: (change: Settings) => Settings,
): Position[] {
  return Object.entries(shape).flatMap(([name, schema]) => {
    if (schema instanceof z.ZodObject) {
      return positionsOf(schema.shape, first[name] as Settings, (change) => inside({ [name]: change }));
    }
    return positions(schema)
      .filter((position) => position !== first[name])
      .map((position) => ({
        name: `${name}: ${String(position)}`,
        settings: inside({ [name]: position }),
      }));
  });
}

function positions(schema: unknown): readonly unknown[] {
  if (schema instanceof z.ZodBoolean) return [true, false];
  if (schema instanceof z.ZodEnum) return schema.options;
  return schema instanceof z.ZodLiteral ? [...schema.values] : [];
}

/** Guesses whose other position is not one of a list. */
const others: readonly Position[] = [
  { name: "tokenLifetime: 0s", settings: { durations: { tokenLifetime: "0s" } } },
  { name: "snapshotQuotaCode", settings: { swas: { snapshotQuotaCode: "SnapshotLimitExceeded" } } },
];
const readings = [
  { name: "as it begins", settings: {} },
  ...positionsOf(settingsSchema.shape, defaultSettings as Settings, (change) => change),
  ...others,
];

test("switches: the guesses that the simulator's documentation lists are among them", () => {
  const expected = [
    "resetShowsReIniting: false",
    "unknownSnapshotDelete: ignored",
    "startDuringReset: accepted",
    "resetInProgress: IncorrectDiskStatus",
    "missingDisk: swapped",
    "failedItem: code",
    "wordCase: capitalised",
    "serverStatusDuringReset: Resetting",
    "desktopStatusDuringReset: Rebuilding",
    "undocumentedCodes: unforeseen",
    "incorrectStatusHttp: 400",
  ];
  expect(readings.map(({ name }) => name)).toEqual(expect.arrayContaining(expected));
});

describe.each(readings)("under the reading $name", ({ settings }) => {
  test.each(subjects)("$service: snapshot, rollback, undo and the end lose nothing", async (subject) => {
    await cloud.control.settings(settings);
    expect(await story(subject)).toEqual({
      content: "good",
      resets: 2,
      undone: "a mistake",
      pointIsGone: true,
    });
  });
});

/** A restore point, a mistake, the way back, the way back from that; then all of it is taken away. */
async function story({ target, diskId, hostId }: Subject) {
  const { control } = cloud;
  const read = async () => (await control.disk(diskId)).content;
  await control.writeContent(diskId, "good");
  const point = cloud.snapshot("point");
  await point.up(target);
  await cloud.clock.advance(600_000);
  await control.writeContent(diskId, "a mistake");
  const lever = cloud.rollback("lever");
  const declared = { ...target, whenRunning: "stop" };
  await lever.up(declared);
  const { snapshotId } = point.state!.outputs;
  await lever.up({ ...declared, snapshotId });
  const content = await read();
  await cloud.clock.advance(600_000);
  await lever.up({ ...declared, snapshotId: lever.state!.outputs["undoSnapshotId"] });
  const undone = await read();
  const { resets } = await control.disk(diskId);
  expect((await control.instance(hostId)).status).toBe("Running");
  await lever.destroy();
  await point.destroy();
  const snapshotIds = Object.keys((await control.world()).snapshots);
  const pointIsGone = !snapshotIds.includes(String(snapshotId));
  return { content, resets, undone, pointIsGone };
}
