import type { Action } from "../transport/action";
import { CreateSnapshot } from "./CreateSnapshot";
import { DeleteSnapshot } from "./DeleteSnapshot";
import { DescribeDesktops } from "./DescribeDesktops";
import { DescribeRegions } from "./DescribeRegions";
import { DescribeSnapshots } from "./DescribeSnapshots";
import { ResetSnapshot } from "./ResetSnapshot";
import { StartDesktops } from "./StartDesktops";
import { StopDesktops } from "./StopDesktops";
import { underReading } from "./underReading";

/** ECD 2020-09-30: the actions the simulator plays, named as the API names them. */
export const ecdActions = {
  CreateSnapshot: underReading(CreateSnapshot),
  DeleteSnapshot: underReading(DeleteSnapshot),
  DescribeDesktops: underReading(DescribeDesktops),
  DescribeRegions: underReading(DescribeRegions),
  DescribeSnapshots: underReading(DescribeSnapshots),
  ResetSnapshot: underReading(ResetSnapshot),
  StartDesktops: underReading(StartDesktops),
  StopDesktops: underReading(StopDesktops),
} satisfies Record<string, Action>;
