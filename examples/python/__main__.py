import pulumi
import pulumi_alicloud_restore as restore

config = pulumi.Config()
disk_id = config.require("diskId")

# A restore point before each release: another `release` takes a new snapshot, and the last three stay.
restore_point = restore.DiskSnapshot(
    "before-release",
    disk_id=disk_id,
    triggers=[config.get("release") or "first"],
    keep=3,
    retention_days=30,
    tags={"purpose": "before-release"},
)

# Disarmed while `rollBackTo` is not set: the lever can stay in the program for ever.
lever = restore.DiskRollback(
    "data",
    disk_id=disk_id,
    snapshot_id=config.get("rollBackTo"),
    when_running="stop",
    safety_snapshot=restore.DiskRollbackSafetySnapshotArgs(retention_days=7),
    max_data_loss="7d",
    opts=pulumi.ResourceOptions(
        depends_on=[restore_point],
        custom_timeouts=pulumi.CustomTimeouts(create="2h", update="2h"),
    ),
)

pulumi.export("snapshotId", restore_point.snapshot_id)
pulumi.export("earlierSnapshotIds", restore_point.previous_snapshot_ids)
pulumi.export("phase", lever.phase)
pulumi.export("undoSnapshotId", lever.undo_snapshot_id.apply(lambda id: id or "none"))
