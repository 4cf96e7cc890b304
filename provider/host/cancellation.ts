import { setMaxListeners } from "node:events";
import { fromSdk } from "./sdk";

const controller = new AbortController();
// Every resource that waits listens.
setMaxListeners(0, controller.signal);

/** Aborted when the user interrupts the run. */
export const cancellation: AbortSignal = controller.signal;

/** Ends what is under way as if the user had interrupted it. */
export const interrupt = (): void => controller.abort();

interface Protobuf {
  Empty: { deserializeBinary(bytes: Uint8Array): unknown };
}

/**
 * The engine asks its providers to cancel, and the SDK's dynamic provider answers without telling anybody. Its
 * request is the only empty message that this process reads once this module is loaded, so that is listened for.
 * Where this is not to be had, a run is simply finished before it ends.
 */
const protobuf = fromSdk<Protobuf>("google-protobuf/google/protobuf/empty_pb");
if (protobuf) {
  const original = protobuf.Empty.deserializeBinary;
  protobuf.Empty.deserializeBinary = function (bytes) {
    interrupt();
    return original.call(this, bytes);
  };
}
