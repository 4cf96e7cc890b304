import { describe, expect, test } from "vitest";
import { missingPackage } from "../../../tools/missingPackage.mjs";

const wanted = {
  packages: {
    "": { version: "0.1.0" },
    "node_modules/zod": { version: "4.6.7" },
    "node_modules/a/node_modules/zod": { version: "3.0.0" },
    "node_modules/only-on-windows": { version: "1.0.0", optional: true },
  },
};
const installed = {
  packages: {
    "node_modules/zod": { version: "4.6.7" },
    "node_modules/a/node_modules/zod": { version: "3.0.0" },
  },
};

describe("missingPackage", () => {
  test("missingPackage: nothing, when only an optional package is left out", () => {
    expect(missingPackage({ wanted, installed })).toBeUndefined();
  });

  test("missingPackage: a package of another version", () => {
    const older = { packages: { ...installed.packages, "node_modules/zod": { version: "4.6.6" } } };
    expect(missingPackage({ wanted, installed: older })).toBe("zod 4.6.7");
  });

  test("missingPackage: a package that is not there", () => {
    expect(missingPackage({ wanted, installed: { packages: {} } })).toBe("zod 4.6.7");
  });

  test("missingPackage: an optional package of another version", () => {
    const other = {
      packages: { ...installed.packages, "node_modules/only-on-windows": { version: "0.9.0" } },
    };
    expect(missingPackage({ wanted, installed: other })).toBe("only-on-windows 1.0.0");
  });
});
