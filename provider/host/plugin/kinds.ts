import { diskRollback } from "../../rollback";
import { diskSnapshot } from "../../runtime/diskSnapshot";
import type { Lifecycle } from "../../runtime/lifecycle";
import { LifecycleError } from "../../runtime/lifecycleError";

export const packageName = "alicloud-restore";

const lifecycles = { DiskSnapshot: diskSnapshot, DiskRollback: diskRollback } satisfies Record<
  string,
  Lifecycle
>;

export type Kind = keyof typeof lifecycles;
export const kinds = Object.keys(lifecycles) as Kind[];

export const tokenOf = (name: string) => `${packageName}:index:${name}`;

/** Of which kind the resource is; its type stands in its URN, after those of its parents. */
export function kindOf(urn: string): Kind {
  const type = urn.split("::")[2]?.split("$").at(-1);
  const kind = kinds.find((one) => tokenOf(one) === type);
  if (kind) return kind;
  throw new LifecycleError(
    `${packageName} has no resource ${String(type)}. It has ${kinds.map(tokenOf).join(" and ")}.`,
  );
}

export const lifecycleOf = (urn: string): Lifecycle => lifecycles[kindOf(urn)];
