import type { ObstacleRule } from "./findings/rules";

/** What stands in the way of a rollback, on the property that mends it. */
export interface Obstacle {
  readonly rule: ObstacleRule;
  readonly property: string;
  readonly reason: string;
}
