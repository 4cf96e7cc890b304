import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { createStack, resourceNamed } from "./harness";

/** A dynamic provider without our package: it fails, waits or answers as it is told. */
const echo = {
  "index.js": `
    const pulumi = require("@pulumi/pulumi");
    const config = new pulumi.Config();
    const provider = {
      async create({ text }) {
        if (text === "fail") throw new Error("told to fail");
        console.log("inside create");
        if (text === "hang") await new Promise(() => setInterval(() => undefined, 1000));
        return { id: "echo-1", outs: { text, said: text + "!" } };
      },
      async diff(_id, olds, news) {
        return { changes: olds.text !== news.text, replaces: [] };
      },
      async update(_id, _olds, { text }) {
        return { outs: { text, said: text + "!" } };
      },
    };
    class Echo extends pulumi.dynamic.Resource {
      constructor(name, args) {
        super(provider, name, { said: undefined, ...args });
      }
    }
    const echo = new Echo("echo", { text: config.require("text") });
    exports.said = echo.said;
    exports.hush = config.getSecret("hush");
    exports.list = config.getObject("list");
  `,
};

beforeAll(() => {
  process.env.ALICLOUD_ACCESS_KEY = "a-real-one";
});
afterAll(() => {
  delete process.env.ALICLOUD_ACCESS_KEY;
});

describe("a stack of the harness", () => {
  test("stack: previews, comes up, changes, loses a resource from its state, and is destroyed by the real engine", async () => {
    const stack = await createStack({
      program: echo,
      config: { text: "hello", hush: { secret: "quiet" }, list: { object: ["a", "b"] } },
    });

    const preview = await stack.preview();
    expect(preview.code, preview.text).toBe(0);
    expect(preview.steps).toEqual(["create echo"]);
    expect(preview.changes).toEqual({ create: 2 });
    expect((await stack.exportState()).deployment.resources ?? []).toEqual([]);

    const up = await stack.up();
    expect(up.code, up.text).toBe(0);
    expect(up.text).not.toContain("warning");
    expect(await stack.outputs()).toEqual({ said: "hello!", hush: "quiet", list: ["a", "b"] });

    await stack.setConfig({ text: "again", list: undefined });
    const changed = await stack.up({ withPreview: true });
    expect(changed.text).toContain("Previewing update");
    expect(changed.changes).toEqual({ update: 1, same: 1 });
    expect(await stack.outputs()).toEqual({ said: "again!", hush: "quiet" });

    const state = await stack.exportState();
    expect(resourceNamed(state, "echo")).toMatchObject({ id: "echo-1", outputs: { said: "again!" } });
    const resources = state.deployment.resources?.filter(({ urn }) => !urn.endsWith("::echo"));
    await stack.importState({ ...state, deployment: { ...state.deployment, resources } });
    const again = await stack.preview();
    expect(again.steps).toEqual(["create echo"]);

    const destroy = await stack.destroy();
    expect(destroy.code, destroy.text).toBe(0);
    expect((await stack.exportState()).deployment.resources ?? []).toEqual([]);
  });

  test("stack: a failing resource is a failing run, with the reason in its text", async () => {
    const stack = await createStack({ program: echo, config: { text: "fail" } });
    const up = await stack.up();
    expect(up.code).not.toBe(0);
    expect(up.text).toContain("told to fail");
    expect(up.events.some((event) => event.resOpFailedEvent)).toBe(true);
  });

  test("stack: a killed engine leaves a pending operation, and dispose ends what it left running", async () => {
    const stack = await createStack({ program: echo, config: { text: "hang" } });
    const running = stack.start("up");
    await running.waitForText(/inside create/);
    running.kill("SIGKILL");
    const { signal } = await running.result;
    expect(signal).toBe("SIGKILL");
    if (process.platform === "linux") expect(await stack.processes()).not.toEqual([]);

    expect((await stack.exportState()).deployment.pending_operations).toHaveLength(1);
    expect((await stack.up()).text).toContain("locked");
    const cancelled = await stack.pulumi("cancel", "--yes", "--stack", stack.name);
    expect(cancelled.code, cancelled.text).toBe(0);
    await stack.dispose();
    expect(await stack.processes()).toEqual([]);
  });

  test("program: sees the credentials that its test gives and no others, and the packed package", async () => {
    const stack = await createStack({
      program: {
        "index.js": `
          exports.path = require.resolve("pulumi-alicloud-restore/package.json");
          exports.credentials = Object.entries(process.env).filter(([name]) => /^(ALICLOUD|ALIBABA)/.test(name));
        `,
      },
      env: { ALIBABA_CLOUD_ACCESS_KEY_ID: "of-the-test" },
    });
    const up = await stack.up();
    expect(up.code, up.text).toBe(0);
    const { path, credentials } = await stack.outputs();
    expect(credentials).toEqual([["ALIBABA_CLOUD_ACCESS_KEY_ID", "of-the-test"]]);
    expect(path).toContain(join(inject("workspace").folder, "node_modules"));
  });
});
