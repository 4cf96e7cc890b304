import { z } from "zod";
import { idsAsJson, wholeNumber } from "../transport/parameters";
import { tagParameters } from "../transport/tagParameters";
import { isRegion } from "../world/regions";

export const RegionId = z.string().min(1).refine(isRegion, "InvalidRegionId.NotFound");

/** CreateSnapshot: 2 to 50, a letter first, then letters, digits and `: _ . -`. `auto` is not forbidden here. */
export const SnapshotName = z
  .string()
  .min(1)
  .refine((name) => /^\p{L}[\p{L}\p{N}:_.-]{1,49}$/u.test(name), "InvalidSnapshotName.Malformed")
  .refine((name) => !/^https?:\/\//i.test(name), "InvalidSnapshotName.Malformed");

/** Keys and values of up to 64 characters. */
export const Tag = tagParameters(
  {
    key: "InvalidTagKey.Malformed",
    value: "InvalidTagValue.Malformed",
    duplicate: "Duplicate.TagKey",
    tooMany: "NumberExceed.Tags",
  },
  64,
);

/** Lists have numbered pages only. */
export const paging = {
  PageNumber: wholeNumber(1, 1_000_000).default(1),
  PageSize: wholeNumber(1, 100).default(10),
};

export const ids = idsAsJson("InvalidParameter").optional();

export const diskType = z
  .string()
  .toLowerCase()
  .refine((type) => ["system", "data"].includes(type), "InvalidParameter")
  .optional();
