import type { Action } from "../transport/action";

export const ecdActions = {} satisfies Record<string, Action>;
