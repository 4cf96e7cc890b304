import { createHash, randomInt, randomUUID } from "node:crypto";

const letters = "0123456789abcdefghijklmnopqrstuvwxyz";

/** A new id such as `s-sim4f0k2m9x7q1b8c3d5`: never given twice, also not after a reset of the world. */
export function newId(prefix: "s-" | "ssg-" | "d-" | "c-" | "t-"): string {
  const random = Array.from({ length: 17 }, () => letters[randomInt(letters.length)]);
  return `${prefix}sim${random.join("")}`;
}

export function newRequestId(): string {
  return randomUUID().toUpperCase();
}

/** Stands for a text of any length, in hexadecimal digits. */
export function sha256(text: string | Uint8Array): string {
  return createHash("sha256").update(text).digest("hex");
}
