import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { changes, world } from "./fixture";
import { isReset, messageOf } from "./meeting";
import { readings, switches } from "./readings";
import { newSession, type DeclaredResource } from "./stack";
import { subjects } from "./subjects";

// As short as a run may notice: every look at what is not done yet takes time here.
const cloud = world({ durations: { snapshot: "2s", reset: "4s", stop: "1s", start: "1s" } });

/** What one story is about: one disk of a service, or the disks of an instance as one point in time. */
const stories = [
  ...subjects.map(({ service, target, diskId, hostId }) => ({
    name: `${service}, one disk`,
    ...{ service, target, hostId },
    diskIds: [diskId],
    point: "snapshotId",
    undo: "undoSnapshotId",
  })),
  {
    name: "ecs, a group",
    service: "ecs",
    target: { instanceId: "i-sim0001" },
    hostId: "i-sim0001",
    diskIds: ["d-sim0001", "d-sim0002"],
    point: "snapshotGroupId",
    undo: "undoSnapshotGroupId",
  },
] as const;
type Story = (typeof stories)[number];

/** Where the cloud shows so little that a run asks what has happened, and a person has to look. */
const asks: Readonly<Record<string, readonly string[]>> = {
  "resetShowsReIniting: false": ["ecd, one disk"],
  // The answer that was lost is the refusal.
  "resetDisks: regionNotSupported": ["ecs, a group"],
};

describe.each(readings)("under the reading $name", ({ name, settings, services }) => {
  const concerned = stories.filter(({ service }) => services.includes(service));
  test.each(concerned)(
    "$name: a killed run is taken up, undo is undo, and nothing is lost",
    async (story) => {
      await cloud.control.settings(settings);
      const point = cloud.snapshot("point");
      const lever = cloud.rollback("lever");
      await takePoint(story, point);
      const asked = await takeUpKilledRun(story, point, lever);
      await doNothingAgain(story, point, lever);
      const askedAgain = await undo(story, lever);
      await takeAway(story, point, lever);
      expect(asked || askedAgain).toBe(asks[name]?.includes(story.name) ?? false);
    },
    60_000,
  );
});

/** What is guessed about permissions shows only where one is missing. */
const ofPermissions = readings.filter(({ name }) => /^(as it begins|ram\.)/.test(name));

describe.each(ofPermissions)(
  "under the reading $name, without the permission to roll back",
  ({ settings }) => {
    test.each(stories)("$name: is refused with nothing changed, and runs once it is given", async (story) => {
      await cloud.control.settings(settings);
      const point = cloud.snapshot("point");
      const lever = cloud.rollback("lever");
      await takePoint(story, point);
      const denied = ["ecs:ResetDisk", "ecs:ResetDisks", "swas-open:ResetDisk", "ecd:ResetSnapshot"];
      await cloud.control.settings({ ram: { denied } });
      expect(await messageOf(lever.up(toPoint(story, point)))).toContain("Forbidden.RAM");
      expect(await seenOf(story)).toEqual(all(story, { content: "a mistake", resets: 0 }));
      await cloud.control.settings({ ram: { denied: [] } });
      await lever.up(toPoint(story, point));
      expect(await seenOf(story)).toEqual(all(story, { content: "good", resets: 1 }));
    });
  },
);

async function takePoint(story: Story, point: DeclaredResource): Promise<void> {
  await writeAll(story, "good");
  await point.up(story.target);
  await cloud.clock.advance(600_000);
  await writeAll(story, "a mistake");
}

/** The process is gone when the cloud has taken its request; the next run ends what it began. */
async function takeUpKilledRun(
  story: Story,
  point: DeclaredResource,
  lever: DeclaredResource,
): Promise<boolean> {
  await lever.up(story.target);
  await killedWhenSent(lever, toPoint(story, point));
  const asked = await upWithAnswers(story, lever, toPoint(story, point), "good");
  expect(await seenOf(story)).toEqual(all(story, { content: "good", resets: 1 }));
  return asked;
}

async function doNothingAgain(story: Story, point: DeclaredResource, lever: DeclaredResource): Promise<void> {
  await cloud.control.clearCalls();
  expect(await point.up(story.target)).toBe("same");
  expect(await lever.up(toPoint(story, point))).toBe("same");
  expect(await changes(cloud)).toEqual([]);
}

