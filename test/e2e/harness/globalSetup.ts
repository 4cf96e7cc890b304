import type { TestProject } from "vitest/node";
import { findEngine } from "../../../tools/engine/findEngine.mjs";
import { createReporter } from "../../../tools/report.mjs";
import { type Workspace, createWorkspace, removeWorkspace } from "./workspace";

declare module "vitest" {
  interface ProvidedContext {
    workspace: Workspace;
  }
}

/** Once for all end-to-end tests: the engine, and the package installed as users install it. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const log = createReporter();
  const engine = await findEngine({ log });
  const step = log.step("Installing the packed package as a user would");
  const workspace = await createWorkspace(engine);
  step.done();
  project.provide("workspace", workspace);
  return () => removeWorkspace(workspace.folder);
}
