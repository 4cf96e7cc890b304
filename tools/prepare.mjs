// @ts-check
import { build, hasCompiler } from "./build.mjs";
import { linkPackage } from "./linkPackage.mjs";

/**
 * npm's `dependencies` and `prepack`: after `npm ci` and `npm install` here, before `npm pack`, and where git is the
 * package's source. In its `prepare` npm would see a script to be run where the package is installed.
 */
await linkPackage();
if (hasCompiler()) {
  const { code, output } = await build();
  // Standard output belongs to npm: `npm pack --json`.
  process.stderr.write(output);
  process.exitCode = code;
} else {
  process.stderr.write("TypeScript is not installed: dist/ is not built.\n");
}
