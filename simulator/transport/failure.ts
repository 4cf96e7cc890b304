import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { z } from "zod";

/** What a request gets that no handler answered. A client that went away gets nothing, and nobody is told. */
export function answerFailure(error: Error, c: Context): Response {
  if (clientIsGone(c.env as HttpBindings)) return RESPONSE_ALREADY_SENT;
  if (error instanceof z.ZodError) return c.json({ error: z.prettifyError(error) }, 400);
  if (error instanceof HTTPException) return c.json({ error: error.message }, error.status);
  console.error("The simulator itself failed:", error);
  return c.json({ error: `the simulator itself failed: ${error.message}` }, 500);
}

function clientIsGone({ incoming, outgoing }: HttpBindings): boolean {
  return outgoing.destroyed || (incoming.destroyed && !incoming.complete);
}
