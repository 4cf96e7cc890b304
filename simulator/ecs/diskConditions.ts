import type { CloudError } from "../transport/cloudError";
import type { Account, Disk, Instance } from "../world/entities";
import { findInstance, type ServiceMoment } from "../world/find";

/** What an action says when a condition is not met; its own table has the status and the text. */
export type Refuse<Code extends string> = (code: Code, message?: string) => CloudError;

/** Local and elastic ephemeral disks have no snapshots; nor has ESSD PL-X. */
export function hasSnapshots(disk: Disk): boolean {
  const local = /^(local_|ephemeral|elastic_ephemeral)/.test(disk.category);
  return !local && disk.performanceLevel !== "PLX";
}

type AccountCode =
  "InvalidAccountStatus.SnapshotServiceUnavailable" | "InvalidAccountStatus.NotEnoughBalance";

export function checkAccount(account: Account, refuse: Refuse<AccountCode>): void {
  if (!account.snapshotServiceOpen) throw refuse("InvalidAccountStatus.SnapshotServiceUnavailable");
  if (!account.enoughBalance) throw refuse("InvalidAccountStatus.NotEnoughBalance");
}

type KmsCode =
  `InvalidParameter.KMSKeyId.${"NotFound" | "CMKNotEnabled" | "KMSUnauthorized" | "CMKUnauthorized"}`;

export function checkKey(disk: Disk, refuse: Refuse<KmsCode>): void {
  if (!disk.encrypted || disk.kmsKeyState === "usable") return;
  const codes = {
    notFound: "InvalidParameter.KMSKeyId.NotFound",
    notEnabled: "InvalidParameter.KMSKeyId.CMKNotEnabled",
    kmsUnauthorized: "InvalidParameter.KMSKeyId.KMSUnauthorized",
    cmkUnauthorized: "InvalidParameter.KMSKeyId.CMKUnauthorized",
  } as const;
  throw refuse(codes[disk.kmsKeyState]);
}

/** The machines the disk is attached to. */
export function hostsOf(
  disk: Disk,
  moment: ServiceMoment,
  refuse: Refuse<"InvalidInstanceId.NotFound">,
): Instance[] {
  return disk.instanceIds.map((instanceId) => {
    const instance = findInstance(moment, instanceId);
    if (instance === undefined) throw refuse("InvalidInstanceId.NotFound");
    return instance;
  });
}
