import type * as Grpc from "@grpc/grpc-js";
import type * as pluginMessages from "@pulumi/pulumi/proto/plugin_pb";
import type * as providerService from "@pulumi/pulumi/proto/provider_grpc_pb";
import type * as providerMessages from "@pulumi/pulumi/proto/provider_pb";
import type * as statusMessages from "@pulumi/pulumi/proto/status_pb";
import type * as anyMessages from "google-protobuf/google/protobuf/any_pb";
import type * as emptyMessages from "google-protobuf/google/protobuf/empty_pb";
import type * as structMessages from "google-protobuf/google/protobuf/struct_pb";
import { fromSdk } from "../sdk";

/** Pulumi's protocol, from the SDK that is installed beside this package. */
export const grpc = needed<typeof Grpc>("@grpc/grpc-js");
export const { ResourceProviderService } = needed<typeof providerService>(
  "@pulumi/pulumi/proto/provider_grpc_pb",
);
export const messages = needed<typeof providerMessages>("@pulumi/pulumi/proto/provider_pb");
export const { PluginInfo } = needed<typeof pluginMessages>("@pulumi/pulumi/proto/plugin_pb");
export const { Status } = needed<typeof statusMessages>("@pulumi/pulumi/proto/status_pb");
export const { Any } = needed<typeof anyMessages>("google-protobuf/google/protobuf/any_pb");
export const { Empty } = needed<typeof emptyMessages>("google-protobuf/google/protobuf/empty_pb");
export const { Struct } = needed<typeof structMessages>("google-protobuf/google/protobuf/struct_pb");

function needed<Module>(name: string): Module {
  const found = fromSdk<Module>(name);
  if (found === undefined)
    throw new Error(
      `pulumi-resource-alicloud-restore: ${name} was not found. It comes with @pulumi/pulumi, which must be installed beside pulumi-alicloud-restore: npm install @pulumi/pulumi`,
    );
  return found;
}
