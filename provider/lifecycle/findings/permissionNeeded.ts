import type { Observed } from "../../rollback/model/observed";
import type { Finding } from "./finding";

/** Where whoever previews may only look, what is denied to them is no verdict on whoever runs the rollback. */
export const permissionNeeded = ({ denied, onlyLooks, hosts }: Observed): Finding[] =>
  onlyLooks
    ? denied
        .filter(({ subject }) => hosts.some(({ hostId }) => hostId === subject))
        .map(({ subject, action }) => ({
          rule: "permission-needed",
          severity: "warning",
          subject,
          words: `whoever runs the rollback needs ${action}: this caller may only look`,
        }))
    : [];
