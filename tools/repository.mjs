// @ts-check
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder that holds package.json. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

export const MODULES = join(ROOT, "node_modules");

export const PACKAGE_NAME = "pulumi-alicloud-restore";
