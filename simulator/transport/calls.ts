import type { ServiceName } from "../world/entities";

/** One call as it arrived, without the credentials it carried. */
export interface Call {
  /** Simulated time. */
  readonly time: string;
  readonly service: ServiceName | "unknown";
  readonly action: string;
  readonly method: string;
  /** The version of its signature: what it claims, before anybody has checked it. */
  readonly signature: "V1" | "V3";
  /** Long values are cut, and a request of very many parameters is listed in part. */
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

export interface CallLogBounds {
  readonly calls: number;
  readonly bytes: number;
}

/** Keeps the last calls: when it is full, the older half goes. */
const defaultBounds = { calls: 20_000, bytes: 32 * 1024 ** 2 };

export function createCallLog({ calls: most, bytes }: CallLogBounds = defaultBounds): CallLog {
  let kept: { readonly call: Call; readonly size: number }[] = [];
  let size = 0;
  const forgetOldest = () => {
    kept = kept.slice(Math.ceil(kept.length / 2));
    size = kept.reduce((sum, one) => sum + one.size, 0);
  };
  return {
    add(call) {
      kept.push({ call, size: sizeOf(call) });
      size += sizeOf(call);
      while (kept.length > most || (size > bytes && kept.length > 1)) forgetOldest();
    },
    list: () => kept.map(({ call }) => call),
    clear: () => {
      kept = [];
      size = 0;
    },
  };
}

function sizeOf({ parameters, action }: Call): number {
  const texts = Object.entries(parameters).map(([name, value]) => name.length + value.length);
  return texts.reduce((sum, length) => sum + length, 200 + action.length);
}

const longestValue = 4_000;
const longestName = 256;
const mostParameters = 200;

/** What the log keeps of a request's parameters. */
export function shortened(parameters: readonly (readonly [string, string])[]): Record<string, string> {
  const kept = parameters
    .slice(0, mostParameters)
    .map(([name, value]) => [shortenedText(name, longestName), shortenedText(value, longestValue)] as const);
  const left = parameters.length - kept.length;
  return Object.fromEntries([...kept, ...(left > 0 ? [["…", `${left} more parameters`] as const] : [])]);
}

export function shortenedText(text: string, most = longestName): string {
  return text.length <= most ? text : `${text.slice(0, most)}… (${text.length} characters)`;
}
