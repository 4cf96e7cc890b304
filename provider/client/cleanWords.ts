import type { Redact } from "./redact";

/**
 * Takes secrets out of what an answer says in words: an HTTP 200 may hold the failures of single disks, and these are
 * shown. Codes, ids and data stay as they are.
 */
export function cleanWords(value: unknown, redact: Redact): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => cleanWords(item, redact));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      typeof item === "string" && wordy.test(key) ? redact(item) : cleanWords(item, redact),
    ]),
  );
}

/** "Message", "ErrorMsg", "errorMessage" */
const wordy = /^(error)?(msg|message)$/i;
