import { expect, test } from "vitest";
import { explore, type Story } from "./explore";
import { bounds, type Bounds, type Mutation } from "./setting";

const small: Bounds = { ...bounds, ups: 0, kills: 0, people: 0 };

test("without a second look after its note a run sends beside another one", () => {
  const withoutLook: Mutation = {
    decide: (decide) => (desired, observed, run) => {
      const decision = decide(desired, observed, run);
      if (decision.do !== "look") return decision;
      const then = decide(desired, observed, { ...run, looked: true, unnoted: true });
      return then.do === "send" ? then : decision;
    },
  };
  expect(storyOf("V5", small, withoutLook)).toMatch(/RESETS/);
});

test("where the line does not say that the cloud has accepted the request, a killed run is asked about or sent again", () => {
  const forgetful: Mutation = {
    line: (line) => (line.event === "accepted" ? { ...line, event: "sending" } : line),
  };
  expect(storyOf("V2", { ...small, levers: ["A"], ups: 1, kills: 1 }, forgetful)).toMatch(
    /notes accepted[^]*KILLED/,
  );
});

test("a host that another attempt has stopped, and that nobody starts, stays off", () => {
  const forgetsOwed: Mutation = {
    line: (line) => ({ ...line, hosts: line.hosts.map((host) => ({ ...host, found: "off" as const })) }),
  };
  expect(storyOf("V4", { ...small, levers: ["A"], ups: 1, kills: 1 }, forgetsOwed)).toMatch(
    /stops the host[^]*KILLED/,
  );
});

test("a host that another attempt holds is started under it", () => {
  const impatient: Mutation = {
    decide: (decide) => (desired, observed, run) => {
      const decision = decide(desired, observed, run);
      return run.failure && decision.do === "yield"
        ? { ...decision, do: "start", reason: "asFound" }
        : decision;
    },
  };
  expect(storyOf("V6", { ...small, levers: ["A", "B"] }, impatient)).toMatch(/p\d RESETS/);
});

function storyOf(promise: string, world: Bounds, mutation: Mutation): string {
  const limits = { mostStates: 60_000, untilBroken: promise };
  const unbroken = explore(world, undefined, { mostStates: 4_000 }).broken;
  expect(unbroken).toEqual([]);
  const found = explore(world, mutation, limits).broken.find((one) => one.promise.startsWith(promise));
  return textOf(found);
}

const textOf = (story: Story | undefined): string => {
  const text = story ? `${story.promise}\n  ${story.moves.join("\n  ")}` : "";
  process.stdout.write(`${text}\n`);
  return text;
};
