// @ts-check
import { basename } from "node:path";

/** What an outer `npm run` says of itself and an inner npm must not take for its own settings. */
const OUTER_RUN = /^npm_(lifecycle_|package_|command$|config_(local_prefix|loglevel)$)/;

/**
 * How to run npm: with the very npm that runs us, if one does.
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [environment]
 * @returns {{ command: string, args: string[], environment: NodeJS.ProcessEnv }}
 */
export function npm(args, environment = process.env) {
  const own = environment.npm_execpath;
  const inner = Object.fromEntries(Object.entries(environment).filter(([name]) => !OUTER_RUN.test(name)));
  if (own && basename(own) === "npm-cli.js")
    return { command: process.execPath, args: [own, ...args], environment: inner };
  if (process.platform !== "win32") return { command: "npm", args: [...args], environment: inner };
  // Windows starts npm.cmd only through its shell.
  return { command: "cmd.exe", args: ["/d", "/s", "/c", "npm", ...args], environment: inner };
}
