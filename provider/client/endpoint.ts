import { isIPv4 } from "node:net";
import { ConfigurationError } from "./configurationError";
import type { Product } from "./request";

/** Hosts by product name. */
export type Endpoints = Readonly<Record<string, string>>;

/** Where a product's requests for a region go: configuration, then environment, then the product's own host. */
export function endpointUrl(
  product: Product,
  regionId: string,
  endpoints: Endpoints,
  env: Readonly<Record<string, string | undefined>>,
): string {
  const key = keysOf(product.service).find((name) => endpoints[name]);
  if (key) return readEndpoint(`alicloud:endpoints.${key}`, endpoints[key] ?? "");
  const variable = product.endpointVariable;
  if (env[variable]) return readEndpoint(variable, env[variable]);
  return readEndpoint(`the endpoint of ${product.service} in ${regionId}`, product.endpoint(regionId));
}

/** Finds mistakes in the endpoints of the products we know before anything is sent. */
export function checkEndpoints(endpoints: Endpoints): Endpoints {
  for (const key of Object.keys(otherKeys).flatMap(keysOf))
    if (endpoints[key]) readEndpoint(`alicloud:endpoints.${key}`, endpoints[key]);
  return endpoints;
}

/** @pulumi/alicloud has two keys for some products, of its older and newer client. */
const otherKeys: Readonly<Record<string, readonly string[]>> = {
  ecs: [],
  swas: ["swasOpen", "swas_open"],
  ecd: ["gwsecd"],
};

function keysOf(service: string): readonly string[] {
  return [service, ...(otherKeys[service] ?? [])];
}

/** `host`, `host:port` or a URL without a path. Without a scheme it is https, and http on this very machine. */
function readEndpoint(key: string, text: string): string {
  const trimmed = text.trim();
  const withScheme = /^[a-z]+:\/\//i.test(trimmed)
    ? trimmed
    : `${isLoopback(urlOf(key, `http://${trimmed}`)) ? "http" : "https"}://${trimmed}`;
  const url = urlOf(key, withScheme);
  if (url.protocol !== "https:" && url.protocol !== "http:")
    throw new ConfigurationError(key, "must be an https:// address");
  if (url.pathname !== "/" || url.search || url.hash || url.username || url.password)
    throw new ConfigurationError(
      key,
      'must be a host with an optional port, such as "ecs.cn-hangzhou.aliyuncs.com"',
    );
  if (url.protocol === "http:" && !isLoopback(url))
    throw new ConfigurationError(key, "may use http:// for this machine only (localhost, 127.0.0.1, [::1])");
  return url.origin;
}

function urlOf(key: string, text: string): URL {
  try {
    return new URL(text);
  } catch {
    throw new ConfigurationError(
      key,
      'must be a host with an optional port, such as "ecs.cn-hangzhou.aliyuncs.com"',
    );
  }
}

function isLoopback(url: URL): boolean {
  const host = url.hostname;
  return host === "localhost" || host === "[::1]" || (isIPv4(host) && host.startsWith("127."));
}
