import type { Properties } from "../../runtime/properties";

/**
 * Without what is not this package's: the state of a resource that was made with the dynamic classes holds their
 * provider's text until the next update, and the engine may add names of its own.
 */
export const ownProperties = (properties: Properties): Properties =>
  Object.fromEntries(Object.entries(properties).filter(([name]) => !name.startsWith("__")));
