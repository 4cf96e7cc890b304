import { digest } from "../../lifecycle/canonical";
import { noReceipt } from "../../lifecycle/receipt";
import { attemptEvents, type AttemptEvent } from "./events";

/**
 * One line of the journal: how far one attempt of a rollback has come with one disk. Only the attempt itself writes it.
 * The line stands as a tag on the snapshot that the disk goes back to, and from its creation on each safety snapshot.
 */
export interface Line {
  readonly event: AttemptEvent;
  /** When the attempt began; ISO 8601, UTC, to the second, by the cloud's clock. */
  readonly at: string;
  /** Grows with each line that the attempt writes: of two lines the one with the higher number is the later one. */
  readonly sequence: number;
  /** When this line was written; as `at`. */
  readonly writtenAt: string;
  readonly hosts: readonly LineHost[];
  /** The attempt whose ClientToken the request carries, where it sends that one's request again (swas). */
  readonly resends?: string | undefined;
  /** The receipt that the snapshot had before the request, or "none" (swas). */
  readonly receiptBefore?: string | undefined;
  /** Letters of the snapshot that is gone back to: `restoreTo` may find another one later, and a safety snapshot tells it by them. */
  readonly aim?: string | undefined;
  /** A later version of this package has written it, so that nothing can be concluded but that it may have run. */
  readonly unreadable?: boolean;
}

export interface LineHost {
  readonly hostId: string;
  /** "off": found stopped. "owed": it ran, and the attempt has to start it. "returned": it ran, and was given back. */
  readonly found: HostNote;
  /** When it was last started before the attempt; ISO 8601, UTC, to the minute, where the service tells it (ecs). */
  readonly startedAt?: string | undefined;
}

export type HostNote = "off" | "owed" | "returned";

/** The version of the format. A reader that does not know it takes the attempt for one that may have run. */
const version = "1";

/**
 * A line as a tag's value, in at most 64 characters for one host (swas) and 128 for ten (ecs):
 * "1|sending|10.a7|2026-11-21T23:00:00Z|3|1z|ht9z0.ht9z7". The fields: version, event, a digit for each host in the order of
 * their ids (0 off, 1 owed, 2 returned) and two letters of these, begin, sequence and seconds until it was written (base 36), last starts in minutes
 * (base 36), receipt of before in seconds (base 36, or 0 for none), the attempt that is sent again, the aim.
 */
export function lineText(line: Line): string {
  const hosts = [...line.hosts].sort(byHost);
  const starts = hosts.map(({ startedAt }) => timeText(startedAt, minuteMs));
  const written = Math.max(0, Date.parse(line.writtenAt) - Date.parse(line.at));
  const fields = [
    version,
    line.event,
    hostsText(hosts),
    toSecond(line.at),
    line.sequence.toString(36),
    Math.floor(written / secondMs).toString(36),
    starts.some(Boolean) ? starts.join(".") : "",
    line.receiptBefore === noReceipt ? "0" : timeText(line.receiptBefore, secondMs),
    line.resends ?? "",
    line.aim ?? "",
  ];
  return fields.join("|").replace(/\|+$/, "");
}

/** Undefined where it is no line at all. */
export function readLine(text: string, hostIds: readonly string[]): Line | undefined {
  const [first = "", word, found = "", at = "", sequence = "", written = "", ...rest] = text.split("|");
  if (/^\d+$/.test(first) && first !== version) return unreadable;
  const event = attemptEvents.find((known) => known === word);
  const begun = Date.parse(at);
  if (first !== version || !event || Number.isNaN(begun)) return undefined;
  const [starts = "", receipt = "", resends = "", aim = ""] = rest;
  return {
    event,
    at: new Date(begun).toISOString(),
    sequence: parseInt(sequence, 36) || 0,
    writtenAt: new Date(begun + (parseInt(written, 36) || 0) * secondMs).toISOString(),
    hosts: readHosts(found, starts, hostIds),
    ...(letters.test(resends) ? { resends } : {}),
    ...given("receiptBefore", receipt === "0" ? noReceipt : timeIn(receipt, secondMs)),
    ...(letters.test(aim) ? { aim } : {}),
  };
}

const unreadable: Line = {
  event: "sending",
  at: new Date(0).toISOString(),
  sequence: 0,
  writtenAt: new Date(0).toISOString(),
  hosts: [],
  unreadable: true,
};

/** A line that was written of another set of hosts does not tell which of these it means. */
function readHosts(found: string, starts: string, hostIds: readonly string[]): LineHost[] {
  const [told = "", names] = found.split(".");
  if (told.length !== hostIds.length || names !== hostLetters(hostIds)) return [];
  const minutes = starts.split(".");
  return [...hostIds].sort().map((hostId, index) => ({
    hostId,
    found: digits[Number(told[index])] ?? "off",
    ...given("startedAt", timeIn(minutes[index] ?? "", minuteMs)),
  }));
}

const hostsText = (hosts: readonly LineHost[]): string =>
  hosts.length === 0
    ? ""
    : `${hosts.map(({ found }) => digits.indexOf(found)).join("")}.${hostLetters(hosts.map(({ hostId }) => hostId))}`;

/** Two letters that tell one set of hosts from another. */
const hostLetters = (ids: readonly string[]): string => digest([...ids].sort(), 2);

const digits: readonly HostNote[] = ["off", "owed", "returned"];
const byHost = (one: LineHost, other: LineHost) => (one.hostId < other.hostId ? -1 : 1);
const letters = /^[0-9a-z]{1,8}$/;

const secondMs = 1_000;
const minuteMs = 60_000;
const toSecond = (time: string) => new Date(time).toISOString().replace(/\.\d+/, "");
const timeText = (time: string | undefined, unitMs: number): string =>
  time === undefined ? "" : Math.floor(Date.parse(time) / unitMs).toString(36);

function timeIn(text: string, unitMs: number): string | undefined {
  const time = new Date(/^[0-9a-z]{1,8}$/.test(text) ? parseInt(text, 36) * unitMs : NaN);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}

const given = <Name extends string>(name: Name, value: string | undefined) =>
  (value === undefined ? {} : { [name]: value }) as { readonly [key in Name]?: string };
