import type { Settings } from "./settings";
import type { World } from "./world";

/** What an action sees: everything that the account holds, how the cloud behaves, and the simulated time. */
export interface Moment {
  readonly world: World;
  readonly settings: Settings;
  readonly now: number;
}
