import { z } from "zod";
import { wholeNumber } from "../transport/parameters";
import type { ErrorRow } from "../transport/cloudError";
import type { CloudError } from "../transport/cloudError";

/**
 * Two ways of paging: NextToken with MaxResults, and the deprecated PageNumber with PageSize. TotalCount has no
 * meaning with the first (DescribeDisks page), so it reads 0 there and nothing can come to rely on it.
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

/** Newest first; a token names the last item seen, so that what comes and goes meanwhile moves no page. */
export function paginate<Item extends { createdAt: number }>(
  items: readonly Item[],
  idOf: (item: Item) => string,
  request: PagingRequest,
  limits: PagingLimits,
  refuse: Refuse,
): Page<Item> {
  const sorted = [...items].sort((a, b) => b.createdAt - a.createdAt || (idOf(a) < idOf(b) ? -1 : 1));
  if (!request.NextToken && request.MaxResults === undefined) return numberedPage(sorted, request);
  const size = pageSize(request.MaxResults, limits, refuse);
  const after = request.NextToken ? readToken(request.NextToken, refuse) : undefined;
  const rest = after ? sorted.filter((item) => isAfter([item.createdAt, idOf(item)], after)) : sorted;
  const page = rest.slice(0, size);
  const last = page.at(-1);
  const NextToken = last && rest.length > size ? writeToken([last.createdAt, idOf(last)]) : "";
  return { items: page, fields: { NextToken, PageNumber: 1, PageSize: size, TotalCount: 0 } };
}

function numberedPage<Item>(sorted: Item[], { PageNumber, PageSize }: PagingRequest): Page<Item> {
  const items = sorted.slice((PageNumber - 1) * PageSize, PageNumber * PageSize);
  return { items, fields: { NextToken: "", PageNumber, PageSize, TotalCount: sorted.length } };
}

function pageSize(
  wanted: number | undefined,
  { least, most, outOfRange }: PagingLimits,
  refuse: Refuse,
): number {
  if (wanted === undefined) return 10;
  if (outOfRange === "refuse" && (wanted < least || wanted > most)) throw refuse("InvalidMaxResults");
  return Math.min(most, Math.max(least, wanted));
}

type Position = readonly [createdAt: number, id: string];

function isAfter([createdAt, id]: Position, [lastCreatedAt, lastId]: Position): boolean {
  return createdAt < lastCreatedAt || (createdAt === lastCreatedAt && id > lastId);
}

function writeToken(position: Position): string {
  return Buffer.from(JSON.stringify(position)).toString("base64url");
}

const position = z.tuple([z.number(), z.string()]);

function readToken(token: string, refuse: Refuse): Position {
  try {
    return position.parse(JSON.parse(Buffer.from(token, "base64url").toString()));
  } catch {
    throw refuse("InvalidNextToken");
  }
}
