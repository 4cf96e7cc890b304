import type * as Grpc from "@grpc/grpc-js";
import { hostError } from "../hostError";
import { inOwnWords } from "./configuration";
import { Any, grpc, messages, Status } from "./sdk";
import { structOf } from "./struct";

/**
 * An error as the engine reads it. Where the resource exists all the same, the details keep its state: the next `up`
 * goes on from there.
 */
export function serviceError(thrown: unknown, partial: "partial" | undefined): Partial<Grpc.StatusObject> {
  const { message, id, properties = {}, stack } = hostError(thrown, partial, (outputs) => ({ ...outputs }));
  if (process.env["PULUMI_ALICLOUD_RESTORE_DEBUG"]) console.error(stack);
  const words = inOwnWords(message);
  const metadata = new grpc.Metadata();
  if (id !== undefined) {
    const detail = new messages.ErrorResourceInitFailed();
    detail.setId(id);
    detail.setProperties(structOf(properties));
    detail.setReasonsList([words]);
    const packed = new Any();
    packed.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
    const status = new Status();
    status.setCode(grpc.status.UNKNOWN);
    status.setMessage(words);
    status.addDetails(packed);
    metadata.add("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
  }
  return { code: grpc.status.UNKNOWN, details: words, metadata };
}
