import { contractEverywhere } from "./everywhere";

contractEverywhere("swas");
