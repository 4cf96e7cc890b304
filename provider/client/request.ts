import type { z } from "zod";
import type { CloudError } from "./cloudError";

/** One cloud product, as its service file describes it. */
export interface Product {
  /** The word in messages, the poller's key, and the key in `alicloud:endpoints`: "ecs", "swas", "ecd". */
  readonly service: string;
  readonly version: string;
  /** The environment variable that names another endpoint: "ALIBABA_CLOUD_ENDPOINT_ECS". */
  readonly endpointVariable: string;
  /** The host that serves a region, such as "ecs.cn-beijing.aliyuncs.com". */
  endpoint(regionId: string): string;
}

/**
 * What sending a request twice would do.
 * - `read`: nothing.
 * - `repeatable`: no more than sending it once (a ClientToken, or its nature, such as setting a tag).
 * - `once`: possibly harm. It is sent again only when the first copy certainly did nothing.
 */
export type Effect = "read" | "repeatable" | "once";

export type ParameterScalar = string | number | boolean;

/** A list is sent as `Name.1`, `Name.2`; a list of objects as `Name.1.Key`. */
export type ParameterValue =
  ParameterScalar | readonly (ParameterScalar | Readonly<Record<string, ParameterScalar | undefined>>)[];

export interface CloudRequest<Answer> {
  readonly product: Product;
  readonly regionId: string;
  readonly action: string;
  /** Undefined ones are not sent. */
  readonly parameters: Readonly<Record<string, ParameterValue | undefined>>;
  /** What the answer must look like. */
  readonly answer: z.ZodType<Answer>;
  readonly effect: Effect;
  /** Words for messages: "d-1 → s-2". */
  readonly target: string;
}

export interface CallOptions {
  /** Ends every wait at once, and a read in flight too. A write in flight is heard out: its answer is the truth. */
  readonly signal?: AbortSignal;
  /** No attempt is begun after this time (epoch milliseconds on the clock). */
  readonly deadline?: number;
  /**
   * Asked right before it is sent again. If it rejects, so does the call, with that; with its own last error where an
   * attempt may have been carried out.
   */
  stillWanted?(): Promise<void>;
  /** Told by which id the cloud's support finds the request that was answered. */
  onAnswer?(requestId: string): void;
  onRetry?(seen: { readonly error: CloudError; readonly attempt: number; readonly delayMs: number }): void;
}
