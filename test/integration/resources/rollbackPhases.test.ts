import { beforeEach, describe, expect, test } from "vitest";
import { failureOf, world } from "./fixture";
import { damaged, seenOf, subjects, type Subject } from "./subjects";

const cloud = world();
beforeEach(() => cloud.control.settings({ durations: { stop: "20s", start: "20s" } }));

interface Failure {
  readonly phase: string;
  readonly arrange: (subject: Subject) => unknown;
  /** What the error begins with. */
  readonly words: RegExp;
  readonly left: { readonly power: string; readonly resets: number };
  /** What the state must know; where nothing was changed and nothing is left behind, it stays as it was. */
  readonly recorded?: object;
  readonly mend?: (subject: Subject) => unknown;
  /** What the retry sends, tags aside. */
  readonly retry: readonly (keyof Subject["calls"])[];
}

const refuse = (call: keyof Subject["calls"], code: string) => (subject: Subject) =>
  cloud.control.addFault({
    service: subject.service,
    action: subject.calls[call],
    dryRun: false,
    effect: "error",
    code,
  });
const onSubmit = (then: (subject: Subject) => unknown) => (subject: Subject) => {
  cloud.beforeSubmit = async () => then(subject);
};
const patchDisk = (fields: Record<string, unknown>) => (subject: Subject) =>
  cloud.control.patch("disks", subject.diskId, fields);
const patchHost = (fields: Record<string, unknown>) => (subject: Subject) =>
  cloud.control.patch("instances", subject.hostId, fields);

const whole = ["stop", "take", "rollBack", "start"] as const;
const failures: readonly Failure[] = [
  {
    phase: "preflight: the disk cannot be read",
    arrange: refuse("readDisk", "Forbidden.RAM"),
    words: /^Nothing was changed: .* was not rolled back\.\n.*Forbidden\.RAM/,
    left: { power: "Running", resets: 0 },
    retry: whole,
  },
  {
    phase: "stop: it is refused",
    arrange: refuse("stop", "Forbidden.RAM"),
    words: /^Nothing was rolled back: .* was not touched\..*Forbidden\.RAM/s,
    left: { power: "Running", resets: 0 },
    retry: whole,
  },
  {
    phase: "stop: it does not come to its end in time",
    arrange: patchHost({ stopFate: "hangs" }),
    words: /^Nothing was rolled back: .* was not touched\.\n  Waited 1 m for .* to be stopped, in vain/s,
    left: { power: "Stopping", resets: 0 },
    mend: patchHost({ status: "Stopped", stopFate: "completes" }),
    retry: ["take", "rollBack", "start"],
  },
  {
    phase: "safety snapshot: it is refused",
    arrange: refuse("take", "QuotaExceed.Snapshot"),
    words: /^Nothing was rolled back: .* was not touched\..*QuotaExceed\.Snapshot.*Delete snapshots/s,
    left: { power: "Running", resets: 0 },
    retry: whole,
  },
  {
    phase: "safety snapshot: it fails",
    arrange: patchDisk({ snapshotFate: "fails" }),
    words: /^Nothing was rolled back: .* was not touched\.\n  The safety snapshot s-\w+ failed/s,
    left: { power: "Running", resets: 0 },
    mend: patchDisk({ snapshotFate: "completes" }),
    retry: whole,
  },
  {
    phase: "safety snapshot: it fails, and the host does not start again",
    arrange: async (subject) => {
      await patchDisk({ snapshotFate: "fails" })(subject);
      await refuse("start", "OperationDenied.NoStock")(subject);
    },
    words:
      /^Nothing was rolled back: .*The safety snapshot s-\w+ failed.*is not running\. Start the instance later/s,
    left: { power: "Stopped", resets: 0 },
    mend: patchDisk({ snapshotFate: "completes" }),
    retry: ["take", "rollBack", "start"],
  },
  {
    phase: "submit: it is refused",
    arrange: onSubmit(refuse("rollBack", "Forbidden.RAM")),
    words: /^Nothing was rolled back: .* was not touched\..*Forbidden\.RAM/s,
    left: { power: "Running", resets: 0 },
    recorded: {
      phase: "submit",
      disks: [{ status: "untouched" }],
      undoSnapshotId: expect.any(String) as string,
    },
    retry: whole,
  },
  {
    phase: "restoring: it does not come to its end in time",
    arrange: patchDisk({ resetFate: "hangs" }),
    words:
      /^Accepted by the cloud, and not seen to end: .*Waited 1 m for disk .* to be back, in vain.*ran before and stays stopped, because the state of its disk is not known/s,
    left: { power: "Stopped", resets: 1 },
    recorded: {
      phase: "restoring",
      disks: [{ status: "submitted" }],
      undoSnapshotId: expect.any(String) as string,
    },
    mend: patchDisk({ lastReset: null }),
    retry: ["start"],
  },
  {
    phase: "restoring: the disk cannot be read any more",
    arrange: onSubmit(refuse("readDisk", "Forbidden.RAM")),
    words:
      /^Accepted by the cloud, and not seen to end: .*Forbidden\.RAM.*stays stopped, because the state of its disk is not known/s,
    left: { power: "Stopped", resets: 1 },
    recorded: {
      phase: "restoring",
      disks: [{ status: "submitted" }],
      undoSnapshotId: expect.any(String) as string,
    },
    retry: ["start"],
  },
  {
    phase: "start: it is refused",
    arrange: refuse("start", "OperationDenied.NoStock"),
    words: /^The rollback is done: .*OperationDenied\.NoStock.*the next `pulumi up` tries to start it again/s,
    left: { power: "Stopped", resets: 1 },
    recorded: {
      phase: "start",
      disks: [{ status: "restored" }],
      undoSnapshotId: expect.any(String) as string,
    },
    retry: ["start"],
  },
  {
    phase: "start: it does not come to its end in time",
    arrange: patchHost({ startFate: "hangs" }),
    words: /^The rollback is done: .*Waited 1 m for .* to be running, in vain/s,
    left: { power: "Starting", resets: 1 },
    recorded: {
      phase: "start",
      disks: [{ status: "restored" }],
      undoSnapshotId: expect.any(String) as string,
    },
    mend: patchHost({ status: "Running", startFate: "completes" }),
    retry: [],
  },
];

