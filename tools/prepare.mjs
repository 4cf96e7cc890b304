// @ts-check
import { build, hasCompiler } from "./build.mjs";
import { linkPackage } from "./linkPackage.mjs";

/** npm's `prepare`: after `npm ci` and `npm install` here, before `npm pack`, and where git is the package's source. */
await linkPackage();
if (hasCompiler()) {
  const { code, output } = await build();
  // Standard output belongs to npm: `npm pack --json`.
  process.stderr.write(output);
  process.exitCode = code;
} else {
  process.stderr.write("TypeScript is not installed: dist/ is not built.\n");
}
