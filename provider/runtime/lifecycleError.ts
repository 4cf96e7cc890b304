import { CloudError } from "../client";

/** A method failed. With `recorded`, something exists or has happened that the state must not forget. */
export class LifecycleError extends Error {
  override readonly name = "LifecycleError";
  constructor(
    message: string,
    readonly recorded?: { readonly resourceId: string; readonly outputs: object },
  ) {
    super(message);
  }
}

/** A failure within a report: what was tried and what came back, what follows from it, what to do next. */
export function failureWords(error: unknown, then: string): string {
  if (error instanceof CloudError) return sentences(error.message, then, error.next);
  if (error instanceof Error) return sentences(error.message, then);
  return sentences(String(error), then);
}

/** What a user reads of a failure, top down. */
export interface Report {
  /** The first line: what is true of the data now. */
  readonly truth: string;
  /** What came back, what became of the rest, what to do next: a line each. */
  readonly details: readonly string[];
}

/** A report on its lines, those below the first one indented under it. */
export const lines = ({ truth, details }: Report): string =>
  [truth, ...details]
    .map((line) => sentences(line).replaceAll("\n", "\n  "))
    .filter(Boolean)
    .join("\n  ");

/** A failure that is reported by itself: its first line is what is true now. */
export const failureReport = (truth: string, error: unknown): string =>
  lines({ truth, details: [failureWords(error, "")] });

/** Joins sentences, each with its full stop. */
export function sentences(...parts: readonly string[]): string {
  return parts
    .map((part) => part.trim())
    .filter(Boolean)
    .map((part) => (/[.!?:)]$/.test(part) ? part : `${part}.`))
    .join(" ");
}
