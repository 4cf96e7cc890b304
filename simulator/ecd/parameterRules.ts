import { z } from "zod";
import { repeated, wholeNumber } from "../transport/parameters";
import { isRegion } from "../world/regions";

export const RegionId = z.string().min(1).refine(isRegion, "InvalidRegionId.NotFound");

/** CreateSnapshot: 2 to 127, a letter first, then letters, digits, `_` and `-`; `auto` is for automatic ones. */
export const SnapshotName = z
  .string()
  .min(1)
  .refine((name) => /^\p{L}[\p{L}\p{N}_-]{1,126}$/u.test(name), "InvalidSnapshotName.Malformed")
  .refine((name) => !name.startsWith("auto"), "InvalidSnapshotName.Malformed");

/** `system` in the documents, `SYSTEM` on Terraform's wire: the case does not matter. */
export const SourceDiskType = z
  .string()
  .min(1)
  .toLowerCase()
  .refine((type) => ["system", "data"].includes(type), "InvalidSourceDiskType");

/** Lists have a token; DescribeDesktops has numbers too. */
export const paging = { MaxResults: wholeNumber(1, 100).default(10), NextToken: z.string().optional() };
export const numberPaging = {
  PageNumber: wholeNumber(1, 1_000_000).optional(),
  PageSize: wholeNumber(1, 100).optional(),
};

/** `DesktopId.1`, `DesktopId.2`, …; at least one. */
export const someIds = repeated(z.string().min(1), 100).refine((ids) => ids.length > 0, "InvalidParameter");
