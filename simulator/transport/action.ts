import { z } from "zod";
import type { ServiceName } from "../world/entities";
import type { Moment } from "../world/moment";
import type { Settings } from "../world/settings";
import { remember, rememberedAnswer } from "../world/tokens";
import type { CloudError } from "./cloudError";
import { fromTable, type ErrorRow } from "./cloudError";
import { readParameters } from "./parameters";
import { sha256 } from "../world/identifiers";
import type { RawParameters } from "./signature";

export type Answer = Record<string, unknown>;

export interface CallContext extends Moment {
  readonly service: ServiceName;
  readonly action: string;
}

/** What an action's own code works with: the world at this moment, and the errors of its page. */
export interface ActionContext<Code extends string> extends CallContext {
  error(code: Code, message?: string): CloudError;
}

export interface Action {
  /** The page's error table, and with it what the fault API knows about a code. */
  readonly errors: readonly ErrorRow[];
  handle(parameters: RawParameters, context: CallContext): Answer;
  /** Throws when the cloud does not have the action here and now. */
  offered?(context: Moment): void;
}

interface Definition<Rows extends readonly ErrorRow[], Shape extends z.core.$ZodShape> {
  readonly errors: Rows;
  readonly parameters: Shape;
  /** Parameters that may be empty, as their page says: an empty value is a value there. */
  readonly mayBeEmpty?: readonly (keyof Shape & string)[];
  /** Takes a ClientToken: the same token brings the same answer. */
  readonly idempotent?: boolean;
  offered?(context: Moment): void;
  run(parameters: z.output<z.ZodObject<Shape>>, context: ActionContext<Rows[number][1]>): Answer;
}

const clientToken = z
  .string()

  .refine((token) => token.length <= 64 && /^[\x00-\x7f]*$/.test(token), "InvalidClientToken.Malformed")
  .optional();

export function defineAction<const Rows extends readonly ErrorRow[], const Shape extends z.core.$ZodShape>(
  definition: Definition<Rows, Shape>,
): Action {
  const schema = z.object(definition.parameters);
  const tokenSchema = z.object({ ClientToken: clientToken });
  return {
    errors: definition.errors,
    offered: definition.offered,
    handle(sent, context) {
      const raw = withoutEmpty(sent, definition.mayBeEmpty ?? [], context.settings);
      const parameters = readParameters(schema, raw, definition.errors);
      const run = () =>
        definition.run(parameters, {
          ...context,
          error: (code, message) => fromTable(definition.errors, code, message),
        });
      if (!definition.idempotent) return run();
      const { ClientToken } = readParameters(tokenSchema, raw, definition.errors);
      return ClientToken ? once(ClientToken, raw, context, definition.errors, run) : run();
    },
  };
}

/** A tag's value may be empty, and a tag's key without text is wrong: tags are left as they are. */
function withoutEmpty(
  raw: RawParameters,
  mayBeEmpty: readonly string[],
  { emptyParameters }: Settings,
): RawParameters {
  if (emptyParameters === "given") return raw;
  const counts = (name: string) => mayBeEmpty.includes(name) || name.startsWith("Tag.");
  return new Map([...raw].filter(([name, value]) => value !== "" || counts(name)));
}

/** Only a success is remembered: a call that failed did nothing and may be sent again. */
function once(
  clientToken: string,
  raw: RawParameters,
  { world, settings, now, service, action }: CallContext,
  errors: readonly ErrorRow[],
  run: () => Answer,
): Answer {
  const use = { key: `${service}:${action}:${clientToken}`, fingerprint: fingerprint(raw) };
  const before = rememberedAnswer(world, use, now);
  if (before === "mismatch") throw fromTable(errors, "IdempotentParameterMismatch");
  if (before !== undefined) return before;
  const answer = run();
  remember(world, use, answer, now, settings.durations.tokenLifetime);
  return answer;
}

const commonParameters = new Set([
  "Action",
  "Version",
  "Format",
  "AccessKeyId",
  "SecurityToken",
  "Signature",
  "SignatureMethod",
  "SignatureVersion",
  "SignatureNonce",
  "SignatureType",
  "Timestamp",
]);

/** The parameters of the action itself: without those that every call carries. */
export function ownParameters(raw: RawParameters): [name: string, value: string][] {
  return [...raw].filter(([name]) => !commonParameters.has(name));
}

/** The same for the same parameters, and short: it is kept as long as the token. */
function fingerprint(raw: RawParameters): string {
  const own = ownParameters(raw).filter(([name]) => name !== "ClientToken");
  return sha256(JSON.stringify(own.sort(([a], [b]) => (a < b ? -1 : 1))));
}
