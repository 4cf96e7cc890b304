import { expect, test } from "vitest";
import { products } from "../../../simulator/transport/products";
import { knownWorld } from "../../../simulator/world/known";
import { defaultSettings, mergeSettings } from "../../../simulator/world/settings";
import { takeSnapshot } from "../../../simulator/world/snapshots";

const reads = Object.entries(products).flatMap(([service, { actions }]) =>
  Object.entries(actions)
    .filter(([name]) => /^(Describe|List)/.test(name))
    .map(([name, action]) => ({ service: service as keyof typeof products, name, action })),
);

// What an action of this name changes would not be written to the state file.
test.each(reads)("$service $name: changes nothing", ({ service, name, action }) => {
  const settings = mergeSettings(defaultSettings, {});
  const now = Date.UTC(2026, 10, 20);
  const world = knownWorld(now);
  for (const diskId of ["d-sim0002", "d-simswas01", "d-simecd02"])
    takeSnapshot(world.disks[diskId]!, {}, { world, settings, now });
  freeze(world);
  const parameters = new Map([
    ["RegionId", "cn-hangzhou"],
    ["ResourceType", "disk"],
    ["Tag.1.Key", "a"],
  ]);
  const context = { world, settings, now: now + 60_000, service, action: name };
  try {
    action.handle(parameters, context);
  } catch (error) {
    expect(error).not.toBeInstanceOf(TypeError);
  }
});

function freeze(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  for (const part of Object.values(value)) freeze(part);
  Object.freeze(value);
}
