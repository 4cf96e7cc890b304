/** A stack's configuration. A key without a namespace is the project's; `undefined` removes a key. */
export type Config = Record<string, string | { secret: string } | { object: object } | undefined>;

/**
 * The stack's settings file to begin with, so that a stack needs no command for them: JSON is YAML too. Secrets are left
 * out: they take the stack's key, which is made with the stack.
 */
export function settingsFile(config: Config): string {
  const plain = Object.entries(config).flatMap(([key, value]) => {
    if (value === undefined || isSecret(value)) return [];
    return [[key, typeof value === "string" ? value : value.object]];
  });
  return JSON.stringify({ config: Object.fromEntries(plain) });
}

export function secretsOf(config: Config): Config {
  return Object.fromEntries(Object.entries(config).filter(([, value]) => isSecret(value)));
}

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
  if (isSecret(value)) return { value: value.secret, secret: true };
  return { value: JSON.stringify(value.object), objectValue: value.object };
}

function isSecret(value: Config[string]): value is { secret: string } {
  return typeof value === "object" && "secret" in value;
}
