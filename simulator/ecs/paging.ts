import { z } from "zod";
import type { CloudError, ErrorRow } from "../transport/cloudError";
import { newestFirst, numberedPage, tokenAfterNumberedPage, tokenPage } from "../transport/paging";
import { wholeNumber } from "../transport/parameters";

/**
 * Two ways of paging: NextToken with MaxResults, and the deprecated PageNumber with PageSize, whose answers have
 * a NextToken too. TotalCount has no meaning with the first (DescribeDisks page), so it reads 0 there and nothing
 * can come to rely on it.
 */
export const pagingParameters = {
  NextToken: z.string().optional(),
  MaxResults: wholeNumber(-1_000_000, 1_000_000).optional(),
  PageNumber: wholeNumber(1, 1_000_000).default(1),
  PageSize: wholeNumber(1, 100).default(10),
};

export const pagingErrors = [
  [400, "InvalidNextToken", "The specified NextToken is not valid."],
  [400, "InvalidMaxResults", "The specified MaxResults is not valid."],
] as const satisfies readonly ErrorRow[];

export interface PagingRequest {
  readonly NextToken?: string;
  readonly MaxResults?: number;
  readonly PageNumber: number;
  readonly PageSize: number;
}

export interface PagingLimits {
  readonly least: number;
  readonly most: number;
  /** DescribeDisks and DescribeInstances pull a MaxResults out of range into it; others refuse it. */
  readonly outOfRange: "clamp" | "refuse";
}

export interface Page<Item> {
  readonly items: Item[];
  readonly fields: { NextToken: string; PageNumber: number; PageSize: number; TotalCount: number };
}

type Refuse = (code: (typeof pagingErrors)[number][1]) => CloudError;

export function paginate<Item extends { createdAt: number }>(
  items: readonly Item[],
  idOf: (item: Item) => string,
  request: PagingRequest,
  limits: PagingLimits,
  refuse: Refuse,
): Page<Item> {
  return paginateSorted(newestFirst(items, idOf), idOf, request, limits, refuse);
}

/** The same for things that come newest first already. */
export function paginateSorted<Item extends { createdAt: number }>(
  sorted: readonly Item[],
  idOf: (item: Item) => string,
  request: PagingRequest,
  limits: PagingLimits,
  refuse: Refuse,
): Page<Item> {
  if (!request.NextToken && request.MaxResults === undefined) {
    const { PageNumber, PageSize } = request;
    const NextToken = tokenAfterNumberedPage(sorted, idOf, request);
    const fields = { NextToken, PageNumber, PageSize, TotalCount: sorted.length };
    return { items: numberedPage(sorted, request), fields };
  }
  const size =
    request.MaxResults === undefined ? request.PageSize : pageSize(request.MaxResults, limits, refuse);
  const page = tokenPage(sorted, idOf, { NextToken: request.NextToken, size }, () =>
    refuse("InvalidNextToken"),
  );
  const fields = { NextToken: page.NextToken, PageNumber: 1, PageSize: size, TotalCount: 0 };
  return { items: page.items, fields };
}

export function pageSize(
  wanted: number | undefined,
  { least, most, outOfRange }: PagingLimits,
  refuse: Refuse,
): number {
  if (wanted === undefined) return 10;
  if (outOfRange === "refuse" && (wanted < least || wanted > most)) throw refuse("InvalidMaxResults");
  return Math.min(most, Math.max(least, wanted));
}
