import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isBuilt } from "../../tools/build.mjs";
import { playMatrix, type Cell, type Form } from "./matrix";
import { subjects } from "./subjects";
import { tableOf } from "./table";

const forms: Readonly<Record<string, Form>> = { full: "full", writes: "writes" };
const form = forms[process.env["CRASH_MATRIX"] ?? ""] ?? "short";

describe("a provider process that is killed in the middle of a rollback", () => {
  const played: Cell[] = [];
  beforeAll(async () => {
    if (!(await isBuilt())) throw new Error("dist/ is older than its sources: npm run build");
  });
  afterAll(() => void process.stdout.write(`\n${tableOf(played)}\n${played.length} cells\n`));

  test.each(subjects.filter(({ short }) => short !== "nothing" || form !== "short"))(
    "crash matrix: no kill breaks a promise ($name)",
    async (subject) => {
      const cells = await playMatrix(subject, form);
      played.push(...cells);
      expect(cells.length).toBeGreaterThan(0);
      expect(cells.filter(({ result }) => result.broken.length).map(inWords)).toEqual([]);
    },
  );
});

const inWords = ({ subject, nth, action, moment, retry, meanwhile, result }: Cell): string =>
  [
    `${subject}: killed at ${action} ${nth} (${moment}); meanwhile ${meanwhile}; ${retry}: ${result.outcome}`,
    ...result.broken,
    ...result.words.split("\n").map((line) => `    ${line}`),
  ].join("\n  ");
