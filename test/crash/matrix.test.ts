import { beforeAll, describe, expect, test } from "vitest";
import { isBuilt } from "../../tools/build.mjs";
import { playMatrix, type Form } from "./matrix";
import { otherwise, subjects } from "./subjects";
import { brokenWords, tableOf } from "./table";

const forms: Readonly<Record<string, Form>> = { full: "full", writes: "writes" };
const form = forms[process.env["CRASH_MATRIX"] ?? ""] ?? "short";

describe("a provider process that is killed in the middle of a rollback", () => {
  beforeAll(async () => {
    if (!(await isBuilt())) throw new Error("dist/ is older than its sources: npm run build");
  });

  test.each([...subjects, ...otherwise].filter(({ short }) => short !== "nothing" || form !== "short"))(
    "crash matrix: no kill breaks a promise ($name)",
    async (subject) => {
      // Another policy changes what is sent, not what is read.
      const cells = await playMatrix(
        subject,
        form === "full" && otherwise.includes(subject) ? "writes" : form,
      );
      process.stdout.write(`\n${tableOf(cells)}\n${cells.length} cells\n`);
      expect(cells.length).toBeGreaterThan(0);
      expect(brokenWords(cells)).toEqual([]);
    },
  );
});
