/** What switches all rollbacks off, in words; undefined where nothing does. */
export function killSwitch(
  config: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  if (config["restore:rollbacks"] === "refuse") return "restore:rollbacks in the stack's configuration";
  if (environment["ALICLOUD_RESTORE_ROLLBACKS"] === "refuse")
    return "ALICLOUD_RESTORE_ROLLBACKS in the environment";
  return undefined;
}
