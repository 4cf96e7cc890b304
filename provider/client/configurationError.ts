/** A configuration key or environment variable breaks a rule. */
export class ConfigurationError extends Error {
  override readonly name = "ConfigurationError";
  constructor(
    /** "alicloud:endpoints", "ALIBABA_CLOUD_ENDPOINT_ECS". */
    readonly key: string,
    readonly rule: string,
  ) {
    super(`${key}: ${rule}`);
  }
}
