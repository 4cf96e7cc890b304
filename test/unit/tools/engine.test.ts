import { delimiter } from "node:path";
import { describe, expect, test } from "vitest";
import { engineEnvironment } from "../../../tools/engine/engineEnvironment.mjs";
import { judge } from "../../../tools/engine/lookOnPath.mjs";
import { chooseSources } from "../../../tools/engine/sources.mjs";
import { MINIMUM_VERSION } from "../../../tools/engine/version.mjs";

describe("chooseSources", () => {
  test("chooseSources: tries PATH, then npm, then Go", () => {
    expect(chooseSources({})).toEqual(["path", "npm", "go"]);
  });

  test("chooseSources: a forced source is the only one", () => {
    expect(chooseSources({ PULUMI_ALICLOUD_RESTORE_ENGINE: "go" })).toEqual(["go"]);
  });

  test("chooseSources: an unknown source is an error that names the known ones", () => {
    expect(() => chooseSources({ PULUMI_ALICLOUD_RESTORE_ENGINE: "brew" })).toThrow(
      "PULUMI_ALICLOUD_RESTORE_ENGINE=brew: no such source of an engine. Known: path, npm, go.",
    );
  });
});

describe("judge", () => {
  const path = "/usr/local/bin/pulumi";

  test("judge: a recent engine with its language host serves", () => {
    expect(judge({ path, version: MINIMUM_VERSION, hasLanguageHost: true })).toBeUndefined();
  });

  test("judge: an old engine is refused with both versions", () => {
    const refused = judge({ path, version: "3.100.0", hasLanguageHost: true });
    expect(refused).toBe(`${path} is version 3.100.0, older than ${MINIMUM_VERSION}`);
  });

  test("judge: an engine without the language host is refused", () => {
    expect(judge({ path, version: "3.225.0", hasLanguageHost: false })).toContain("pulumi-language-nodejs");
  });

  test("judge: a program that does not answer is refused, with what was waited for", () => {
    const refused = judge({
      path,
      version: undefined,
      stopped: "no sign of life for 15 s",
      hasLanguageHost: true,
    });
    expect(refused).toBe(`${path} does not tell its version (no sign of life for 15 s)`);
  });
});

describe("engineEnvironment", () => {
  test("engineEnvironment: puts the engine's folder first on PATH and keeps the rest", () => {
    const environment = engineEnvironment({ bin: "/engine/bin" }, { PATH: "/usr/bin", HOME: "/home/me" });
    expect(environment).toEqual({
      PATH: ["/engine/bin", "/usr/bin"].join(delimiter),
      HOME: "/home/me",
      PULUMI_SKIP_UPDATE_CHECK: "1",
    });
  });

  test("engineEnvironment: writes to the variable that Windows calls Path", () => {
    const environment = engineEnvironment({ bin: "B" }, { Path: "C" });
    expect(environment).toMatchObject({ Path: ["B", "C"].join(delimiter) });
    expect(environment).not.toHaveProperty("PATH");
  });

  test("engineEnvironment: leaves a user's own choice about update checks", () => {
    expect(engineEnvironment({ bin: "B" }, { PULUMI_SKIP_UPDATE_CHECK: "0" }).PULUMI_SKIP_UPDATE_CHECK).toBe(
      "0",
    );
  });
});
