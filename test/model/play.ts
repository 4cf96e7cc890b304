import type { CloudRequest } from "../../provider/client";
import { firstPolicy, type Command, type PersonsAct, type Policy, type Sequence } from "./commands";
import { connectDirectly } from "./gateway";
import { startProcess } from "./process";
import { createWitness, type Declared, type Report } from "./promises";
import * as stack from "./stack";
import { observedAt } from "./observe";
import { troubleAt } from "./trouble";
import { createWorld, type World } from "./world";

/** What came of a sequence: the promises that were broken, and what happened, for whoever wants to know why. */
export interface Played {
  readonly broken: readonly string[];
  readonly story: readonly string[];
}

/** Plays a sequence against the provider in a world of its own; the model of the promises looks on. */
export async function play({ scene, commands }: Sequence): Promise<Played> {
  const world = createWorld(scene);
  const witness = createWitness(world);
  const story: string[] = [];
  let declared: Declared = { point: "none", triggers: 0, policy: firstPolicy };
  const states: (stack.State | undefined)[] = [undefined];

  for (const command of commands) {
    const told = await perform(command);
    story.push(`${JSON.stringify(command)} → ${told}`);
    await world.time.sleep(5_000);
    if (witness.broken.length) break;
  }
  return { broken: witness.broken, story };

  async function perform(command: Command): Promise<string> {
    switch (command.do) {
      case "declare":
        declared = { ...declared, point: command.point, triggers: command.triggers };
        return "declared";
      case "policy":
        declared = { ...declared, policy: { ...declared.policy, ...command.set } };
        return "set";
      case "pass":
        await world.time.sleep(command.minutes * 60_000);
        return "passed";
      case "loseState":
        witness.stateLost();
        states.push(undefined);
        return "lost";
      case "oldState":
        witness.stateLost();
        states.push(states.at(-1 - command.runsAgo));
        return states.at(-1) ? "an older state" : "no state";
      case "preview":
      case "up":
      case "refresh":
      case "destroy":
        return run(command);
      default:
        return personActs(world, witness, command);
    }
  }

  async function run(command: Extract<Command, { do: "preview" | "up" | "refresh" | "destroy" }>) {
    const state = states.at(-1);
    if (!state && (command.do === "refresh" || command.do === "destroy")) return "not in the state";
    const process = startProcess(world.time);
    const interrupt = new AbortController();
    const trouble = troubleAt(command.do === "up" ? command.trouble : [], {
      interrupt: () => interrupt.abort(),
      personActs: (act) => personActs(world, witness, act),
    });
    const report: Report = witness.begin(command.do, declared, state);
    const cloud = connectDirectly({
      simulated: world.simulated,
      process,
      fateOf: (request: CloudRequest<unknown>) => {
        const fate = trouble.next(request);
        const failed = fate?.kind === "refused" || fate?.kind === "lostBefore";
        if (failed && /^(Tag|Untag)/.test(request.action)) report.noteRefused = true;
        return fate;
      },
      observe: (request, act) => observedAt(world, witness, report, request, act),
    });
    const opened = stack.openRun(process, cloud, interrupt.signal);
    report.said = opened.said;
    const inputs = inputsOf(world, declared);
    const work = {
      preview: () => stack.preview(opened, state, inputs),
      up: () => stack.up(opened, state, inputs, (operation) => (report.operation = operation)),
      refresh: () => stack.refresh(opened, state!),
      destroy: () => stack.destroy(opened, state!),
    }[command.do];
    const answer = await process.outcome<stack.Answer>(work()).catch((error: unknown): stack.Answer => {
      const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
      witness.broken.push(`${command.do}: ${words}`);
      return { kind: "failed", words, state };
    });
    report.disturbed = trouble.happened();
    witness.end(report, answer);
    if (command.do === "destroy") witness.stateLost();
    if (answer !== "crashed" && command.do !== "preview") states.push(answer.state);
    return told(report, answer);
  }
}

function told(report: Report, answer: stack.Answer | "crashed"): string {
  const changes = report.changes.length ? ` [${report.changes.join(" ")}]` : "";
  if (answer === "crashed") return `CRASHED${changes}`;
  if (answer.kind === "failed") return `failed${changes}: ${answer.words}`;
  const phase = String(answer.state?.outputs["phase"]);
  return `${report.operation ?? answer.operation}, ${phase}${changes}`;
}

function personActs(world: World, witness: ReturnType<typeof createWitness>, act: PersonsAct): string {
  const did = actOf(world, witness, act);
  return did ? "did" : "could not";
}

function actOf(world: World, witness: ReturnType<typeof createWitness>, act: PersonsAct): boolean {
  switch (act.do) {
    case "write":
      return world.write() && witness.personCame();
    case "stopHost":
      return world.setPower("Stopped") && witness.personSetPower("Stopped");
    case "startHost":
      return world.setPower("Running") && witness.personSetPower("Running");
    case "workOnHost":
      if (!world.setPower("Running")) return false;
      world.write();
      return world.setPower("Stopped") && witness.personSetPower("Stopped");
    case "resetInConsole":
      return world.resetInConsole(act.point) && witness.personReset(act.point);
    case "moveDisk":
      if (!world.moveDisk(act.to)) return false;
      if (act.to === "elsewhere") world.write();
      return witness.personMovedDisk();
    case "workElsewhere":
      if (!world.moveDisk("elsewhere")) return false;
      world.write();
      return world.moveDisk("home") && witness.personMovedDisk();
    case "deletePoint":
      return (
        Object.values(world.points[act.point])
          .map((id) => world.deleteSnapshot(id))
          .some(Boolean) && witness.personCame()
      );
    case "deleteSafetySnapshots":
      return witness.deleteSafetySnapshots();
  }
}

function inputsOf({ target, points }: World, { point, triggers, policy }: Declared) {
  return {
    ...target.inputs(point === "none" ? undefined : points[point]),
    ...(triggers ? { triggers: { again: triggers } } : {}),
    ...policyInputs(policy),
  };
}

const policyInputs = ({ safetySnapshot, ...others }: Policy) => ({
  ...others,
  safetySnapshot: safetySnapshot === "off" ? false : { when: safetySnapshot },
});
