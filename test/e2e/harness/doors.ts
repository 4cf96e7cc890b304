import type { Program } from "./program";

/** One of the two ways in which a program has the resources: the classes of the package, or the plugin. */
export interface Door {
  readonly door: "classes" | "plugin";
  /** How the engine shows a resource's type. */
  readonly type: (kind: "DiskSnapshot" | "DiskRollback") => string;
  /** The namespaces of the configuration. */
  readonly key: (name: "rollbacks") => string;
  /** A JavaScript program that has `DiskSnapshot` and `DiskRollback` at hand. */
  readonly program: (text: string) => Program;
}

const packageJson = { "package.json": '{ "private": true, "main": "index.js" }' };

export const classes: Door = {
  door: "classes",
  type: (kind) => `pulumi-nodejs:restore:${kind}`,
  key: (name) => `restore:${name}`,
  program: (text) => ({
    ...packageJson,
    "index.js": `const { DiskRollback, DiskSnapshot } = require("pulumi-alicloud-restore");\n${text}`,
  }),
};

/** The plugin's resources without a generated SDK; the plugin is named as a user names it. */
export const plugin: Door = {
  door: "plugin",
  type: (kind) => `alicloud-restore:index:${kind}`,
  key: (name) => `alicloud-restore:${name}`,
  program: (text) => ({
    ...packageJson,
    "Pulumi.yaml": `name: e2e
runtime: nodejs
plugins:
  providers:
    - name: alicloud-restore
      path: ../../node_modules/pulumi-alicloud-restore/plugin
`,
    "index.js": `const { CustomResource } = require("@pulumi/pulumi");
class DiskSnapshot extends CustomResource {
  constructor(name, args, options) {
    super("alicloud-restore:index:DiskSnapshot", name, { snapshotId: undefined, ...args }, options);
  }
}
class DiskRollback extends CustomResource {
  constructor(name, args, options) {
    super("alicloud-restore:index:DiskRollback", name, { undoSnapshotId: undefined, phase: undefined, ...args }, options);
  }
}
${text}`,
  }),
};

export const doors: readonly Door[] = [classes, plugin];
