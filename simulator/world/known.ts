import { day } from "./time";
import { openWorld, worldSchema, type World } from "./world";

/** The world that every simulator starts with, and that a reset brings back. */
export function knownWorld(now: number): World {
  const createdAt = new Date(now - 30 * day).toISOString();
  const worldInput = {
    account: {},
    instances: byId("instanceId", knownInstances(createdAt)),
    disks: byId("diskId", knownDisks(createdAt)),
    snapshots: {},
    snapshotGroups: {},
    tokens: {},
  };
  return openWorld(worldSchema.parse(worldInput));
}

function knownInstances(createdAt: string) {
  const running = { createdAt, changedAt: createdAt, settlesAt: createdAt, startedAt: createdAt };
  return [
    { ...running, instanceId: "i-sim0001", instanceName: "sim0001" },
    { ...running, instanceId: "i-sim0002", instanceName: "sim0002" },
    {
      ...running,
      instanceId: "sim00000000000000000000000000swas1",
      service: "swas",
      instanceName: "simswas1",
      instanceType: "swas.s.c2m2s40b3t05",
      chargeType: "PrePaid",
      publicIpAddress: "203.0.113.20",
    },
    {
      ...running,
      instanceId: "ecd-sim0001",
      service: "ecd",
      instanceName: "simdesktop1",
      instanceType: "eds.enterprise_office.8c16g",
      osType: "windows",
    },
  ];
}

function knownDisks(createdAt: string) {
  const attached = (diskId: string, instanceId: string, more: object) => ({
    diskId,
    instanceIds: [instanceId],
    createdAt,
    attachedAt: createdAt,
    content: `initial content of ${diskId}`,
    ...more,
  });
  const system = { type: "system", size: 40, device: "/dev/xvda", portable: false };
  const data = (size: number, device: string) => ({ type: "data", size, device, deleteWithInstance: false });
  const server = { service: "swas", category: "ESSD", performanceLevel: "" };
  return [
    attached("d-sim0001", "i-sim0001", system),
    attached("d-sim0002", "i-sim0001", data(100, "/dev/xvdb")),
    attached("d-sim0006", "i-sim0002", system),
    attached("d-sim0003", "i-sim0002", data(100, "/dev/xvdb")),
    attached("d-sim0004", "i-sim0002", data(200, "/dev/xvdc")),
    attached("d-sim0005", "i-sim0002", data(300, "/dev/xvdd")),
    attached("d-simswas01", "sim00000000000000000000000000swas1", { ...system, ...server }),
    attached("d-simecd01", "ecd-sim0001", { ...system, service: "ecd", size: 80 }),
    attached("d-simecd02", "ecd-sim0001", { ...data(100, "/dev/xvdb"), service: "ecd" }),
  ];
}

function byId<Key extends string>(key: Key, entities: (object & Record<Key, string>)[]) {
  return Object.fromEntries(entities.map((entity) => [entity[key], entity]));
}