/** The answer to its request is lost. */
async function undo(story: Story, lever: DeclaredResource): Promise<boolean> {
  await cloud.clock.advance(600_000);
  cloud.beforeSubmit = () => loseAnswers(story);
  const way = { [story.point]: lever.state!.outputs[story.undo] };
  const inputs = { ...story.target, ...way, whenRunning: "stop" };
  const asked = await upWithAnswers(story, lever, inputs, "a mistake");
  expect(await seenOf(story)).toEqual(all(story, { content: "a mistake", resets: 2 }));
  return asked;
}

async function takeAway(story: Story, point: DeclaredResource, lever: DeclaredResource): Promise<void> {
  const id = String(point.state!.outputs[story.point]);
  await lever.destroy();
  await point.destroy();
  const { snapshots, snapshotGroups } = await cloud.control.world();
  expect([...Object.keys(snapshots), ...Object.keys(snapshotGroups)]).not.toContain(id);
  expect(await seenOf(story)).toEqual(all(story, { content: "a mistake", resets: 2 }));
}

const toPoint = ({ target, point: name }: Story, point: DeclaredResource) => ({
  ...target,
  [name]: point.state!.outputs[name],
  whenRunning: "stop",
});

/** Ends when the cloud has answered the request that rolls back; its process never learns of it. */
async function killedWhenSent(lever: DeclaredResource, inputs: object): Promise<void> {
  const session = newSession(cloud.surroundings());
  await new Promise<void>((die, fail) => {
    const call: typeof session.cloud.call = async (request, options) => {
      const answer = await session.cloud.call(request, options);
      if (!isReset(request)) return answer;
      die();
      return new Promise(() => undefined);
    };
    const dying = { ...session, cloud: { ...session.cloud, call } };
    lever.up({ ...inputs }, { session: dying }).then(() => fail(new Error("it was not killed")), fail);
  });
}

/** Whether it asked. Then somebody looks at the disks, as its words say, and tells what is there. */
async function upWithAnswers(
  story: Story,
  lever: DeclaredResource,
  inputs: object,
  wanted: string,
): Promise<boolean> {
  const message = await messageOf(lever.up({ ...inputs }));
  if (message === undefined) return false;
  expect(message).toMatch(/not known|may have run/i);
  await cloud.clock.advance(600_000);
  const { disks } = await seenOf(story);
  const isThere = disks.every(({ content }) => content === wanted);
  await lever.up({ ...inputs, onInterrupted: isThere ? "assumeDone" : "retry" });
  return true;
}

async function loseAnswers({ service }: Story): Promise<void> {
  const actions = { ecs: ["ResetDisk", "ResetDisks"], swas: ["ResetDisk"], ecd: ["ResetSnapshot"] }[service];
  for (const action of actions)
    await cloud.control.addFault({ service, action, effect: "drop-after", once: true });
}

async function writeAll({ diskIds }: Story, text: string): Promise<void> {
  for (const diskId of diskIds) await cloud.control.writeContent(diskId, text);
}

async function seenOf({ diskIds, hostId }: Story) {
  const disks = await Promise.all(diskIds.map((diskId) => cloud.control.disk(diskId)));
  const power = (await cloud.control.instance(hostId)).status;
  return { power, disks: disks.map(({ content, resets }) => ({ content, resets })) };
}

const all = ({ diskIds }: Story, disk: { content: string; resets: number }) => ({
  power: "Running",
  disks: diskIds.map(() => disk),
});

test("switches: each guess that the simulator's documentation lists is one, and is played", () => {
  const page = readFileSync("docs/simulator.md", "utf8");
  const guesses = page.split("| guess | switch |")[1]!.split("\n\n")[0]!.split("\n").slice(2);
  const named = guesses.map((line) => {
    let product = "";
    return [...line.split("|")[2]!.matchAll(/`([\w.]+)`/g)].map(([, path = ""]) => {
      if (!path.startsWith(".")) product = path.split(".")[0]!;
      return path.startsWith(".") ? product + path : path;
    });
  });
  expect(named.filter((paths) => paths.length === 0)).toEqual([]);
  expect(switches.map(({ path }) => path)).toEqual(expect.arrayContaining(named.flat()));
});
