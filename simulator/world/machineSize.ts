export interface MachineSize {
  readonly cpu: number;
  readonly memoryGib: number;
}

/** Words for a size in an ECS instance type, and how many cores they are. */
const cores: Readonly<Record<string, number>> = { nano: 1, small: 1, medium: 1, large: 2, xlarge: 4 };
/** Memory for each core, by the family's first letter. */
const gibPerCore: Readonly<Record<string, number>> = { c: 2, g: 4, r: 8, t: 2, s: 2, n: 4, i: 4, d: 4 };
const ordinary: MachineSize = { cpu: 2, memoryGib: 8 };

/** What the name of a type says: `ecs.g7.large`, `ecs.t6-c1m2.large`, `swas.s.c2m4…`, `eds.….8c16g`. */
export function machineSize(type: string): MachineSize {
  const desktop = /(\d+)c(\d+)g/.exec(type);
  if (desktop) return { cpu: Number(desktop[1]), memoryGib: Number(desktop[2]) };
  const plan = /^swas.*\.c(\d+)m(\d+)/.exec(type);
  if (plan) return { cpu: Number(plan[1]), memoryGib: Number(plan[2]) };
  const [, family = "", multiple = "", word = ""] = /^ecs\.([^.]+)\.(\d*)(\w+)$/.exec(type) ?? [];
  const cpu = (cores[word] ?? 0) * Number(multiple || 1);
  if (cpu === 0) return ordinary;
  const ratio = /-c(\d+)m(\d+)/.exec(family);
  const perCore = ratio ? Number(ratio[2]) / Number(ratio[1]) : (gibPerCore[family.charAt(0)] ?? 4);
  return { cpu, memoryGib: cpu * perCore };
}
