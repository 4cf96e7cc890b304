import { z } from "zod";
import type { CloudError } from "./cloudError";

interface Created {
  readonly createdAt: number;
}

/** Newest first, as the cloud lists things. */
export function newestFirst<Item extends Created>(
  items: readonly Item[],
  idOf: (item: Item) => string,
): Item[] {
  return [...items].sort((a, b) => b.createdAt - a.createdAt || (idOf(a) < idOf(b) ? -1 : 1));
}

/** A token names the last item that was seen, so that what comes and goes meanwhile moves no page. */
export function tokenPage<Item extends Created>(
  sorted: readonly Item[],
  idOf: (item: Item) => string,
  request: { readonly NextToken?: string; readonly size: number },
  refuseToken: () => CloudError,
): { items: Item[]; NextToken: string } {
  const after = request.NextToken ? readToken(request.NextToken, refuseToken) : undefined;
  const found = after ? sorted.findIndex((item) => isAfter([item.createdAt, idOf(item)], after)) : 0;
  const start = found < 0 ? sorted.length : found;
  const items = sorted.slice(start, start + request.size);
  const last = items.at(-1);
  const more = last !== undefined && sorted.length > start + request.size;
  return { items, NextToken: more ? writeToken([last.createdAt, idOf(last)]) : "" };
}

export interface NumberedPage {
  readonly PageNumber: number;
  readonly PageSize: number;
}

/** The token of what follows a numbered page: a client may go on with it instead of with the next number. */
export function tokenAfterNumberedPage<Item extends Created>(
  sorted: readonly Item[],
  idOf: (item: Item) => string,
  { PageNumber, PageSize }: NumberedPage,
): string {
  const last = sorted[PageNumber * PageSize - 1];
  const more = last !== undefined && sorted.length > PageNumber * PageSize;
  return more ? writeToken([last.createdAt, idOf(last)]) : "";
}

export function numberedPage<Item>(sorted: readonly Item[], { PageNumber, PageSize }: NumberedPage): Item[] {
  return sorted.slice((PageNumber - 1) * PageSize, PageNumber * PageSize);
}

type Position = readonly [createdAt: number, id: string];

function isAfter([createdAt, id]: Position, [lastCreatedAt, lastId]: Position): boolean {
  return createdAt < lastCreatedAt || (createdAt === lastCreatedAt && id > lastId);
}

function writeToken(position: Position): string {
  return Buffer.from(JSON.stringify(position)).toString("base64url");
}

const position = z.tuple([z.number(), z.string()]);

function readToken(token: string, refuse: () => CloudError): Position {
  try {
    return position.parse(JSON.parse(Buffer.from(token, "base64url").toString()));
  } catch {
    throw refuse();
  }
}
