import { diskKey } from "../facts";
import type { ObservedPoint } from "../../rollback/model/observed";
import type { Finding, Traits } from "./finding";

/** What a machine has of itself on its system disk is as old as the snapshot afterwards. */
export function systemDisk({ reference, disk }: ObservedPoint, { systemDisk: traits }: Traits): Finding[] {
  if (disk?.type !== "system") return [];
  const subject = diskKey(reference);
  const { holds, setAnew } = traits;
  return [
    {
      rule: "system-disk",
      severity: "warning",
      subject,
      words: `system disk: ${enumeration(holds)} go back too`,
    },
    ...(setAnew === undefined
      ? []
      : [
          {
            rule: "login-set-anew",
            severity: "info",
            subject,
            words: `the cloud sets the machine's current ${setAnew} on it again`,
          } as const,
        ]),
  ];
}

const enumeration = (items: readonly string[]): string =>
  [items.slice(0, -1).join(", "), ...items.slice(-1)].filter(Boolean).join(" and ");
