import type { ErrorKind } from "./codes";

/** Everything about one failed call that a caller may branch on or show. Nothing in it is secret. */
export interface CloudErrorFacts {
  /** The cloud's own code, or ours for what never became an answer ("ReadTimeout"). */
  readonly code: string;
  readonly kind: ErrorKind;
  readonly service: string;
  readonly action: string;
  readonly target: string;
  readonly regionId: string;
  readonly requestId?: string;
  readonly httpStatus?: number;
  readonly cloudMessage: string;
  /** "no": certainly nothing changed. "unknown": the request may have been carried out. */
  readonly acted: "no" | "unknown";
  /** The user's next step, in whole sentences. */
  readonly next: string;
  /** How often the request was sent, or tried to be. */
  readonly attempts: number;
  /** How long the cloud asks to stay away. */
  readonly retryAfterMs?: number;
}

/** A call to the cloud failed. It carries no `cause`: what lies beneath holds the signed request. */
export class CloudError extends Error implements CloudErrorFacts {
  override readonly name = "CloudError";
  declare readonly code: string;
  declare readonly kind: ErrorKind;
  declare readonly service: string;
  declare readonly action: string;
  declare readonly target: string;
  declare readonly regionId: string;
  declare readonly requestId?: string;
  declare readonly httpStatus?: number;
  declare readonly cloudMessage: string;
  declare readonly acted: "no" | "unknown";
  declare readonly next: string;
  declare readonly attempts: number;
  declare readonly retryAfterMs?: number;

  constructor(facts: CloudErrorFacts) {
    super(oneLine(facts));
    Object.assign(this, facts);
  }
}

/** `ResetDisk d-1 → s-2 (ecs, cn-hangzhou): IncorrectInstanceStatus: The current status … RequestId …` */
function oneLine(facts: CloudErrorFacts): string {
  const what = `${facts.action} ${shortened(facts.target)} (${facts.service}, ${facts.regionId})`;
  const said = `${facts.code}: ${fullStop(facts.cloudMessage.replace(/\s+/g, " ").trim())}`;
  const often = facts.attempts > 1 ? ` (${facts.attempts} attempts)` : "";
  const where = facts.requestId ? ` RequestId ${facts.requestId}` : "";
  return `${what}: ${said}${often}${where}`;
}

/** A read of a hundred disks names the first ones. */
function shortened(target: string): string {
  return target.length > LONGEST_TARGET ? `${target.slice(0, LONGEST_TARGET)}…` : target;
}

const LONGEST_TARGET = 120;

function fullStop(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
