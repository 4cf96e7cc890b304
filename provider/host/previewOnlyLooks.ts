import { ConfigurationError } from "../client";

/** Whoever previews may only look. Throws a ConfigurationError where the value is neither true nor false. */
export function previewOnlyLooks(
  config: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  const places = [
    ["restore:previewOnlyLooks", config["restore:previewOnlyLooks"]],
    ["ALICLOUD_RESTORE_PREVIEW_ONLY_LOOKS", environment["ALICLOUD_RESTORE_PREVIEW_ONLY_LOOKS"]],
  ] as const;
  const [key, value] = places.find(([, given]) => given) ?? ["", "false"];
  if (value !== "true" && value !== "false") throw new ConfigurationError(key, 'must be "true" or "false"');
  return value === "true";
}
