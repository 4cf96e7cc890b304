import { z } from "zod";
import { CloudError, fromTable, type ErrorRow } from "./cloudError";
import { nest } from "./nest";
import type { RawParameters } from "./signature";

/**
 * Reads an action's parameters. An issue's message is the cloud's code: a schema says
 * `.refine(isName, "InvalidSnapshotName.Malformed")`, and the action's table gives the status and the text.
 * First what is missing, then what has the wrong type, then what breaks a rule.
 */
export function readParameters<Schema extends z.ZodType>(
  schema: Schema,
  parameters: RawParameters,
  errors: readonly ErrorRow[],
): z.output<Schema> {
  const result = schema.safeParse(nest(parameters), { reportInput: true });
  if (result.success) return result.data;
  const found = result.error.issues.map((issue) => judge(issue, errors));
  throw found.sort((a, b) => a.rank - b.rank)[0]!.error;
}

interface Judged {
  readonly rank: number;
  readonly error: CloudError;
}

function judge(issue: z.core.$ZodIssue, errors: readonly ErrorRow[]): Judged {
  const name = issue.path
    .map((part) => (typeof part === "number" ? String(part + 1) : String(part)))
    .join(".");
  const missing = issue.input === undefined || issue.input === "";
  const rank = missing ? 0 : issue.code === "custom" ? 2 : 1;
  if (errors.some(([, code]) => code === issue.message)) {
    return { rank, error: fromTable(errors, issue.message) };
  }
  if (missing) {
    return { rank, error: new CloudError(400, `Missing${name}`, `${name} is mandatory for this action.`) };
  }
  return {
    rank,
    error: new CloudError(400, "InvalidParameter", `The specified parameter "${name}" is not valid.`),
  };
}

/** A mandatory text; an empty one counts as missing, as it does at the gateway. */
export const text = z.string().min(1);

export const flag = z
  .string()
  .toLowerCase()
  .pipe(z.enum(["true", "false"]))
  .transform((value) => value === "true");

export function wholeNumber(least: number, most: number, code = "InvalidParameter") {
  return z
    .string()
    .refine((value) => /^-?\d+$/.test(value) && Number(value) >= least && Number(value) <= most, code)
    .transform(Number);
}

/** `["s-1","s-2"]` in one parameter. An empty list is a list: it matches nothing. */
export function idsAsJson(code: string, tooMany = code) {
  const ids = z.array(z.string());
  return z
    .string()
    .transform((value) => ids.safeParse(parseJson(value)).data)
    .refine((list) => list !== undefined, code)
    .refine((list) => list === undefined || list.length <= 100, tooMany)
    .transform((list) => list!);
}

function parseJson(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

/** `ResourceId.1`, `ResourceId.2`, … */
export function repeated<Item extends z.ZodType>(item: Item, most: number, tooMany = "InvalidParameter") {
  return z.array(item).refine((list) => list.length <= most, tooMany);
}
