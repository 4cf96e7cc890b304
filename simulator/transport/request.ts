import type { Context } from "hono";
import type { RawParameters } from "./signature";

/** The query and the form of a POST together: clients put the same parameters into either or both. */
export async function readRequest(context: Context): Promise<RawParameters> {
  const parameters = new Map(new URL(context.req.url).searchParams);
  const contentType = context.req.header("content-type") ?? "";
  if (context.req.method === "POST" && contentType.includes("application/x-www-form-urlencoded")) {
    for (const [name, value] of new URLSearchParams(await context.req.text())) parameters.set(name, value);
  }
  return parameters;
}
