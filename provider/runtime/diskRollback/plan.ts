import { CloudError, type ErrorKind } from "../../client";
import type { Obstacle } from "../../lifecycle/obstacles";
import { planWords } from "../../lifecycle/planWords";
import type { RollbackState } from "../../lifecycle/rollbackOutputs";
import type { Context } from "../context";
import { nextStep } from "./journal";
import { preflight, saysNothing } from "./preflight";
import type { Wish } from "./wish";
import { stepWords } from "./words";

/**
 * The preview of a rollback that would run: its plan, among the resource's diagnostics, and its obstacles.
 * Where the cloud cannot be asked, preview says that the plan is unchecked and goes on.
 */
export async function preview(
  context: Context,
  wish: Wish,
  state: RollbackState,
): Promise<readonly Obstacle[]> {
  try {
    const { sight, obstacles, cloudAgrees } = await preflight(context, wish, state);
    const step = nextStep(wish, sight, state);
    if (step === "adopt" || step === "await" || step === "ask") {
      context.log[step === "ask" ? "warn" : "info"](stepWords[step](wish, sight));
      return [];
    }
    if (obstacles.length === 0)
      context.log.info(planWords(wish.policy, sight, wish.service.hostWord, cloudAgrees));
    return obstacles;
  } catch (error) {
    if (!(error instanceof CloudError) || !cannotRead.has(error.kind)) throw error;
    context.log.warn(`Plan unchecked for ${wish.what}, because ${error.message} ${error.next}`);
    return [];
  }
}

/** The caller may roll back and not read: that is for the run itself to find out. */
const cannotRead: ReadonlySet<ErrorKind> = new Set<ErrorKind>([...saysNothing, "denied"]);
