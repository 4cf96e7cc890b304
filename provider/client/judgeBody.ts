import type { z } from "zod";
import { mayHaveActed } from "./codes";
import type { Failure, Seen } from "./failure";

/** Finds the failure in a body that pop-core took for a success: it knows no HTTP status, and no `code` in small letters. */
export function failureIn(body: unknown, seen: Seen): Failure | undefined {
  const failed = cloudsError(body);
  if (failed && !successCodes.has(failed.code)) return failed;
  return (seen.flight.httpStatus ?? 200) >= 400 ? unusable(body, seen) : undefined;
}

const successCodes: ReadonlySet<string> = new Set(["200", "OK", "Success", "success"]);

/** An error in the cloud's own envelope: {"RequestId", "HostId", "Code", "Message", "Recommend"}. */
export function cloudsError(body: unknown): Failure | undefined {
  const given = textIn(body, "Code") ?? textIn(body, "code");
  if (!given) return undefined;
  const message = textIn(body, "Message") ?? textIn(body, "message") ?? "(no message)";
  const code = tokenCode(given, message) ?? given;
  // RAM says which permission was missing.
  const permission = textIn(fieldIn(body, "AccessDeniedDetail"), "AuthAction");
  return {
    code,
    message: permission ? `${message} (missing permission: ${permission})` : message,
    requestId: requestIdIn(body),
    acted: mayHaveActed(code) ? "unknown" : "no",
  };
}

/** The gateway of ECS was seen to name a bad token in the text only (kubevela/terraform-controller, issue 52). */
function tokenCode(code: string, message: string): string | undefined {
  const [, fault] = /"SecurityToken\.(\w+)" is not valid/.exec(message) ?? [];
  return code === "InvalidParameter" && fault ? `InvalidSecurityToken.${fault}` : undefined;
}

/** A success of another shape than documented. */
export function unexpectedAnswer(error: z.ZodError, body: unknown): Failure {
  const issues = error.issues
    .slice(0, 3)
    .map(({ path, message }) => `${path.join(".") || "the answer"}: ${message}`);
  return {
    code: "UnexpectedAnswer",
    message: issues.join("; "),
    requestId: textIn(body, "RequestId"),
    acted: "unknown",
  };
}

export function notJson(text: string, seen: Seen): Failure {
  const status = `HTTP ${seen.flight.httpStatus ?? "(status unknown)"}`;
  const clean = seen.redact(text);
  if (!clean.trim())
    return { code: "EmptyAnswer", message: `${status} without any content`, acted: "unknown" };
  if (/^\s*</.test(clean))
    return {
      code: isOutage(seen) ? "HtmlAnswer" : "ForeignAnswer",
      message: `${status} with a page: ${pageWords(clean)}`,
      acted: "unknown",
    };
  return {
    code: "BrokenAnswer",
    message: `${status} with ${text.length} characters that are not complete JSON: ${excerpt(clean)}`,
    acted: "unknown",
  };
}

export function unusable(body: unknown, seen: Seen): Failure {
  const text = excerpt(seen.redact(JSON.stringify(body) ?? ""));
  return {
    code: isOutage(seen) ? "BrokenAnswer" : "ForeignAnswer",
    message: `HTTP ${seen.flight.httpStatus ?? "(status unknown)"} with JSON that is none of the cloud's: ${text}`,
    acted: "unknown",
  };
}

/** All that the status tells of an answer without a code: a gateway found nobody behind it, or is asked too often. */
const isOutage = ({ flight: { httpStatus = 500 } }: Seen): boolean => httpStatus >= 500 || httpStatus === 429;

/** The title of a page, or else the beginning of its text. */
function pageWords(page: string): string {
  const title = /<title[^>]*>([^<]*)</i.exec(page)?.[1]?.trim();
  return excerpt(title || page.replace(/<(style|script)[^]*?<\/\1>/gi, " ").replace(/<[^>]*>/g, " "));
}

/** Only of text that is redacted already: half a secret would no longer be recognised. */
function excerpt(text: string): string {
  const words = text.replace(/\s+/g, " ").trim();
  return words.length > LONGEST_EXCERPT ? `${words.slice(0, LONGEST_EXCERPT)}…` : words;
}

const LONGEST_EXCERPT = 160;

export const requestIdIn = (body: unknown): string | undefined =>
  textIn(body, "RequestId") ?? textIn(body, "requestId");

export function textIn(value: unknown, field: string): string | undefined {
  const found = fieldIn(value, field);
  return typeof found === "string" || typeof found === "number" ? String(found) || undefined : undefined;
}

function fieldIn(value: unknown, field: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[field] : undefined;
}
