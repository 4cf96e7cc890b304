import { servePlugin } from "./serve";

/** The executable that the engine starts as `pulumi-resource-alicloud-restore`: it prints its port and serves. */
servePlugin(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
});
