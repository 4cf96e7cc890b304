import type { CheckFailure } from "../../lifecycle/inputs/checkInputs";
import { diskRollback } from "../../rollback";
import type { Session } from "../../runtime/context";
import { diskSnapshot } from "../../runtime/diskSnapshot";
import type { Lifecycle } from "../../runtime/lifecycle";
import type { Properties } from "../../runtime/properties";
import { LifecycleError } from "../../runtime/lifecycleError";
import { checkQuestion, restorePoints } from "../../runtime/restorePoints";

export const packageName = "alicloud-restore";

const lifecycles = { DiskSnapshot: diskSnapshot, DiskRollback: diskRollback } satisfies Record<
  string,
  Lifecycle
>;

export type Kind = keyof typeof lifecycles;
export const kinds = Object.keys(lifecycles) as Kind[];

const functions = {
  getRestorePoints: { check: checkQuestion, answer: restorePoints },
} satisfies Record<string, PluginFunction>;

interface PluginFunction {
  check(session: Session, args: Properties): CheckFailure[];
  answer(session: Session, args: Properties): Promise<object>;
}

export type FunctionName = keyof typeof functions;

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

export function functionOf(token: string): PluginFunction {
  const found = Object.entries(functions).find(([name]) => tokenOf(name) === token);
  if (found) return found[1];
  throw new LifecycleError(
    `${packageName} has no function ${token}. It has ${Object.keys(functions).map(tokenOf).join(", ")}.`,
  );
}
