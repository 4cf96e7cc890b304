/**
 * What switches all rollbacks off, in words; undefined where nothing does. A word that is not known refuses too:
 * somebody meant to switch something.
 */
export function killSwitch(
  config: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  return (
    refusal(config["restore:rollbacks"], "restore:rollbacks in the stack's configuration") ??
    refusal(environment["ALICLOUD_RESTORE_ROLLBACKS"], "ALICLOUD_RESTORE_ROLLBACKS in the environment")
  );
}

function refusal(value: string | undefined, where: string): string | undefined {
  if (!value || value === "allow") return undefined;
  return value === "refuse"
    ? where
    : `${where}, which is ${JSON.stringify(value)}: "refuse" and "allow" are known`;
}
