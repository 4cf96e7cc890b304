import { z } from "zod";

const resource = z.looseObject({
  urn: z.string(),
  type: z.string(),
  id: z.string().optional(),
  inputs: z.record(z.string(), z.unknown()).optional(),
  outputs: z.record(z.string(), z.unknown()).optional(),
  initErrors: z.array(z.string()).optional(),
});

/** What `pulumi stack export` prints, as far as tests look at it; the rest is kept for an import. */
export const deployment = z.looseObject({
  version: z.number(),
  deployment: z.looseObject({
    resources: z.array(resource).optional(),
    pending_operations: z.array(z.unknown()).optional(),
  }),
});

export type Deployment = z.infer<typeof deployment>;
export type StateResource = z.infer<typeof resource>;

/** The entry of the resource with this name; an error if the state has none. */
export function resourceNamed(state: Deployment, name: string): StateResource {
  const found = state.deployment.resources?.find(({ urn }) => urn.endsWith(`::${name}`));
  if (!found) throw new Error(`the state has no resource named ${name}`);
  return found;
}
