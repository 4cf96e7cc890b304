import type { Observed } from "../../rollback/model/observed";
import type { Finding } from "./finding";

/** Its capacity was given away when it was stopped (StoppedMode StopCharging): nobody knows whether there is some again. */
export const economicalMode = ({ hosts }: Pick<Observed, "hosts">): Finding[] =>
  hosts
    .filter((host) => host.state === "stopped" && host.economicalMode)
    .map(({ hostId }) => ({
      rule: "economical-mode",
      severity: "warning",
      subject: hostId,
      words: "stopped in economical mode: there may be no capacity to start it",
    }));
