import { z } from "zod";
import type { ServiceName } from "../../provider/lifecycle/facts";
import type { Place } from "./world";

/** What of the real cloud the environment gives the contract suite to work on. */
export interface RealTargets {
  readonly places: Readonly<Partial<Record<ServiceName, Place>>>;
  readonly destructive: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Undefined where the real cloud is not asked for. Throws where it is, and a variable makes no sense. */
export function realTargets(env: Environment): RealTargets | undefined {
  const read = variables.safeParse(Object.fromEntries(Object.entries(env).filter(([, text]) => text)));
  if (!read.success)
    throw new Error(`the contract suite cannot run on the real cloud: ${z.prettifyError(read.error)}`);
  const given = read.data;
  if (!given.RESTORE_CONTRACT) return undefined;
  const regionId = given.RESTORE_CONTRACT_REGION ?? given.ALIBABA_CLOUD_REGION_ID;
  if (!regionId) throw new Error("RESTORE_CONTRACT_REGION: the contract suite needs a region");
  return {
    destructive: given.RESTORE_CONTRACT_DESTRUCTIVE === "yes",
    places: {
      ...placeOf(
        "ecs",
        regionId,
        given.RESTORE_CONTRACT_ECS_DISK_ID,
        given.RESTORE_CONTRACT_ECS_GROUP_DISK_IDS,
      ),
      ...placeOf("swas", regionId, given.RESTORE_CONTRACT_SWAS_DISK_ID),
      ...(given.RESTORE_CONTRACT_ECD_DESKTOP_ID
        ? {
            ecd: {
              regionId,
              disk: {
                desktopId: given.RESTORE_CONTRACT_ECD_DESKTOP_ID,
                sourceDiskType: given.RESTORE_CONTRACT_ECD_DISK_TYPE,
              },
              groupDisks: [],
            },
          }
        : {}),
    },
  };
}

const diskId = z.string().regex(/^d-[A-Za-z0-9]+$/, "must be a disk id");

const variables = z.object({
  RESTORE_CONTRACT: z.literal("real", 'must be "real", or not be set').optional(),
  RESTORE_CONTRACT_DESTRUCTIVE: z.literal("yes", 'must be "yes", or not be set').optional(),
  RESTORE_CONTRACT_REGION: z.string().optional(),
  ALIBABA_CLOUD_REGION_ID: z.string().optional(),
  RESTORE_CONTRACT_ECS_DISK_ID: diskId.optional(),
  RESTORE_CONTRACT_ECS_GROUP_DISK_IDS: z
    .string()
    .transform((text) => text.split(",").map((id) => id.trim()))
    .pipe(z.array(diskId).min(2, "must name two disks or more, with commas between"))
    .optional(),
  RESTORE_CONTRACT_SWAS_DISK_ID: diskId.optional(),
  RESTORE_CONTRACT_ECD_DESKTOP_ID: z
    .string()
    .regex(/^ecd-[A-Za-z0-9]+$/, "must be a desktop id")
    .optional(),
  RESTORE_CONTRACT_ECD_DISK_TYPE: z.enum(["system", "data"]).default("data"),
});

function placeOf(name: "ecs" | "swas", regionId: string, diskId: string | undefined, group: string[] = []) {
  if (diskId === undefined) return {};
  return { [name]: { regionId, disk: { diskId }, groupDisks: group.map((id) => ({ diskId: id })) } };
}
