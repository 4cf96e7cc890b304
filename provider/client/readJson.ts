import { ConfigurationError } from "./configurationError";

/** Pulumi hands structured configuration over as JSON text. The text itself may hold secrets and is not shown. */
export function readJson(key: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ConfigurationError(key, "must be valid JSON");
  }
}
