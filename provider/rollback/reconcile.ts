import { takeTurn } from "../runtime/takeTurn";
import { act } from "./act";
import { begin, untouched } from "./begin";
import { asked, gaveUp, refusal } from "./end";
import { finish } from "./finish";
import { noMemory } from "./memory";
import { decide } from "./model/decide";
import type { RollbackRequest } from "./request";
import { resolve } from "./resolve";

/**
 * Rolls back. A first run, a retry, a run after a crash, one beside another: always the same loop. It observes, decides,
 * acts and records what came of it, until a decision ends it.
 */
export async function rollBack(request: RollbackRequest): Promise<object> {
  const { context, desired, state } = request;
  const resolved = await untouched(request, resolve(context, desired, state));
  const disks = [...resolved.points.map(({ disk }) => disk), ...resolved.unaimed];
  return takeTurn(context, "rollback", { regionId: desired.regionId, disks }, async () => {
    const reconciler = await begin(request, resolved);
    const forgets = noMemory(desired, reconciler.observed());
    if (forgets) context.log.warn(forgets);
    for (;;) {
      const decision = decide(desired, reconciler.observed(), reconciler.run());
      switch (decision.do) {
        case "refuse":
          throw refusal(reconciler, decision.why);
        case "ask":
          throw asked(reconciler, decision.disks);
        case "end":
          throw await gaveUp(reconciler);
        case "finish":
          return finish(reconciler, decision.adopted);
        default:
          await act(reconciler, decision);
      }
    }
  });
}
