"""The story of a cloud desktop's disk, told with the official SDK: what it saw goes to standard output as JSON."""

import json
import sys
import urllib.request

from alibabacloud_ecd20200930 import models
from alibabacloud_ecd20200930.client import Client
from alibabacloud_tea_openapi.models import Config

url, signature = sys.argv[1:3]
region, desktop = "cn-hangzhou", "ecd-sim0001"

config = Config(
    access_key_id="simulator",
    access_key_secret="simulator-secret",
    endpoint=url.removeprefix("http://"),
    protocol="http",
    region_id=region,
)
if signature == "V1":
    config.signature_algorithm = "v2"
client = Client(config)


def control(method, path, body):
    request = urllib.request.Request(f"{url}/_simulator/{path}", body.encode(), method=method)
    urllib.request.urlopen(request).read()


def pass_a_minute():
    control("POST", "clock", '{"advance":"1m"}')


def snapshots():
    request = models.DescribeSnapshotsRequest(region_id=region, desktop_id=desktop)
    return client.describe_snapshots(request).body.snapshots


def status():
    request = models.DescribeDesktopsRequest(region_id=region, desktop_id=[desktop])
    return client.describe_desktops(request).body.desktops[0].desktop_status


seen = {}
control("PUT", "disks/d-simecd02/content", "good")
created = client.create_snapshot(
    models.CreateSnapshotRequest(
        region_id=region, desktop_id=desktop, snapshot_name="before", source_disk_type="DATA"
    )
)
snapshot_id = created.body.snapshot_id
pass_a_minute()
seen["snapshots"] = [[one.snapshot_id == snapshot_id, one.status, one.source_disk_type] for one in snapshots()]
control("PUT", "disks/d-simecd02/content", "damaged")
try:
    client.reset_snapshot(models.ResetSnapshotRequest(region_id=region, snapshot_id=snapshot_id))
except Exception as error:
    seen["refused"] = error.code
client.stop_desktops(models.StopDesktopsRequest(region_id=region, desktop_id=[desktop]))
pass_a_minute()
seen["stopped"] = status()
client.reset_snapshot(models.ResetSnapshotRequest(region_id=region, snapshot_id=snapshot_id))
pass_a_minute()
client.start_desktops(models.StartDesktopsRequest(region_id=region, desktop_id=[desktop]))
pass_a_minute()
seen["started"] = status()
client.delete_snapshot(models.DeleteSnapshotRequest(region_id=region, snapshot_id=[snapshot_id]))
seen["left"] = len(snapshots())
print(json.dumps(seen))
