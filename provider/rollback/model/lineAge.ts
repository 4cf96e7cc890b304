import type { Observed } from "./observed";
import { leaseMs } from "./rivals";
import type { Run } from "./run";

/** Half a lease has passed since this run has written its line: it writes it again before others take it for dead. */
export const isOld = ({ now }: Observed, { notedAt }: Run): boolean =>
  notedAt !== undefined && now - Date.parse(notedAt) > leaseMs / 2;

/** Others take a line for dead that has stood for a lease: whoever sends has written it since, however long it has looked. */
export const looksDead = ({ now }: Observed, { unnoted, notedAt, lookedAt }: Run): boolean =>
  now - (unnoted || notedAt === undefined ? lookedAt : Date.parse(notedAt)) > leaseMs;
