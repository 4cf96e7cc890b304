import type { Command, PersonsAct, Scene, Trouble } from "./commands";

/** A counter-example that was found once, as short as it could be made. */
export interface Regression {
  readonly name: string;
  readonly scene: Scene;
  readonly commands: readonly Command[];
}

const on = (target: Scene["target"], more: Partial<Scene> = {}): Scene => ({
  target,
  showsReIniting: true,
  resetDisksGone: false,
  ...more,
});
const declare = (point: "A" | "B"): Command => ({ do: "declare", point, triggers: 0 });
const at = (action: string, what: Trouble["what"], nth = 1): Trouble => ({ nth, among: { action }, what });
const up = (...trouble: Trouble[]): Command => ({ do: "up", trouble });
const person = (act: PersonsAct): Trouble["what"] => ({ kind: "person", act });
const crashAfter = { kind: "crashAfter" } as const;
const apart = { resetDisksGone: true };
const hidden = { showsReIniting: false };
const refused = (code: string) => ({ kind: "refused", code }) as const;
const none: Command = { do: "declare", point: "none", triggers: 0 };

export const regressions: readonly Regression[] = [
  {
    name: "several disks, killed after they were reset: the way back stays the snapshots of before",
    scene: on("ecsSeveral"),
    commands: [declare("A"), up(at("ResetDisks", crashAfter)), { do: "pass", minutes: 10 }, up()],
  },
  {
    name: "several disks, the state lost after a rollback: it does not run again",
    scene: on("ecsSeveral"),
    commands: [declare("A"), { do: "stopHost" }, up(), { do: "loseState" }, up()],
  },
  {
    name: "a resource that was removed and comes back: it does not run again",
    scene: on("ecsSeveral"),
    commands: [{ do: "stopHost" }, declare("A"), up(), { do: "destroy" }, up()],
  },
  {
    name: "a person works on the host after the safety snapshot: that work is not overwritten",
    scene: on("ecs"),
    commands: [declare("A"), up(at("DescribeDisks", person({ do: "workOnHost" }), 4))],
  },
  {
    name: "the disk is worked on at another host after the safety snapshot: that work is not overwritten",
    scene: on("ecs"),
    commands: [declare("A"), up(at("DescribeDisks", person({ do: "workElsewhere" }), 4))],
  },
  {
    name: "a request that never arrived, and another rollback since: it is not sent again unasked",
    scene: on("ecs"),
    commands: [
      { do: "stopHost" },
      declare("A"),
      up(at("ResetDisk", { kind: "lostBefore" }, 1)),
      { do: "loseState" },
      declare("B"),
      up(),
      declare("A"),
      up(),
    ],
  },
  {
    name: "a finished rollback is adopted after lost state: a host that a person stopped stays so",
    scene: on("ecs"),
    commands: [declare("B"), up(), { do: "stopHost" }, { do: "loseState" }, up()],
  },
  {
    name: "killed after the first of two resets: the second disk is not said to be rolled back",
    scene: on("ecsSeveral", apart),
    commands: [declare("B"), up(at("ResetDisk", crashAfter)), up()],
  },
  {
    name: "ecd, the snapshot is deleted while the disk is restored: that is no end of it",
    scene: on("ecd"),
    commands: [
      declare("B"),
      { do: "stopHost" },
      up(at("DescribeDesktops", person({ do: "deletePoint", point: "B" }), 11)),
    ],
  },
  {
    name: "killed after the reset, which the disk's status does not show: it is waited for",
    scene: on("ecs", hidden),
    commands: [declare("A"), up(at("ResetDisk", crashAfter)), up()],
  },
  {
    name: "swas, killed after the reset, which shows only by its receipt: nobody starts the server meanwhile",
    scene: on("swas", hidden),
    commands: [declare("A"), up(at("ResetDisk", crashAfter)), up()],
  },
  {
    name: "adopting fails to give the power back: the error tells what became of the disk",
    scene: on("ecsSeveral"),
    commands: [
      declare("B"),
      up(at("StartInstance", { kind: "crashBefore" })),
      up(at("StartInstance", { kind: "refused", code: "Forbidden.RAM" })),
    ],
  },
  {
    name: "another rollback was cut short before its request: the one before it is still done",
    scene: on("ecs"),
    commands: [
      declare("A"),
      up(),
      declare("B"),
      { do: "stopHost" },
      up(at("CreateSnapshot", { kind: "interrupt" })),
      declare("A"),
      up(),
    ],
  },
  {
    name: "killed before the stop, another rollback since, and a person stops the host: it stays so",
    scene: on("ecs"),
    commands: [
      declare("A"),
      up(at("StopInstance", { kind: "crashBefore" })),
      none,
      up(),
      declare("B"),
      up(),
      { do: "stopHost" },
      declare("A"),
      up(),
    ],
  },
  {
    name: "a state of before a rollback comes back, and a person has stopped the host since: it stays so",
    scene: on("ecs"),
    commands: [
      declare("A"),
      up(
        { ...at("CreateSnapshot", refused("Forbidden.RAM")) },
        at("StartInstance", refused("Forbidden.RAM")),
      ),
      up(),
      { do: "refresh" },
      { do: "stopHost" },
      { do: "oldState", runsAgo: 2 },
      up(),
    ],
  },
  {
    name: "left off by a run that was cut short, and a person works on it and stops it: it stays so",
    scene: on("ecs"),
    commands: [
      declare("A"),
      up({ ...at("ResetDisk", refused("InternalError")), times: 4 }),
      none,
      up(),
      declare("B"),
      { do: "workOnHost" },
      up(),
    ],
  },
  {
    name: "the snapshot is deleted while the disk is restored, which only a dry run shows: it is waited for",
    scene: on("ecs", hidden),
    commands: [
      { do: "stopHost" },
      declare("A"),
      up(at("DescribeDisks", person({ do: "deletePoint", point: "A" }), 7)),
    ],
  },
  {
    name: "swas, another rollback to the same snapshot since: its receipt is not taken for ours",
    scene: on("swas"),
    commands: [
      declare("A"),
      up(at("ResetDisk", { kind: "crashBefore" })),
      none,
      up(),
      { do: "declare", point: "A", triggers: 1 },
      up(),
      declare("A"),
      up(),
    ],
  },
  {
    name: "found stopping by a killed run, and what comes next fails: the host is given back running",
    scene: on("ecs"),
    commands: [
      declare("A"),
      up(at("StopInstance", crashAfter)),
      up({ ...at("TagResources", { kind: "lostBefore" }), times: 4 }),
      none,
      up(),
      declare("B"),
      up(),
      declare("A"),
      up(),
    ],
  },
  {
    name: "swas, a run that could not note that it gave the server back, another rollback since: a person's stop stays",
    scene: on("swas"),
    commands: [
      declare("A"),
      up(
        { ...at("StopInstance", refused("Forbidden.RAM")) },
        { ...at("TagResources", refused("ServiceUnavailable"), 2), times: 8 },
      ),
      none,
      up(),
      declare("B"),
      up(),
      { do: "stopHost" },
      declare("A"),
      up(),
    ],
  },
  {
    name: "ecd, run again on purpose after another rollback, and a person has stopped the desktop: it stays so",
    scene: on("ecd"),
    commands: [
      declare("A"),
      up(),
      { do: "stopHost" },
      declare("B"),
      { do: "policy", set: { onRepeat: "run" } },
      up(),
      declare("A"),
      up(),
    ],
  },
  {
    name: "ecd, interrupted before the request, and a person stops the desktop that was given back: it stays so",
    scene: on("ecd"),
    commands: [
      declare("A"),
      up(at("DescribeSnapshots", { kind: "interrupt" }, 12)),
      { do: "stopHost" },
      up(),
    ],
  },
  {
    name: "a dry run is denied once while the disk is restored: that is no sign that it is back",
    scene: on("ecs", hidden),
    commands: [
      declare("A"),
      up(
        { nth: 1, among: "changes", what: person({ do: "moveDisk", to: "nowhere" }) },
        at("ResetDisk (dry run)", refused("Forbidden.RAM"), 5),
      ),
    ],
  },
  {
    name: "swas, killed before it noted its end, and adopted: a person stops the server, and it stays so",
    scene: on("swas", hidden),
    commands: [
      declare("A"),
      up({ nth: 37, among: "all", what: { kind: "crashBefore" } }),
      up(),
      { do: "stopHost" },
      { do: "loseState" },
      up(),
    ],
  },
  {
    name: "swas, a state of before the end comes back: a person stops the server, and it stays so",
    scene: on("swas", hidden),
    commands: [
      declare("A"),
      up({ nth: 37, among: "all", times: 4, what: refused("Forbidden.RAM") }),
      up(),
      { do: "oldState", runsAgo: 1 },
      { do: "stopHost" },
      up(),
    ],
  },
  {
    name: "several disks, a state of before the end comes back: what is noted as done is not sent again",
    scene: on("ecsSeveral"),
    commands: [
      declare("A"),
      { do: "stopHost" },
      { do: "pass", minutes: 600 },
      up(at("ResetDisks", refused("InternalError"))),
      up(),
      { do: "oldState", runsAgo: 1 },
      up(),
    ],
  },
  {
    name: "swas, killed before its request: the receipt of the rollback a minute before is not its own",
    scene: on("swas", hidden),
    commands: [
      { do: "policy", set: { safetySnapshot: "off" } },
      declare("A"),
      up(),
      { do: "declare", point: "A", triggers: 1 },
      up(at("ResetDisk", { kind: "crashBefore" })),
      up(),
    ],
  },
  ...(["afterStop", "off"] as const).map((safetySnapshot) => ({
    name: `swas, safety snapshot ${safetySnapshot}, a retry is killed before its request: the one that had run still counts`,
    scene: on("swas"),
    commands: [
      { do: "policy", set: { safetySnapshot } } as const,
      declare("A"),
      up(at("ResetDisk", crashAfter)),
      { do: "pass", minutes: 10 } as const,
      declare("B"),
      up(),
      declare("A"),
      { do: "policy", set: { onInterrupted: "retry" } } as const,
      up(at("ResetDisk", { kind: "crashBefore" })),
      { do: "policy", set: { onInterrupted: "ask" } } as const,
      { do: "workOnHost" } as const,
      up(),
    ],
  })),
  {
    name: "a retry is killed before its request: the one that had run still counts",
    scene: on("ecs"),
    commands: [
      declare("A"),
      up(at("ResetDisk", crashAfter)),
      { do: "pass", minutes: 30 },
      { do: "startHost" },
      { do: "pass", minutes: 30 },
      { do: "write" },
      { do: "stopHost" },
      { do: "pass", minutes: 30 },
      { do: "policy", set: { onInterrupted: "retry" } },
      up(at("ResetDisk", { kind: "crashBefore" })),
      { do: "pass", minutes: 30 },
      { do: "policy", set: { onInterrupted: "ask" } },
      up(),
    ],
  },
  {
    name: "the answer to the stop is lost, and the run is interrupted: the host is started again",
    scene: on("ecs"),
    commands: [
      declare("A"),
      up(at("StopInstance", { kind: "lostAfter" }), at("StopInstance", { kind: "interrupt" })),
      { do: "pass", minutes: 1 },
      up(),
    ],
  },
  {
    name: "one of two disks was refused, and the retry is killed after its request: it is not sent once more unasked",
    scene: on("ecsSeveral", apart),
    commands: [
      declare("A"),
      up({ ...at("ResetDisk", refused("Forbidden.RAM"), 2), times: 4 }),
      up(at("ResetDisk", crashAfter)),
      { do: "pass", minutes: 10 },
      { do: "startHost" },
      { do: "write" },
      up(),
    ],
  },
];
