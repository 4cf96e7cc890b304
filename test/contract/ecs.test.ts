import { contractEverywhere } from "./everywhere";

contractEverywhere("ecs");
