/** How Pulumi's protocol marks a secret. */
const mark = "4dabf18193072939515e22adb298388d";
const secretMark = "1b47061264138c4ac30d75fd1eb44270";

export const secretValue = (value: unknown) => ({ [mark]: secretMark, value });

/** Values as they are: the engine sends the configuration's secrets with their mark. */
export function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== "object") return value;
  const fields = value as Readonly<Record<string, unknown>>;
  if (fields[mark] === secretMark) return plain(fields["value"]);
  return Object.fromEntries(Object.entries(fields).map(([name, inner]) => [name, plain(inner)]));
}
