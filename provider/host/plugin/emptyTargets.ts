import type { Properties } from "../../runtime/properties";

/**
 * A lever without the empty texts among what it goes back to. A YAML program cannot leave a property out for a
 * configuration that is not set: an empty text is how it says "disarmed".
 */
export function withoutEmptyTargets(inputs: Properties): Properties {
  const { disks } = inputs;
  return {
    ...withoutEmpty(inputs),
    ...(Array.isArray(disks) ? { disks: disks.map((disk: unknown) => withoutEmptyOfDisk(disk)) } : {}),
  };
}

const withoutEmptyOfDisk = (disk: unknown): unknown =>
  disk !== null && typeof disk === "object" ? withoutEmpty(disk as Properties) : disk;

const withoutEmpty = (properties: Properties): Properties =>
  Object.fromEntries(
    Object.entries(properties).filter(([name, value]) => !(targets.has(name) && value === "")),
  );

const targets: ReadonlySet<string> = new Set(["snapshotId", "snapshotGroupId"]);
