import type { Service } from "../../provider/services";

/** The name of the action that takes a snapshot, which is the product's own. */
export const takeAction = (service: Service): string =>
  service.takeSnapshot({
    regionId: "",
    disk: { diskId: "" },
    name: "",
    description: undefined,
    retentionDays: undefined,
    resourceGroupId: undefined,
    tags: {},
    clientToken: "",
  }).action;
