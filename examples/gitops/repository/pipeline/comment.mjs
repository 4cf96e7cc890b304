// What the reviewer sees: the plan of each rollback in words, what went wrong, and what the engine printed.

/** The first line of a comment names what it is about, so that the next preview finds its own comment. */
export const markOf = (command, stack) => `<!-- rollback pipeline: ${command} ${stack} -->`;

/** Stands there until the run has ended: a job that is killed in the middle leaves it. */
export const cutShort = (command, stack) =>
  `${markOf(command, stack)}\n\n### ❌ \`pulumi ${command}\` of \`${stack}\` was cut short\n\n` +
  (command === "preview"
    ? "Nothing was changed. Run the job again.\n"
    : "What it has done is not known. Run the job again: it finishes what is open, or asks.\n");

export function commentOf({ command, stack, code, output, plans }) {
  const told = plans.filter(({ verdict }) => verdict !== "nothing-to-do");
  return [
    markOf(command, stack),
    `### ${titleOf({ command, stack, code, verdicts: told.map(({ verdict }) => verdict) })}`,
    ...(command === "preview" ? told.map(planWords) : []),
    ...(code === 0 && command === "preview" ? [] : [fenced(reportOf(output))]),
    `<details><summary>All that <code>pulumi ${command}</code> printed</summary>\n\n${fenced(shortened(withoutDots(output)))}\n\n</details>`,
    "",
  ].join("\n\n");
}

function titleOf({ command, stack, code, verdicts }) {
  if (command === "up")
    return code === 0 ? `\`${stack}\` is up to date` : `❌ The update of \`${stack}\` failed`;
  if (code !== 0) return `❌ Preview of \`${stack}\` failed: do not merge. Nothing was changed`;
  if (verdicts.length === 0) return `Merging rolls nothing of \`${stack}\` back`;
  return verdicts.every((verdict) => verdict === "runs")
    ? `⚠️ Merging rolls a disk of \`${stack}\` back`
    : `⚠️ What merging does to \`${stack}\` is not certain`;
}

/** The plan of one lever as a list. */
function planWords(plan) {
  const points = [
    ...plan.obstacles.map(obstacleWords),
    ...(plan.verdict === "runs" ? consequences(plan) : []),
    ...plan.findings.map(({ subject, words }) => `**Note**, ${subject}: ${words}`),
  ];
  return [`**\`${plan.name}\`** ${verdictWords(plan)}`, ...points.map((point) => `- ${point}`)].join("\n");
}

/** The property is the line of the program that mends it. */
const obstacleWords = ({ property, words }) =>
  `**In the way** of \`${property}\`: ${words.replace(`${property}: `, "").replace(/\n\s*/g, "<br>")}`;

const verdictWords = ({ verdict, reason }) =>
  ({
    runs: "will be rolled back:",
    refused: "is refused:",
    asks: `asks, and nothing will be sent: ${reason ?? "see below"}`,
    unchecked: `could not be checked: ${reason ?? "see below"}`,
  })[verdict];

function consequences({ disks, hosts, secondsOfWritesLost, safetySnapshot }) {
  return [
    ...(secondsOfWritesLost === undefined
      ? []
      : [`the writes of the last **${duration(secondsOfWritesLost)}** are lost`]),
    ...disks.map(
      ({ diskId, desktopId, sourceDiskType, sizeGiB, snapshotId, newerSnapshotIds }) =>
        `disk \`${diskId ?? `${desktopId} ${sourceDiskType ?? ""}`}\`${sizeGiB ? ` (${sizeGiB} GiB)` : ""} goes back to \`${snapshotId}\`` +
        (newerSnapshotIds.length > 0 ? `, past newer ones: ${newerSnapshotIds.join(", ")}` : ""),
    ),
    ...hosts.map(
      ({ hostId, status, stop, start }) =>
        `machine \`${hostId}\` (${status}) ${stop === "none" ? "is not stopped" : stop === "wait" ? "must be stopped by somebody" : "is stopped"}` +
        ` and ${start === "none" ? "stays off" : "is started afterwards"}`,
    ),
    safetySnapshot?.kind === "none" || !safetySnapshot
      ? "**no safety snapshot: there is no way back**"
      : `the present is saved first${safetySnapshot.retentionDays ? `, for ${safetySnapshot.retentionDays} days` : ""}`,
  ];
}

/** What the engine says at the end: its diagnostics, or the error that it stopped at. */
function reportOf(output) {
  const last = output
    .slice(Math.max(0, output.lastIndexOf("\nDiagnostics:"), output.lastIndexOf("\nerror:")))
    .trim();
  return shortened(last, 10_000);
}

/** A comment has room for 65,536 characters. The end says how it went. */
const shortened = (text, room = 40_000) => (text.length <= room ? text : `…\n${text.slice(-room)}`).trim();

/** Without the engine's signs of life. */
const withoutDots = (text) => text.replace(/^@ .*\n/gm, "");

/** A fence that nothing in the text can close. */
function fenced(text) {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}

function duration(seconds) {
  const [days, hours, minutes] = [seconds / 86_400, (seconds % 86_400) / 3_600, (seconds % 3_600) / 60].map(
    Math.floor,
  );
  if (days > 0) return `${days} d ${hours} h`;
  if (hours > 0) return `${hours} h ${minutes} m`;
  return minutes > 0 ? `${minutes} m` : `${seconds} s`;
}