describe.each(subjects)("a phase that fails ($service)", (subject) => {
  test.each(failures)(
    "$phase: state and power tell the truth; after a refresh the retry ends it, with one reset in all",
    async ({ arrange, words, left, recorded, mend, retry }) => {
      const { lever, inputs } = await damaged(cloud, subject);
      const before = lever.state!;
      await arrange(subject);
      const error = await failureOf(lever.up({ ...inputs, timeouts: minutes }));
      expect(error.message).toMatch(words);
      expect(await seenOf(cloud, subject)).toMatchObject(left);
      expect(lever.state?.outputs).toMatchObject(recorded ?? {});
      expect(lever.state?.outputs).toMatchObject({ usedKeys: [] });
      const undo = lever.state?.outputs["undoSnapshotId"];
      // The way back stands right below the first line.
      if (recorded && undo !== undefined) expect(error.message.split("\n")[1]).toContain(undo);

      await cloud.control.clearFaults();
      await mend?.(subject);
      const { outputs } = lever.state!;
      expect(await lever.refresh()).toEqual(outputs);
      await cloud.clock.advance(120_000);
      await cloud.control.clearCalls();
      expect((await lever.preview(inputs)).operation).toBe("update");
      expect(await sent()).toEqual([]);
      expect(await lever.up(inputs)).toBe("update");

      expect(await sent()).toEqual(retry.map((call) => subject.calls[call]));
      expect(await seenOf(cloud, subject)).toEqual({ content: "before", resets: 1, power: "Running" });
      expect(lever.state?.outputs).toMatchObject({ phase: "done", hostWasRunning: true, usedKeys: [{}] });
      expect(lever.state?.outputs).not.toHaveProperty("pending");
      expect(await lever.up(inputs)).toBe("same");
      expect(before.outputs).toMatchObject({ phase: "disarmed" });
    },
  );
});

const minutes = { stop: "1m", snapshot: "5m", rollback: "1m", start: "1m" };
/** The calls that changed something, tags aside. */
const sent = async () =>
  (await cloud.control.calls())
    .filter(
      ({ action, parameters }) =>
        !/^(Describe|List|Tag|Untag)/.test(action) && parameters["DryRun"] !== "true",
    )
    .map(({ action }) => action);
