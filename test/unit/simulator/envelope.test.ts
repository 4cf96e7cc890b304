import { describe, expect, test } from "vitest";
import { CloudError } from "../../../simulator/transport/cloudError";
import { errorAnswer, formatOf, successAnswer } from "../../../simulator/transport/envelope";

describe("envelope", () => {
  test("formatOf: XML when it is missing; the case does not matter; others are unknown", () => {
    expect([undefined, "", "json", "JSON", "xml", "YAML"].map((value) => formatOf(value))).toEqual([
      "XML",
      "XML",
      "JSON",
      "JSON",
      "XML",
      undefined,
    ]);
  });

  test("successAnswer: XML has the action's root, repeats lists and escapes text", () => {
    const answer = {
      Snapshots: { Snapshot: [{ Name: "<&>" }, { Name: "" }] },
      Disks: [{ Size: 1 }, { Size: 2 }],
    };
    expect(successAnswer("XML", "DescribeSnapshots", "R", answer)).toEqual({
      status: 200,
      contentType: "text/xml;charset=utf-8",
      body:
        "<?xml version='1.0' encoding='UTF-8'?><DescribeSnapshotsResponse><RequestId>R</RequestId>" +
        "<Snapshots><Snapshot><Name>&lt;&amp;&gt;</Name></Snapshot><Snapshot><Name></Name></Snapshot></Snapshots>" +
        "<Disks><Size>1</Size></Disks><Disks><Size>2</Size></Disks></DescribeSnapshotsResponse>",
    });
  });

  test("successAnswer: XML has no character that XML 1.0 forbids", () => {
    const Name = "a\u0000b\u001fc\ud800d\ufffee\tf\u{1F600}";
    const { body } = successAnswer("XML", "X", "R", { Name, List: [Name], Count: 3 });
    const text = "a\ufffdb\ufffdc\ufffdd\ufffde\tf\u{1F600}";
    expect(body).toContain(`<Name>${text}</Name><List>${text}</List><Count>3</Count>`);
  });

  test("errorAnswer: the documented fields, in JSON and in XML", () => {
    const error = new CloudError(403, "IncorrectDiskStatus", "The current disk status …");
    const origin = { requestId: "R", host: "127.0.0.1:1", product: "Ecs" };
    const { status, body } = errorAnswer("JSON", error, origin);
    expect(status).toBe(403);
    expect(JSON.parse(body)).toEqual({
      RequestId: "R",
      HostId: "127.0.0.1:1",
      Code: "IncorrectDiskStatus",
      Message: "The current disk status …",
      Recommend: "https://api.aliyun.com/troubleshoot?q=IncorrectDiskStatus&product=Ecs&requestId=R",
    });
    expect(errorAnswer("XML", error, origin).body).toContain("<Error><RequestId>R</RequestId>");
  });
});
