/** A stack's configuration. A key without a namespace is the project's; `undefined` removes a key. */
export type Config = Record<string, string | { secret: string } | { object: object } | undefined>;

/** The commands that make it so: `pulumi config …`, none if there is nothing to change. */
export function configCommands(config: Config): string[][] {
  const gone = Object.keys(config).filter((key) => config[key] === undefined);
  const set = Object.entries(config).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, entry(value)] as const],
  );
  return [
    ...(set.length > 0 ? [["config", "set-all", "--json", JSON.stringify(Object.fromEntries(set))]] : []),
    ...(gone.length > 0 ? [["config", "rm-all", ...gone]] : []),
  ];
}

/** One key as `pulumi config --json` shows it. */
function entry(value: string | { secret: string } | { object: object }) {
  if (typeof value === "string") return { value };
  if ("secret" in value) return { value: value.secret, secret: true };
  return { value: JSON.stringify(value.object), objectValue: value.object };
}
