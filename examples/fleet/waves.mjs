/**
 * Wave after wave, the members of each at once. After a wave in which something failed, none begins.
 * Tells of each member how it ended: its `result`, its `error`, or neither where it was not begun.
 */
export async function inWaves(waves, work, { begins = () => undefined, ended = () => undefined } = {}) {
  const all = [];
  let stopped = false;
  for (const [index, members] of waves.entries()) {
    if (!stopped) begins(index, members);
    const endings = await Promise.all(
      members.map(async (member) => {
        const ending = { member, wave: index + 1, ...(stopped ? {} : await attempt(work, member)) };
        if (!stopped) ended(ending);
        return ending;
      }),
    );
    all.push(...endings);
    stopped ||= endings.some(({ error }) => error);
  }
  return all;
}

const attempt = (work, member) =>
  work(member).then(
    (result) => ({ result }),
    (error) => ({ error }),
  );
