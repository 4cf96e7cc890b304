import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { CloudError } from "../../../simulator/transport/cloudError";
import { nest } from "../../../simulator/transport/nest";
import { flag, idsAsJson, readParameters, text, wholeNumber } from "../../../simulator/transport/parameters";

const raw = (parameters: Record<string, string>) => new Map(Object.entries(parameters));

describe("nest", () => {
  test("nest: numbered names become lists in the order of their numbers", () => {
    const nested = nest(raw({ "DiskId.10": "c", "DiskId.2": "b", "DiskId.1": "a" }));
    expect(nested).toEqual({ DiskId: ["a", "b", "c"] });
  });

  test("nest: a list of objects keeps their fields together", () => {
    const nested = nest(raw({ "Tag.2.Key": "b", "Tag.1.Value": "1", "Tag.1.Key": "a", Action: "X" }));
    expect(nested).toEqual({ Tag: [{ Value: "1", Key: "a" }, { Key: "b" }], Action: "X" });
  });

  test("nest: names that objects have anyway are names like others", () => {
    const nested = nest(raw({ "__proto__.polluted": "yes", constructor: "x" }));
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(nested.constructor).toBe("x");
  });
});

describe("readParameters", () => {
  const errors = [[404, "InvalidName", "The name is not valid."]] as const;
  const schema = z.object({
    Name: z
      .string()
      .refine((name) => name !== "auto", "InvalidName")
      .optional(),
    Count: wholeNumber(1, 5).optional(),
    DiskId: text,
  });
  const failure = (parameters: Record<string, string>) => {
    try {
      readParameters(schema, raw(parameters), errors);
    } catch (error) {
      const { status, code, message } = error as CloudError;
      return [status, code, message];
    }
    return [];
  };

  test("readParameters: what is missing comes before what is wrong", () => {
    expect(failure({ Name: "auto", Count: "9" })).toEqual([
      400,
      "MissingDiskId",
      "DiskId is mandatory for this action.",
    ]);
    expect(failure({ DiskId: "" })[1]).toBe("MissingDiskId");
  });

  test("readParameters: a rule's code has the status and the text of the action's table", () => {
    expect(failure({ DiskId: "d", Name: "auto" })).toEqual([404, "InvalidName", "The name is not valid."]);
  });

  test("readParameters: a value without a code of its own names the parameter", () => {
    expect(failure({ DiskId: "d", Count: "9" })).toEqual([
      400,
      "InvalidParameter",
      'The specified parameter "Count" is not valid.',
    ]);
  });

  test("readParameters: parameters that the action does not know are left alone", () => {
    expect(readParameters(schema, raw({ DiskId: "d", OwnerId: "1" }), errors)).toEqual({ DiskId: "d" });
  });

  test("flag: reads true and false whatever their case, and nothing else", () => {
    const read = (value: string) =>
      readParameters(z.object({ Flag: flag }), raw({ Flag: value }), errors).Flag;
    expect([read("true"), read("False")]).toEqual([true, false]);
    expect(() => read("yes")).toThrow(/"Flag" is not valid/);
  });

  test("idsAsJson: an empty list stays one; text that is no list of ids is refused; so are 101", () => {
    const read = (value: string) =>
      readParameters(z.object({ Ids: idsAsJson("Malformed", "TooMany") }), raw({ Ids: value }), [
        [400, "Malformed", "m"],
        [403, "TooMany", "t"],
      ]).Ids;
    expect(read("[]")).toEqual([]);
    expect(read('["s-1","s-2"]')).toEqual(["s-1", "s-2"]);
    for (const wrong of ["s-1", "[1]", "{}", "["]) expect(() => read(wrong)).toThrow("m");
    expect(() => read(JSON.stringify(Array(101).fill("s-1")))).toThrow("t");
  });
});
