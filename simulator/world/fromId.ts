import { createHash } from "node:crypto";

/** What an ordinary thing would have and nobody gave: always the same for the same id. */
function digest(id: string): string {
  return createHash("sha256").update(id).digest("hex");
}

export function numberFrom(id: string, least: number, most: number): number {
  return least + (parseInt(digest(id).slice(0, 8), 16) % (most - least + 1));
}

/** An address of the simulated VPC, 172.16.0.0/12. */
export function privateAddressOf(id: string): string {
  return `172.16.${numberFrom(`${id} net`, 0, 255)}.${numberFrom(id, 2, 253)}`;
}

/** From the block that is set aside for documentation. */
export function publicAddressOf(id: string): string {
  return `203.0.113.${numberFrom(id, 1, 254)}`;
}

export function macAddressOf(id: string): string {
  return `00:16:3e:${digest(id)
    .slice(0, 6)
    .replace(/(..)(..)(..)/, "$1:$2:$3")}`;
}

export function uuidFrom(id: string): string {
  const hex = digest(id);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    "-",
  );
}
