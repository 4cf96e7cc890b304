import type { Struct as StructMessage } from "google-protobuf/google/protobuf/struct_pb";
import type { Properties } from "../../runtime/properties";
import { storable } from "../hostError";
import { Struct } from "./sdk";
import { plain } from "./secretValue";

export const propertiesOf = (struct: StructMessage | undefined): Properties =>
  plain(struct?.toJavaScript() ?? {}) as Properties;

/** What cannot be sent is left out: undefined values, above all. */
export const structOf = (properties: object): StructMessage =>
  Struct.fromJavaScript(storable(properties) as Parameters<typeof Struct.fromJavaScript>[0]);
