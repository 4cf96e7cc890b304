import type { OutputInstance } from "@pulumi/pulumi";
import type { z } from "zod";
import type { rollbackOutputsSchema } from "../lifecycle/outputs/diskRollback";
import type { snapshotOutputsSchema } from "../lifecycle/outputs/diskSnapshot";
import type { ListedPoint } from "../lifecycle/outputs/restorePoints";
import type { DiskRollback } from "./diskRollback";
import type { DiskSnapshot } from "./diskSnapshot";
import type { RestorePoint } from "./getRestorePoints";

/** What the classes offer is what the plugin's schema tells: a difference fails the build, here. */
type OutputNames<Class> = Exclude<
  { [Name in keyof Class]: Class[Name] extends OutputInstance<unknown> ? Name : never }[keyof Class],
  "id" | "urn"
>;

type Same<One, Other> = [One] extends [Other] ? ([Other] extends [One] ? true : false) : false;

export type ClassesFollowOutputs = Expect<
  [
    Same<OutputNames<DiskSnapshot>, keyof z.output<typeof snapshotOutputsSchema>>,
    Same<OutputNames<DiskRollback>, keyof z.output<typeof rollbackOutputsSchema>>,
    Same<RestorePoint, ListedPoint>,
  ]
>;

type Expect<Pairs extends readonly true[]> = Pairs;
