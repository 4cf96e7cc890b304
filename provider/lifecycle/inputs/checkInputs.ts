import type { z } from "zod";
import { unknownProperties } from "../unknown";

/** A rule between several properties that was broken. */
export interface Rule {
  readonly property: string;
  /** The other properties it looks at: while preview does not know one of them, the rule is silent. */
  readonly involves: readonly string[];
  readonly reason: string;
}

export interface CheckFailure {
  /** Empty where the engine must not print the property's value. */
  readonly property: string;
  readonly reason: string;
}

/** The failures of inputs against their schema and rules; properties that preview cannot know yet are left out. */
export function checkInputs<Schema extends z.ZodType>(
  schema: Schema,
  inputs: Record<string, unknown>,
  rules: (inputs: Readonly<Record<string, unknown>>) => Rule[],
): CheckFailure[] {
  const unknown = new Set(unknownProperties(inputs));
  const known = Object.fromEntries(Object.entries(inputs).filter(([property]) => !unknown.has(property)));
  const shape = (schema.safeParse(known).error?.issues ?? [])
    .flatMap(issueFailures)
    .filter((found) => !unknown.has(found.property));
  const between = rules(known).filter(
    (rule) => ![rule.property, ...rule.involves].some((property) => unknown.has(property)),
  );
  return [...shape, ...between].map((found: Found) => failure(found, inputs));
}

interface Found {
  readonly property: string;
  readonly path?: string;
  readonly reason: string;
  /** The engine must not print its value: nobody knows what it is. */
  readonly silent?: boolean;
}

function issueFailures(issue: z.core.$ZodIssue): Found[] {
  const [property = "", ...inner] = issue.path.map(String);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => {
      const path = [...issue.path.map(String), key];
      return {
        property: path[0] ?? key,
        path: path.join("."),
        reason: "is not a property of this resource",
        silent: true,
      };
    });
  }
  const missing =
    issue.code === "invalid_type" && issue.input === undefined && /undefined/.test(issue.message);
  return [
    { property, path: [property, ...inner].join("."), reason: missing ? "is required" : issue.message },
  ];
}

/** A failure whose reason names the property's whole path; inputs of the program are the user's own words. */
function failure({ property, path = property, reason, silent }: Found, inputs: Inputs): CheckFailure {
  if (silent || !isPrintable(property, inputs[property]))
    return { property: "", reason: `${path} ${reason}` };
  return { property, reason: path === property ? reason : `${path} ${reason}` };
}

/** The same of what stands in the way in the cloud: its reason is a whole sentence. */
export const checkFailure = ({ property, reason }: CheckFailure, inputs: Inputs): CheckFailure =>
  isPrintable(property, inputs[property])
    ? { property, reason }
    : { property: "", reason: `${property}: ${reason}` };

/**
 * Whether the engine may print a property's value beside what is wrong with it, as it does where it is told which
 * property that is: a value may be a secret, and of a list it prints every word, again for each failure.
 */
export const isPrintable = (property: string, value: unknown): boolean =>
  !mayBeSecret.has(property) && (JSON.stringify(value) ?? "").length <= longestPrinted;

const longestPrinted = 80;

/** Values of these may be secrets. */
const mayBeSecret = new Set(["description", "tags", "triggers", "snapshotName", "resourceGroupId"]);

type Inputs = Readonly<Record<string, unknown>>;
