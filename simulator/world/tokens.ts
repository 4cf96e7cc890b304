import type { World } from "./world";

export interface TokenUse {
  /** One namespace for each product and action. */
  readonly key: string;
  /** The request's own parameters; the same token with others is a mismatch. */
  readonly fingerprint: string;
}

/**
 * What was answered to this token before; undefined when it is new. The answer stays what it was, also after
 * the thing it names was deleted. `mismatch` when it was used with other parameters.
 */
export function rememberedAnswer(
  world: World,
  use: TokenUse,
  now: number,
): Record<string, unknown> | "mismatch" | undefined {
  const found = world.tokens[use.key];
  if (found === undefined || now >= found.expiresAt) return undefined;
  return found.fingerprint === use.fingerprint ? found.answer : "mismatch";
}

/** Forgotten tokens are swept away now and then: looking at all of them with each call would take its time. */
const nextSweep = new WeakMap<World, number>();

export function remember(
  world: World,
  use: TokenUse,
  answer: Record<string, unknown>,
  now: number,
  lifetime: number,
): void {
  if (now >= (nextSweep.get(world) ?? 0)) {
    for (const [key, token] of Object.entries(world.tokens))
      if (now >= token.expiresAt) delete world.tokens[key];
    nextSweep.set(world, now + lifetime / 16);
  }
  world.tokens[use.key] = { fingerprint: use.fingerprint, answer, expiresAt: now + lifetime };
}
