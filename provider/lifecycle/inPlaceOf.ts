import type { SnapshotFacts } from "./facts";
import { ownTagPrefix } from "./inputs/fields";

/**
 * What a DiskSnapshot leaves on a snapshot that it takes in the place of a lost one, with the lost one's id: whoever
 * goes back to the one by the other's name must not get the disk of today.
 */
export const inPlaceOfTag = `${ownTagPrefix}in-place-of`;

/** A snapshot takes so many tags, this one included. */
export const mostTags = 20;

/** Where there are no tags, the mark in the description by which a snapshot is found again begins with this. */
export const markWord = (inPlaceOf: string | undefined) => (inPlaceOf === undefined ? "restore" : "renewed");

/** In whose place it was taken, in words; undefined of any other. */
export function lostBefore({ tags, description }: SnapshotFacts): string | undefined {
  if (tags[inPlaceOfTag] !== undefined) return tags[inPlaceOfTag];
  return /\[renewed [0-9a-f]+\]$/.test(description) ? "another one" : undefined;
}
