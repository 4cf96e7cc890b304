import { contractEverywhere } from "./everywhere";

contractEverywhere("ecd");
