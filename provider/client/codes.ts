import { table, type NextStep } from "./codeTable";

/** What a caller may do about an error. */
export type ErrorKind = keyof typeof table | "unknown";

export interface CodeExplanation {
  readonly kind: ErrorKind;
  /** The user's next step, in whole sentences. */
  readonly next: string;
}

/**
 * The kind of a code, and the next step where that action was answered with it. Codes decide, never the HTTP status: ecs answers 404 for a malformed
 * description and 400 for a dry run that passed.
 */
export function explainCode(code: string, action?: string): CodeExplanation {
  const listed = explanations.get(code);
  if (listed) return { kind: listed.kind, next: stepAfter(listed.next, action) };
  // Throttling comes as Throttling, Throttling.User, Throttling.Api, Rejected.Throttling and more.
  if (code.includes("Throttling")) return { kind: "throttled", next: table.throttled.Throttling };
  return { kind: "unknown", next: unlisted(code) };
}

/** True if an answer with this code leaves open whether the request was carried out. */
export function mayHaveActed(code: string): boolean {
  return openKinds.has(explainCode(code).kind) || openCodes.has(code);
}

const openKinds: ReadonlySet<ErrorKind> = new Set(["unavailable", "badAnswer", "foreignAnswer", "unknown"]);

const openCodes: ReadonlySet<string> = new Set([
  // The first request with this ClientToken is still under way.
  "IdempotentProcessing",
]);

const explanations: ReadonlyMap<string, { readonly kind: ErrorKind; readonly next: NextStep }> = new Map(
  Object.entries(table).flatMap(([kind, codes]) =>
    Object.entries<NextStep>(codes).map(
      ([code, next]) => [code, { kind: kind as keyof typeof table, next }] as const,
    ),
  ),
);

function stepAfter(next: NextStep, action = "otherwise"): string {
  if (typeof next === "string") return next;
  return (Object.hasOwn(next, action) ? next[action] : undefined) ?? next.otherwise;
}

function unlisted(code: string): string {
  return (
    `This package does not know the code ${code}, so it did not try again. ` +
    `Look it up at https://api.aliyun.com/troubleshoot?q=${encodeURIComponent(code)}, and give the RequestId to the cloud's support.`
  );
}
