import type { ServiceName } from "../world/entities";

/** One call as it arrived, without the credentials it carried. */
export interface Call {
  /** Simulated time. */
  readonly time: string;
  readonly service: ServiceName | "unknown";
  readonly action: string;
  readonly method: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly requestId: string;
  /** What became of it; `held` until the answer is released, then what it would have been. */
  outcome: "pending" | "ok" | "error" | "dropped" | "held" | "html" | "truncated";
  /** Whether the action was carried out, which a dropped call does not tell. */
  acted: boolean;
  status?: number;
  /** The cloud's code, when the answer is an error. */
  code?: string;
  fault?: string;
}

export interface CallLog {
  add(call: Call): void;
  list(): readonly Call[];
  clear(): void;
}

export function createCallLog(most = 20_000): CallLog {
  let calls: Call[] = [];
  return {
    add(call) {
      calls.push(call);
      if (calls.length > most) calls = calls.slice(-most / 2);
    },
    list: () => calls,
    clear: () => {
      calls = [];
    },
  };
}
