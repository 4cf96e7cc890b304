import type { Past, World } from "./world";

export function startHost(world: World): World {
  const host = { on: true, started: world.moment, offByPerson: false };
  return {
    ...world,
    moment: world.moment + 1,
    host,
    warned: false,
    past: { A: returned(world.past.A), B: returned(world.past.B) },
  };
}

/** The disk had come back by a process's reset, and its host runs. */
const returned = (past: Past): Past =>
  past.accepted > 0 && past.ended > 0 ? { ...past, returned: true } : past;

export const stopHost = (world: World, offByPerson: boolean): World => ({
  ...world,
  host: { ...world.host, on: false, offByPerson },
});
