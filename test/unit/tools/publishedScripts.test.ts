import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: Record<string, string> };

describe("the scripts of the published package", () => {
  it.each(["preinstall", "install", "postinstall", "preprepare", "prepare", "postprepare"])(
    "%s: is none of them, since npm asks whoever installs the package about it, and tools/ is not there",
    (name) => expect(scripts).not.toHaveProperty(name),
  );

  it("are the same for a clone that was installed and for a tarball", () => {
    expect(scripts["dependencies"]).toBe(scripts["prepack"]);
  });
});
