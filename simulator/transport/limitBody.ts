import type { Context, MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { bounds } from "./bounds";

/**
 * As hono's own bodyLimit, which makes a whole web Request of every call to look at its body. Where the length is told,
 * as nearly every client does, nobody needs to look.
 */
export function limitBody(onError: (context: Context) => Response): MiddlewareHandler {
  const maxSize = bounds.bodyBytes;
  const untold = bodyLimit({ maxSize, onError });
  return async (context, next) => {
    if (context.req.header("transfer-encoding") !== undefined) return untold(context, next);
    const length = Number(context.req.header("content-length") ?? 0);
    if (length > maxSize) return onError(context);
    return next();
  };
}
