import { z } from "zod";
import { ConfigurationError } from "./configurationError";
import { type CredentialSettings, readCredentialSettings } from "./credentialSettings";
import { checkEndpoints, type Endpoints } from "./endpoint";
import { readJson } from "./readJson";

/** How to reach the cloud, read once from the stack's configuration and the environment. */
export interface Settings {
  /** Where resources are that name no region of their own. */
  readonly regionId?: string;
  /** `alicloud:endpoints`: another host for a product, by the product's name. */
  readonly endpoints: Endpoints;
  readonly credentials: CredentialSettings;
  readonly connectTimeoutMs: number;
  readonly readTimeoutMs: number;
}

export const CONNECT_TIMEOUT_MS = 5_000;
export const READ_TIMEOUT_MS = 30_000;

export type Configuration = Readonly<Record<string, string>>;
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the keys that users of @pulumi/alicloud have already set. Explicit configuration beats the environment.
 * Throws a ConfigurationError that names the key and the rule it breaks.
 */
export function readSettings(config: Configuration, env: Environment): Settings {
  return {
    regionId: region(config, env),
    endpoints: checkEndpoints(endpoints(config)),
    credentials: readCredentialSettings(config, env),
    connectTimeoutMs: milliseconds(config, "alicloud:clientConnectTimeout") ?? CONNECT_TIMEOUT_MS,
    readTimeoutMs: milliseconds(config, "alicloud:clientReadTimeout") ?? READ_TIMEOUT_MS,
  };
}

const regionVariables = [
  "ALIBABA_CLOUD_REGION_ID",
  "ALIBABA_CLOUD_REGION",
  "ALICLOUD_REGION",
  "ALICLOUD_REGION_ID",
];

function region(config: Configuration, env: Environment): string | undefined {
  const key = config["alicloud:region"] ? "alicloud:region" : regionVariables.find((name) => env[name]);
  if (!key) return undefined;
  const regionId = (config[key] || env[key] || "").trim();
  // The region becomes part of a host name that receives signed requests.
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(regionId))
    throw new ConfigurationError(key, 'must be a region id such as "cn-hangzhou"');
  return regionId;
}

/** @pulumi/alicloud declares a list of objects; a single object is what people write by hand. */
function endpoints(config: Configuration): Endpoints {
  const key = "alicloud:endpoints";
  const text = config[key];
  if (!text) return {};
  const parsed = z.union([endpointObject, z.array(endpointObject)]).safeParse(readJson(key, text));
  if (!parsed.success)
    throw new ConfigurationError(
      key,
      'must be a JSON object of strings such as {"ecs":"127.0.0.1:18080"}, or a list of such',
    );
  return Object.assign({}, ...[parsed.data].flat());
}

const endpointObject = z.record(z.string(), z.string());

function milliseconds(config: Configuration, key: string): number | undefined {
  const text = config[key];
  if (!text) return undefined;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new ConfigurationError(key, "must be a whole number of milliseconds, 1 or more");
  return value;
}
