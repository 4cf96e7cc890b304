import { ConnectTimeout } from "./connections";
import type { Failure, Seen } from "./failure";
import { cloudsError, notJson, textIn, unusable } from "./judgeBody";

/** Judges what pop-core, httpx and the network throw. */
export function failureOf(thrown: unknown, seen: Seen): Failure {
  if (isCloudsError(thrown)) return cloudsError(thrown.data) ?? unusable(thrown.data, seen);
  if (isParseFailure(thrown)) return notJson(thrown.text, seen);
  if (seen.flight.opened === false) return neverSent(thrown, seen);
  if (thrown instanceof Error && thrown.name === "RequestTimeoutError")
    return {
      code: "ReadTimeout",
      message: "The request was sent, but no answer came in time",
      acted: "unknown",
    };
  // JSON, but not even an object: pop-core stumbles over it.
  if (thrown instanceof TypeError && seen.flight.httpStatus) return unusable(null, seen);
  return {
    code: "ConnectionLost",
    message: `The connection was cut before the answer was complete (${reason(thrown, seen)})`,
    acted: "unknown",
  };
}

/** pop-core throws an answer with a Code as an Error that holds the whole body. */
function isCloudsError(thrown: unknown): thrown is { readonly data: unknown } {
  return thrown instanceof Error && "data" in thrown && "entry" in thrown;
}

/** json-bigint throws a plain object that holds the whole text. */
function isParseFailure(thrown: unknown): thrown is { readonly text: string } {
  return (
    !(thrown instanceof Error) &&
    textIn(thrown, "name") === "SyntaxError" &&
    typeof Object(thrown).text === "string"
  );
}

function neverSent(thrown: unknown, seen: Seen): Failure {
  if (thrown instanceof ConnectTimeout)
    return {
      code: "ConnectTimeout",
      message: "Nothing was sent: the connection did not open in time",
      acted: "no",
    };
  const lookup = ["ENOTFOUND", "EAI_AGAIN", "EAI_FAIL"].includes(textIn(thrown, "code") ?? "");
  return {
    code: lookup ? "NameNotFound" : "ConnectionFailed",
    message: `Nothing was sent: ${reason(thrown, seen)}`,
    acted: "no",
  };
}

/** httpx appends the address to the message, without a blank between. */
function reason(thrown: unknown, seen: Seen): string {
  const words =
    thrown instanceof Error
      ? thrown.message.replace(/(POST|GET) https?:\/\/\S* failed\.$/, "")
      : String(thrown);
  return seen.redact(words.trim() || textIn(thrown, "code") || "no reason given");
}
