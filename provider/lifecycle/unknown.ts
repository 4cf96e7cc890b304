/** What Pulumi's wire protocol puts in the place of a value that preview cannot know yet. */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Whether a value is, or anywhere contains, one that preview cannot know yet. */
export function hasUnknown(value: unknown): boolean {
  if (typeof value === "string") return value.includes(unknownValue);
  if (Array.isArray(value)) return value.some(hasUnknown);
  if (value !== null && typeof value === "object") return Object.values(value).some(hasUnknown);
  return false;
}

/** The names of the properties that preview cannot know yet. */
export function unknownProperties(inputs: Record<string, unknown>): string[] {
  return Object.keys(inputs).filter((property) => hasUnknown(inputs[property]));
}
