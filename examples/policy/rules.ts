import type { RollbackPlan } from "pulumi-alicloud-restore/plan";

/** Hours of the day in UTC: from 22 until 4 goes over midnight. */
export interface Window {
  readonly from: number;
  readonly until: number;
}

/** Why a rollback must not run; nothing where it may, or where none is planned. */
export function violations(plan: RollbackPlan, window: Window): string[] {
  const { verdict, reason, plannedAt, safetySnapshot } = plan;
  // What is refused fails preview anyway.
  if (verdict === "nothing-to-do" || verdict === "refused") return [];
  if (verdict !== "runs") return [`its plan is not certain (${verdict}): ${reason ?? ""}`];
  return [
    ...(isWithin(window, new Date(plannedAt).getUTCHours())
      ? []
      : [`rollbacks are allowed from ${window.from} to ${window.until} h UTC only`]),
    ...(safetySnapshot?.kind === "none" ? [withoutSafetySnapshot] : []),
  ];
}

export const withoutSafetySnapshot = "a rollback needs a safety snapshot: take `safetySnapshot: false` out";

const isWithin = ({ from, until }: Window, hour: number): boolean =>
  from <= until ? hour >= from && hour < until : hour >= from || hour < until;
