import { ConfigurationError, readSettings } from "../../client";
import { configurationSchema } from "../../client/configurationSchema";
import { hasUnknown } from "../../lifecycle/unknown";
import type { Log } from "../../runtime/context";
import type { CheckAnswer } from "../../runtime/lifecycle";
import type { Properties } from "../../runtime/properties";
import { previewOnlyLooks } from "../previewOnlyLooks";
import type { HostConfig } from "../session";
import { packageName } from "./kinds";
import { secretValue } from "./secretValue";

const keys = Object.keys(configurationSchema.shape);

/** Where the rest of the provider looks a key up: the names that the dynamic provider shares with others. */
const sharedName = (key: string) => `${ofThisPackage.has(key) ? "restore" : "alicloud"}:${key}`;
const ofThisPackage: ReadonlySet<string> = new Set(["rollbacks", "previewOnlyLooks", "planFile"]);

const ownNames = new Map(keys.map((key) => [sharedName(key), `${packageName}:${key}`]));
const anySharedName = new RegExp(`(?<![\\w-])(${[...ownNames.keys()].join("|")})\\b`, "g");

/** A message with the configuration's keys as the users of the plugin set them. */
export const inOwnWords = (words: string): string =>
  words.replace(anySharedName, (shared) => ownNames.get(shared) ?? shared);

export const loggingInOwnWords = (log: Log): Log => ({
  progress: (words) => log.progress(inOwnWords(words)),
  info: (words) => log.info(inOwnWords(words)),
  warn: (words) => log.warn(inOwnWords(words)),
});

/** The configuration as the engine hands it over: structured values are JSON, or came from a program as they are. */
export function hostConfig(args: Properties): HostConfig {
  const values = new Map(keys.map((key) => [sharedName(key), textOf(args[key])]));
  return { get: (key) => values.get(key) };
}

const textOf = (value: unknown): string | undefined => {
  if (value === undefined || value === null) return undefined;
  return typeof value === "string" ? value : JSON.stringify(value);
};

/** What cannot be right is told before anything is done. No value is shown: it may be a secret in the wrong place. */
export function checkConfiguration(news: Properties): CheckAnswer {
  const given = Object.fromEntries(
    Object.entries(news).filter(
      ([key, value]) => !key.startsWith("__") && !notOurs.has(key) && value !== null,
    ),
  );
  const unknownKeys = Object.keys(given).filter((key) => !keys.includes(key));
  const known = Object.fromEntries(Object.entries(given).filter(([, value]) => !hasUnknown(value)));
  const reasons = [
    ...unknownKeys.map(
      (key) => `${packageName}:${key}: is no configuration key of this provider. It has ${keys.join(", ")}.`,
    ),
    ...wrongSettings(known),
    ...wrongSwitch(known["rollbacks"]),
  ];
  return { inputs: withSecrets(news), failures: reasons.map((reason) => ({ property: "", reason })) };
}

/** The engine's own, beside a provider's configuration. */
const notOurs: ReadonlySet<string> = new Set(["version", "pluginDownloadURL"]);

function wrongSettings(given: Properties): string[] {
  const config = hostConfig(given);
  const named = Object.fromEntries([...ownNames.keys()].map((key) => [key, config.get(key) ?? ""]));
  try {
    readSettings(named, {});
    previewOnlyLooks(named, {});
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return [inOwnWords(error.message)];
    throw error;
  }
}

function wrongSwitch(value: unknown): string[] {
  if (value === undefined || value === "" || value === "allow" || value === "refuse") return [];
  return [`${packageName}:rollbacks: must be "refuse" or "allow"`];
}

/** Marked as secret, so that the state holds them encrypted also where a program forgot to say so. */
function withSecrets(news: Properties): Properties {
  return Object.fromEntries(
    Object.entries(news).map(([key, value]) => [
      key,
      isSecretKey(key) && value !== null && value !== undefined && !hasUnknown(value)
        ? secretValue(value)
        : value,
    ]),
  );
}

const isSecretKey = (key: string) => {
  const field = Object.entries(configurationSchema.shape).find(([name]) => name === key)?.[1];
  return field?.meta()?.["secret"] === true;
};
