/** What the state remembers of a rollback resource. */
export interface RecordedRollback {
  /** The lever was disarmed by its last create or update. */
  readonly disarmed: boolean;
  /** The key declared last, or undefined where the resource was disarmed. */
  readonly declaredKey: string | undefined;
  /** Every key that ran, or was taken as having run, oldest first; never shortened. */
  readonly usedKeys: readonly UsedKey[];
  /** A run that was cut short. */
  readonly pending:
    | {
        readonly key: string;
        readonly mayHaveRun: boolean;
      }
    | undefined;
}

export interface UsedKey {
  readonly key: string;
  /** When it ran; ISO 8601, UTC. */
  readonly at: string;
  /** It was cut short, and whether it has run nobody knows. */
  readonly mayHaveRun?: boolean | undefined;
}

export interface DeclaredRollback {
  /** undefined: no snapshot is declared, so the lever is disarmed. */
  readonly key: string | undefined;
  readonly onCreate: "rollback" | "adopt";
  readonly onRepeat: "refuse" | "run";
}

export type RollbackDecision =
  /** Nothing to do and nothing to record. */
  | { readonly kind: "nothing" }
  /** No snapshot is declared: record that, call nothing. */
  | { readonly kind: "disarm" }
  /** Take the declared point as the present one without touching the disk. */
  | { readonly kind: "adopt"; readonly key: string }
  /** Roll back, or go on with what was cut short. */
  | { readonly kind: "run"; readonly key: string }
  /**
   * The key has run before: a reverted commit must not destroy data, and must not say that it did. With
   * `unresolved`, another rollback was cut short since, and what the disk holds is not known.
   */
  | {
      readonly kind: "refuse";
      readonly key: string;
      readonly ranAt: string;
      readonly mayHaveRun: boolean;
      readonly unresolved: boolean;
    };

/** When a rollback runs: the table of the README, as one function of what is recorded and declared. */
export function decideRollback(
  recorded: RecordedRollback | undefined,
  declared: DeclaredRollback,
): RollbackDecision {
  const { key } = declared;
  if (key === undefined) return recorded?.disarmed ? { kind: "nothing" } : { kind: "disarm" };
  if (!recorded) return declared.onCreate === "adopt" ? { kind: "adopt", key } : { kind: "run", key };

  const { pending } = recorded;
  if (pending?.key === key) return { kind: "run", key };
  const unresolved = pending?.mayHaveRun ?? false;
  const used = recorded.usedKeys.findLast((earlier) => earlier.key === key);
  if (used && recorded.declaredKey === key && !unresolved) return { kind: "nothing" };
  if (used && declared.onRepeat === "refuse")
    return { kind: "refuse", key, ranAt: used.at, mayHaveRun: used.mayHaveRun ?? false, unresolved };
  return { kind: "run", key };
}
