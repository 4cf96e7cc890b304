import { describe, expect, test } from "vitest";
import { killSwitch } from "../../../provider/runtime/killSwitch";

describe("killSwitch", () => {
  test("configuration: says where it is set", () => {
    expect(killSwitch({ "restore:rollbacks": "refuse" }, {})).toMatch(/restore:rollbacks.*configuration/);
  });

  test("environment: says where it is set", () => {
    expect(killSwitch({}, { ALICLOUD_RESTORE_ROLLBACKS: "refuse" })).toMatch(/ALICLOUD_RESTORE_ROLLBACKS/);
  });

  test("a word that is not known: refuses, and says which words are", () => {
    for (const word of ["Refuse", "no", "true"]) {
      expect(killSwitch({ "restore:rollbacks": word }, {})).toContain(`is "${word}": "refuse" and "allow"`);
      expect(killSwitch({}, { ALICLOUD_RESTORE_ROLLBACKS: word })).toContain(`is "${word}"`);
    }
  });

  test("not set: is off", () => {
    expect(killSwitch({}, {})).toBeUndefined();
    expect(killSwitch({ "restore:rollbacks": "allow" }, { ALICLOUD_RESTORE_ROLLBACKS: "" })).toBeUndefined();
  });
});
