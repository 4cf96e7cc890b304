import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { products } from "../../../simulator/transport/products";
import { apiModels as models, compareFields, documentedFields } from "./compareFields";
import { fullAnswers } from "./fullAnswers";
import { simulated } from "./simulated";

/** Path by path, why a documented field is not answered. `X.*` stands for all that is in X. */
const leftOut = JSON.parse(readFileSync("test/fixtures/fieldsLeftOut.json", "utf8")) as Record<
  Service,
  Record<string, Record<string, string>>
>;

const services = ["ecs", "swas", "ecd"] as const;
type Service = (typeof services)[number];

const sim = simulated();
let answers: Awaited<ReturnType<typeof fullAnswers>>;
beforeAll(async () => {
  answers = await fullAnswers(sim);
});

describe.each(services)("%s: the SDK's models", (service) => {
  const actions = Object.keys(products[service].actions).sort();

  test("models: there is one for every action that is played, and an answer to compare it with", () => {
    expect(Object.keys(models[service])).toEqual(actions);
    expect(Object.keys(answers[service]).sort()).toEqual(actions);
  });

  test("answers: every documented field is there with its type, and none that is not documented", () => {
    const found = actions.map((action) => ({
      action,
      ...compareFields(models[service][action]!, answers[service][action]!),
    }));
    const wanted = actions.map((action) => ({
      action,
      missing: Object.keys(leftOut[service][action] ?? {}),
      unknown: [],
      wrongType: [],
    }));
    expect(found.map(sorted)).toEqual(wanted.map(sorted));
  });
});

const sorted = <Found extends { missing: string[] }>(found: Found) => ({
  ...found,
  missing: [...found.missing].sort(),
});

test("fields left out: each has a reason, and no more than a few are left out", () => {
  const reasons = services.flatMap((service) => Object.values(leftOut[service]).flatMap(Object.values));
  expect(reasons.every((reason) => reason.length > 20)).toBe(true);
  const documented = services.flatMap((service) =>
    Object.values(models[service]).flatMap((model) => documentedFields(model)),
  );
  expect(reasons.length / documented.length).toBeLessThan(0.1);
});
