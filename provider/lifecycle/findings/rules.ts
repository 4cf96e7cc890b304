/**
 * The names of what stands in the way of a rollback, each with what it means. Machines read the names (docs/plan-file.md):
 * a name is never changed and never given another meaning.
 */
export const obstacleRules = {
  "rollbacks-switched-off": "An operator has switched all rollbacks off.",
  "disk-not-found": "There is no such disk in this region.",
  "system-disk-replaced": "The snapshot is of a system disk that is gone: it was replaced or released since.",
  "disk-restoring": "Another rollback of the disk is under way.",
  "disk-busy": "The disk is in another change, such as a detach.",
  "disk-multi-attach": "A multi-attach disk cannot be rolled back.",
  "disk-category-unsupported": "The disk's category has no snapshots to roll back to.",
  "disk-locked": "The disk is locked, or the service cannot tell it from another one.",
  "snapshot-in-progress": "A snapshot of the disk is being taken, which blocks the rollback.",
  "snapshot-not-found": "There is no such snapshot in this region.",
  "snapshot-of-another-disk": "The snapshot was taken of another disk.",
  "snapshot-incomplete": "The snapshot to go back to is not complete yet.",
  "snapshot-failed": "The snapshot to go back to has failed.",
  "snapshot-replaces-lost-one": "The snapshot was taken in the place of one that was lost.",
  "snapshot-too-old": "The snapshot was taken before 2013-07-15 and cannot be restored any more.",
  "encryption-mismatch": "One of the disk and the snapshot is encrypted, and the other one is not.",
  "host-not-found": "The machine of the disk cannot be seen.",
  "host-locked": "The machine is locked, expired or unpaid.",
  "host-running": "The machine runs, and `whenRunning` does not allow to stop it.",
  "host-snapshot-in-progress": "A stop would make a snapshot of another disk of the machine fail.",
  "max-data-loss": "More writes would be lost than `maxDataLoss` allows.",
  expired: "The request is older than `notAfter`.",
  "not-newest": "There is a newer snapshot, and `requireNewest` is set.",
  "unexpected-last": "Something else than `expectLast` was applied last.",
  "no-restore-point": "No complete snapshot of the disk fits `restoreTo`.",
  "instance-not-found": "There is no such instance with disks.",
  "group-not-found": "There is no such snapshot group.",
  "group-incomplete": "The snapshot group is not complete.",
  "group-foreign-disks": "The group holds disks that are not attached to the instance.",
  "group-missing-disks": "The group holds no snapshot of some disks of the instance.",
  "group-excluded-disks": "The group holds a snapshot of a disk that is excluded.",
  "group-too-large": "The group holds more disks than are rolled back at once.",
  "snapshot-quota": "There is no room for the safety snapshot.",
  "dry-run-refused": "The cloud refuses the rollback in a dry run.",
  "permission-denied": "The caller may not do what the rollback needs, as the cloud says in a dry run.",
  conflict: "Another rollback of the disk is at work.",
  "stood-back":
    "This lever stood back for another rollback of the disk, which has run: it asks before it goes on.",
  "already-run": "This declared rollback has run before, and a declared rollback runs once.",
} as const satisfies Readonly<Record<string, string>>;

export type ObstacleRule = keyof typeof obstacleRules;

/** The same of what a plan warns of or tells, and what does not stand in the way. */
export const findingRules = {
  "last-rollback":
    "The disk's last rollback, whoever ran it: when, to what, whether it ended, what it saved.",
  "resized-since-snapshot":
    "The disk was resized after the snapshot: its smaller file system comes back and must be grown again.",
  "system-disk": "A system disk: the machine's own settings go back too.",
  "login-set-anew": "The cloud sets the current key pair or password on a system disk that was rolled back.",
  "economical-mode": "The machine is stopped in economical mode: there may be no capacity to start it.",
  "partial-data-disks": "Other data disks of the machine stay as they are.",
  "permission-needed":
    "Whoever previews may only look (`restore:previewOnlyLooks`): whoever runs the rollback needs this permission.",
  "waits-for-snapshot": "The rollback waits for a snapshot that is being taken.",
} as const satisfies Readonly<Record<string, string>>;

export type FindingRule = keyof typeof findingRules;
