import { describe, expect, it } from "vitest";
import { explainCode } from "../../../provider/client";
import { table, type NextStep } from "../../../provider/client/codeTable";
import { mayHaveActed } from "../../../provider/client/codes";
import pages from "../../fixtures/error-codes.json";
import related from "../../fixtures/error-codes-related.json";

const everyStep = Object.values(table).flatMap((codes) => Object.entries<NextStep>(codes));
const everyNext = everyStep.flatMap(([code, step]) =>
  typeof step === "string"
    ? [[code, step] as const]
    : Object.values(step).map((next) => [code, next] as const),
);

describe("the source pages", () => {
  it("list as many codes as their tables have rows", () => {
    const rows = pages.map(({ service, action, errors }) => [service, action, errors.length]);
    expect(rows).toEqual([
      ["ecs", "ResetDisk", 24],
      ["ecs", "ResetDisks", 29],
      ["swas", "ResetDisk", 4],
      ["ecd", "CreateSnapshot", 0],
      ["ecd", "ResetSnapshot", 0],
    ]);
  });

  const listed = pages.flatMap(({ service, action, errors }) =>
    errors.map(({ code }) => ({ page: `${service} ${action}`, code })),
  );
  it.each(listed)("$page: $code has a kind and a next step", ({ code }) => {
    expect(explainCode(code).kind).not.toBe("unknown");
    expect(explainCode(code).next).not.toBe("");
  });
});

describe("the calls around them", () => {
  it.each(related)("$calls: every documented code is known", ({ codes }) => {
    expect(codes.filter((code) => explainCode(code).kind === "unknown")).toEqual([]);
  });
});

describe("the table", () => {
  it("holds each code under one kind", () => {
    const codes = everyStep.map(([code]) => code);
    expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
  });

  it("says the next step in whole sentences", () => {
    const bad = everyNext.filter(([, next]) => !/^[A-Z`][^\n]*\.$/.test(next) || next.length < 25);
    expect(bad).toEqual([]);
  });
});

describe("explainCode", () => {
  it.each([
    "Throttling",
    "Throttling.User",
    "Throttling.Api",
    "Throttling.ConcurrentLimitExceeded",
    "Rejected.Throttling",
    "ServiceX.Throttling.New",
  ])("%s: is throttling", (code) => {
    expect(explainCode(code).kind).toBe("throttled");
  });

  // ecs answers these with HTTP 404 or 400, which says something else than the code does.
  it.each([
    ["InvalidDescription.Malformed", "invalid"],
    ["InvalidStatus.NotFound", "invalid"],
    ["InvalidRegionId.NotFound", "region"],
    ["InvalidParameter.KMSKeyId.NotFound", "invalid"],
    ["InvalidResourceGroup.NotFound", "invalid"],
    ["InvalidApi.NotFound", "unsupported"],
    ["InvalidAction.NotFound", "unsupported"],
    ["InvalidAccessKeyId.NotFound", "credentials"],
    ["DryRunOperation", "dryRunPassed"],
    ["InvalidDiskId.NotFound", "notFound"],
    ["Disk.NotFound", "notFound"],
    ["InvalidSnapshotId.NotReady", "busy"],
    ["IncorrectInstanceStatus", "wrongState"],
    ["IncorrectInstanceStatus.ResetDisk", "wrongState"],
  ])("%s: is %s, whatever the HTTP status suggests", (code, kind) => {
    expect(explainCode(code).kind).toBe(kind);
  });

  it("does not guess at a code that is not listed", () => {
    const { kind, next } = explainCode("InvalidMoon.NotFound");
    expect(kind).toBe("unknown");
    expect(next).toContain("InvalidMoon.NotFound");
  });

  it("takes no code for one of JavaScript's own properties", () => {
    expect(explainCode("constructor").kind).toBe("unknown");
    expect(explainCode("toString").kind).toBe("unknown");
  });

  it.each(["InvalidAccessKeyId.NotFound", "InvalidSecurityToken.Expired", "CredentialsMissing"])(
    "%s: names the way out for refresh and destroy",
    (code) => {
      expect(explainCode(code).next).toContain("--run-program");
    },
  );
});

describe("mayHaveActed", () => {
  it.each([
    "InternalError",
    "ServiceUnavailable",
    "IdempotentProcessing",
    "SignatureNonceUsed",
    "NoSuchCode",
  ])("%s: leaves open whether the request was carried out", (code) => {
    expect(mayHaveActed(code)).toBe(true);
  });

  it.each(["IncorrectInstanceStatus", "Throttling.User", "InvalidDiskId.NotFound", "Forbidden.RAM"])(
    "%s: says that nothing was done",
    (code) => {
      expect(mayHaveActed(code)).toBe(false);
    },
  );
});
