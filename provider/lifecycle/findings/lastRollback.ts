import { momentWords } from "../duration";
import { diskKey } from "../facts";
import type { LastRollback, ObservedPoint } from "../../rollback/model/observed";
import type { Finding } from "./finding";

/** Whoever rolls a disk back undoes what the last rollback has brought back, which another engineer may have wanted. */
export function lastRollback({ reference, last }: ObservedPoint): Finding[] {
  if (!last) return [];
  const saved = last.saved === undefined ? "" : `; the disk as it was before is in ${last.saved}`;
  return [
    {
      rule: "last-rollback",
      severity: last.end === "done" ? "info" : "warning",
      subject: diskKey(reference),
      words: `${wordsOf(last)}${saved}`,
    },
  ];
}

function wordsOf({ at, to, end }: LastRollback): string {
  const goal = to === undefined ? "" : ` to ${to}`;
  switch (end) {
    case "done":
      return `last rolled back${goal} on ${momentWords(at)}`;
    case "accepted":
      return `last rollback${goal}, on ${momentWords(at)}: accepted by the cloud, its end was not noted`;
    case "unknown":
      return `last rollback${goal}, on ${momentWords(at)}: it may have run, its end is not known`;
  }
}
