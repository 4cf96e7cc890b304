import { describe, expect, test } from "vitest";
import { isReset, isWrite } from "./calls";
import { createClouds, type Clouds } from "./clouds";
import { declareDisarmed, killRun } from "./killRun";
import { destroyedBetween, look, lost, repeated, unended, untidy } from "./promises";
import type { Recorded } from "./refused";
import { up } from "./retry";
import { contents, otherwise, subjects, type Subject } from "./subjects";

/** The cloud acts on one call of the run and the connection ends before its answer. */
async function loseAnswer(
  clouds: Clouds,
  subject: Subject,
  before: Recorded,
  { action, nth }: { action: string; nth: number },
): Promise<{ words: string; trouble: string[] }> {
  const cloud = await clouds.start(subject);
  try {
    const start = await look(cloud, subject);
    await cloud.control.addFault({ action, nth, effect: "drop-after" });
    let ended = await up(cloud, before, subject.armed);
    let attempts = 1;
    const words = ended.refusal ?? "done";
    const unreadable = [...ended.unreadable];
    if (ended.refusal !== undefined) {
      attempts += 1;
      const answer = /onInterrupted/.test(ended.refusal) ? { onInterrupted: "assumeDone" } : {};
      ended = await up(cloud, ended.recorded, { ...subject.armed, ...answer });
      unreadable.push(...ended.unreadable);
    }
    const end = await look(cloud, subject);
    const wrong = subject.diskIds.filter((diskId) => end.holds[diskId] !== contents.point(diskId));
    return {
      words,
      trouble: [
        ...(ended.refusal === undefined ? [] : [`the second up: ${ended.refusal}`]),
        ...unreadable,
        ...lost(start, end, subject),
        ...repeated(start, end, subject),
        ...untidy(end, subject, attempts),
        ...unended(end, subject),
        ...wrong.map((diskId) => `${diskId} holds ${end.holds[diskId]}`),
        ...(destroyedBetween(start, end, subject).length === subject.diskIds.length
          ? []
          : ["nothing was reset"]),
        ...(end.host === "Running" ? [] : [`${subject.hostId} is ${end.host}`]),
      ],
    };
  } finally {
    await cloud.close();
  }
}

describe("an answer that is lost after the cloud has acted", () => {
  test.each([...subjects, ...otherwise])(
    "lost answers: whichever write it is, no snapshot and no reset is doubled ($name)",
    async (subject) => {
      const clouds = await createClouds();
      try {
        const rehearsal = await clouds.start(subject);
        const before = await declareDisarmed(rehearsal, subject);
        const { calls } = await killRun(rehearsal, subject, before, {
          action: "",
          nth: 1,
          moment: "unheard",
        });
        await rehearsal.close();
        const writes = calls.flatMap((call, index) => {
          const nth = calls.slice(0, index + 1).filter(({ action }) => action === call.action).length;
          // An action that the cloud does not have is refused before anything can befall it.
          return isWrite(call) && call.code !== "InvalidApi.NotFound" ? [{ action: call.action, nth }] : [];
        });
        const sent = calls.filter((call) => isReset(call) && call.code === undefined);
        expect(sent).toHaveLength(subject.settings.resetDisks === "gone" ? subject.diskIds.length : 1);

        const troubles: string[] = [];
        const lane = async () => {
          for (let write = writes.shift(); write; write = writes.shift()) {
            const { words, trouble } = await loseAnswer(clouds, subject, before, write);
            if (trouble.length)
              troubles.push([`${write.action} ${write.nth}: ${words}`, ...trouble].join("\n  "));
          }
        };
        await Promise.all([lane(), lane()]);
        expect(troubles).toEqual([]);
      } finally {
        await clouds.dispose();
      }
    },
  );
});
