import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { table, type NextStep } from "../../../provider/client/codeTable";
import { errorCodes } from "../../../tools/docs/errorCodes.mjs";
import { generatedParts } from "../../../tools/docs/generatedParts.mjs";
import { optionTables } from "../../../tools/docs/options.mjs";
import { withPart } from "../../../tools/docs/withPart.mjs";
import { ROOT } from "../../../tools/repository.mjs";
import chinese from "../../../tools/docs/errorCodes.zh-CN.json";
import { documentAt } from "./documents";

const codes = Object.values(table).flatMap((ofKind) => Object.entries<NextStep>(ofKind));
const steps = new Set(codes.flatMap(([, step]) => (typeof step === "string" ? [step] : Object.values(step))));

describe("the generated parts of the documents", async () => {
  test.each(await generatedParts(table))(
    "$file, $part: is what `npm run docs` writes",
    ({ file, part, text }) => {
      const document = readFileSync(join(ROOT, file), "utf8");
      expect(withPart(document, part, text)).toBe(document);
    },
  );

  test.each(["docs/troubleshooting.md", "docs/troubleshooting.zh-CN.md"])(
    "%s: has every code once",
    (path) => {
      const { text } = documentAt(path);
      const rows = [...text.matchAll(/^\| `([\w.]+)` \|/gm)].map(([, code = ""]) => code);
      expect(rows.sort()).toEqual(codes.map(([code]) => code).sort());
    },
  );

  test("Chinese: every next step and every kind has one, and none is left over", () => {
    expect(Object.keys(chinese.nextSteps).sort()).toEqual([...steps].sort());
    expect(Object.keys(chinese.kinds).sort()).toEqual(Object.keys(table).sort());
    const all = [...Object.values(chinese.nextSteps), ...Object.values(chinese.kinds)];
    expect(all.filter((text) => !/\p{Script=Han}/u.test(text))).toEqual([]);
  });

  test("Chinese: names the same properties, variables and commands as the English", () => {
    const names = (text: string) =>
      [...text.matchAll(/\b(?:[A-Z]+(?:_[A-Z]+)+|alicloud:\w+|[a-z]+[A-Z]\w+|--[a-z-]+)|`[^`]+`/g)]
        .map(([name]) => name)
        .sort();
    const differing = Object.entries(chinese.nextSteps).filter(
      ([english, text]) => names(english).join(" ") !== names(text).join(" "),
    );
    expect(differing).toEqual([]);
  });

  test("Chinese: a code without one would be found", () => {
    const withNew = { busy: { "Brand.New": "Do something that nobody has put into Chinese." } };
    expect(() => errorCodes(withNew, {}, chinese)).toThrow("Do something that nobody");
  });

  test("options: a property without a comment would be found", () => {
    const interfaces = ["Common", "Ecs", "Swas", "Ecd"].map(
      (name) => `interface ${name}Args { bare?: Input<string>; }`,
    );
    expect(() => optionTables(interfaces.join("\n"))).toThrow("bare has no comment");
  });
});
