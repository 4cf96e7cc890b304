import type { Action } from "../transport/action";

export const swasActions = {} satisfies Record<string, Action>;
