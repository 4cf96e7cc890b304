import { describe, expect, test } from "vitest";
import { paginate, type PagingRequest } from "../../../simulator/ecs/paging";

const limits = { least: 1, most: 100, outOfRange: "refuse" } as const;
const numbers = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    id: `d-${String(index).padStart(3, "0")}`,
    createdAt: index % 7,
  }));
const request = (more: Partial<PagingRequest>) => ({ PageNumber: 1, PageSize: 10, ...more });
const page = (items: ReturnType<typeof numbers>, more: Partial<PagingRequest>, within = limits as never) =>
  paginate(
    items,
    (item) => item.id,
    request(more),
    within,
    (code) => new Error(code) as never,
  );

describe("paginate", () => {
  test("paginate: following the tokens shows every item once, newest first", () => {
    const seen: { id: string; createdAt: number }[] = [];
    let NextToken: string | undefined;
    do {
      const { items, fields } = page(numbers(25), { MaxResults: 10, NextToken });
      seen.push(...items);
      NextToken = fields.NextToken;
    } while (NextToken);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(25);
    expect(seen.map(({ createdAt }) => createdAt)).toEqual(
      seen.map(({ createdAt }) => createdAt).sort((a, b) => b - a),
    );
  });

  test("paginate: an item that goes between two pages moves no other past the reader", () => {
    const all = numbers(20);
    const first = page(all, { MaxResults: 10 });
    const gone = all.filter((item) => item !== first.items[0]);
    const second = page(gone, { MaxResults: 10, NextToken: first.fields.NextToken });
    expect([...first.items, ...second.items].map(({ id }) => id).sort()).toEqual(all.map(({ id }) => id));
  });

  test("paginate: the last page has an empty token, also when it is full", () => {
    const first = page(numbers(20), { MaxResults: 10 });
    const second = page(numbers(20), { MaxResults: 10, NextToken: first.fields.NextToken });
    expect(second.items).toHaveLength(10);
    expect(second.fields.NextToken).toBe("");
  });

  test("paginate: numbered pages have a total, token pages have none", () => {
    const third = page(numbers(25), { PageNumber: 3, PageSize: 10 });
    expect(third.items).toHaveLength(5);
    expect(third.fields).toEqual({ NextToken: "", PageNumber: 3, PageSize: 10, TotalCount: 25 });
    expect(page(numbers(25), { MaxResults: 10 }).fields.TotalCount).toBe(0);
  });

  test("paginate: MaxResults out of range is pulled into it or refused, as the page says", () => {
    const clamp = { least: 10, most: 20, outOfRange: "clamp" } as never;
    expect(page(numbers(50), { MaxResults: 1 }, clamp).items).toHaveLength(10);
    expect(page(numbers(50), { MaxResults: 900 }, clamp).items).toHaveLength(20);
    expect(() => page(numbers(50), { MaxResults: 0 })).toThrow("InvalidMaxResults");
  });

  test("paginate: a token of someone else's making is refused", () => {
    expect(() => page(numbers(5), { NextToken: "caeba0bb" })).toThrow("InvalidNextToken");
  });
});
