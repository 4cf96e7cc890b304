import type { Disk } from "./entities";

export interface DiskPerformance {
  readonly iops: number;
  /** MB/s. */
  readonly throughput: number;
}

/** Base and growth with each GiB, up to a limit: the table "Block storage performance" of ECS. */
type Curve = readonly [base: number, perGib: number, most: number];
const curves: Readonly<Record<string, { iops: Curve; throughput: Curve }>> = {
  cloud: { iops: [200, 0, 200], throughput: [30, 0, 30] },
  cloud_efficiency: { iops: [1800, 8, 5000], throughput: [100, 0.15, 140] },
  cloud_ssd: { iops: [1800, 30, 25_000], throughput: [120, 0.5, 300] },
  PL0: { iops: [1800, 12, 10_000], throughput: [100, 0.25, 180] },
  PL1: { iops: [1800, 50, 50_000], throughput: [120, 0.5, 350] },
  PL2: { iops: [1800, 50, 100_000], throughput: [120, 0.5, 750] },
  PL3: { iops: [1800, 50, 1_000_000], throughput: [120, 0.5, 4000] },
};

export function diskPerformance({ category, performanceLevel, size }: Disk): DiskPerformance {
  const curve = curves[category] ?? curves[performanceLevel] ?? curves["PL1"]!;
  return { iops: at(curve.iops, size), throughput: at(curve.throughput, size) };
}

function at([base, perGib, most]: Curve, size: number): number {
  return Math.floor(Math.min(most, base + perGib * size));
}
