import type { Unwrap } from "@pulumi/pulumi";
import type { z } from "zod";
import type { rollbackInputs } from "../lifecycle/inputs/diskRollback";
import type { snapshotInputs } from "../lifecycle/inputs/diskSnapshot";
import type { EcdDiskRollbackArgs, EcsDiskRollbackArgs, SwasDiskRollbackArgs } from "./diskRollbackArgs";
import type { EcdDiskSnapshotArgs, EcsDiskSnapshotArgs, SwasDiskSnapshotArgs } from "./diskSnapshotArgs";

/**
 * What the editor and the compiler offer is what is checked at run time: the two differ in nothing but that the
 * configuration may fill in the service and the region. (`triggers` are any values on both sides.) A difference fails the build, here.
 */
type Same<One, Other> = [One] extends [Other] ? ([Other] extends [One] ? true : false) : false;

type Offered<Args> = Omit<Unwrap<Args>, Apart>;
type Checked<Schema extends z.ZodType, Service> = Omit<Extract<z.input<Schema>, { service: Service }>, Apart>;

type Apart = "service" | "regionId" | "triggers";

type Snapshot<Service> = Checked<ReturnType<typeof snapshotInputs>, Service>;
type Rollback<Service> = Checked<ReturnType<typeof rollbackInputs>, Service>;

type KeysToo<One, Other> = [Same<One, Other>, Same<keyof One, keyof Other>];

export type ArgsFollowRules = Expect<
  [
    KeysToo<Offered<EcsDiskSnapshotArgs>, Snapshot<"ecs">>,
    KeysToo<Offered<SwasDiskSnapshotArgs>, Snapshot<"swas">>,
    KeysToo<Offered<EcdDiskSnapshotArgs>, Snapshot<"ecd">>,
    KeysToo<Offered<EcsDiskRollbackArgs>, Rollback<"ecs">>,
    KeysToo<Offered<SwasDiskRollbackArgs>, Rollback<"swas">>,
    KeysToo<Offered<EcdDiskRollbackArgs>, Rollback<"ecd">>,
  ]
>;

type Expect<Pairs extends readonly [true, true][]> = Pairs;
