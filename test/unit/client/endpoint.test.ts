import { describe, expect, it } from "vitest";
import { ConfigurationError, type Product } from "../../../provider/client";
import { endpointUrl } from "../../../provider/client/endpoint";

function product(service: string): Product {
  return {
    service,
    version: "2014-05-26",
    endpointVariable: `ALIBABA_CLOUD_ENDPOINT_${service.toUpperCase()}`,
    endpoint: (regionId) => `${service}.${regionId}.aliyuncs.com`,
  };
}

const ecs = product("ecs");

function urlOf(text: string): string {
  return endpointUrl(ecs, "cn-beijing", { ecs: text }, {});
}

describe("endpointUrl: order", () => {
  it("prefers the configuration, then the environment, then the product's own host", () => {
    const env = { ALIBABA_CLOUD_ENDPOINT_ECS: "ecs.from-env.com" };
    expect(endpointUrl(ecs, "cn-beijing", { ecs: "ecs.from-config.com" }, env)).toBe(
      "https://ecs.from-config.com",
    );
    expect(endpointUrl(ecs, "cn-beijing", {}, env)).toBe("https://ecs.from-env.com");
    expect(endpointUrl(ecs, "cn-beijing", {}, {})).toBe("https://ecs.cn-beijing.aliyuncs.com");
  });

  it.each([
    ["swas", "swas"],
    ["swas", "swasOpen"],
    ["swas", "swas_open"],
    ["ecd", "ecd"],
    ["ecd", "gwsecd"],
    ["ens", "ens"],
  ])("%s: is found under the key %s", (service, key) => {
    expect(endpointUrl(product(service), "cn-beijing", { [key]: "other.com" }, {})).toBe("https://other.com");
  });
});

describe("endpointUrl: addresses", () => {
  it.each([
    ["ecs.cn-hangzhou.aliyuncs.com", "https://ecs.cn-hangzhou.aliyuncs.com"],
    ["ecs.internal:8443", "https://ecs.internal:8443"],
    ["https://ecs.internal/", "https://ecs.internal"],
    ["HTTPS://ecs.internal", "https://ecs.internal"],
    [" ecs.internal ", "https://ecs.internal"],
    ["127.0.0.1:18080", "http://127.0.0.1:18080"],
    ["127.8.9.1:1", "http://127.8.9.1:1"],
    ["localhost:18080", "http://localhost:18080"],
    ["[::1]:18080", "http://[::1]:18080"],
    ["http://localhost:18080", "http://localhost:18080"],
    ["https://127.0.0.1:18080", "https://127.0.0.1:18080"],
  ])("%s is %s", (text, expected) => {
    expect(urlOf(text)).toBe(expected);
  });

  it.each([
    "http://ecs.cn-hangzhou.aliyuncs.com",
    "http://10.0.0.1:80",
    "http://127.0.0.1.evil.com",
    "http://localhost.evil.com",
    "http://[::2]",
  ])("refuses %s: signed requests go unencrypted to this machine only", (text) => {
    expect(() => urlOf(text)).toThrow(/alicloud:endpoints\.ecs: may use http:\/\/ for this machine only/);
  });

  it.each([
    "ftp://ecs.internal",
    "ecs.internal/path",
    "ecs.internal?x=1",
    "user:pass@ecs.internal",
    "a b",
    "ecs:port",
  ])("refuses %s", (text) => {
    expect(() => urlOf(text)).toThrow(ConfigurationError);
  });

  it("names the variable that is wrong", () => {
    const env = { ALIBABA_CLOUD_ENDPOINT_ECS: "http://example.com" };
    expect(() => endpointUrl(ecs, "cn-beijing", {}, env)).toThrow(/^ALIBABA_CLOUD_ENDPOINT_ECS: /);
  });

  it("lets no region lead to another host", () => {
    for (const regionId of ["evil.com/", "x@evil.com/", "x#", "x?y"])
      expect(() => endpointUrl(ecs, regionId, {}, {})).toThrow(ConfigurationError);
  });
});
