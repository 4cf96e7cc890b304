import { describe, expect, test } from "vitest";
import { createStack, resourceNamed, simulatorEnvironment, startSimulatedCloud } from "./harness";

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
    exports.key = process.env.ALICLOUD_ACCESS_KEY ?? "none";
  `,
};

describe("a stack of the harness", () => {
  test("stack: previews, comes up, refreshes and is destroyed by the real engine", async () => {
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
    expect(await stack.outputs()).toEqual({ said: "hello!", hush: "quiet", list: ["a", "b"], key: "none" });

    await stack.setConfig({ text: "again", list: undefined });
    const changed = await stack.up({ withPreview: true });
    expect(changed.text).toContain("Previewing update");
    expect(changed.changes).toEqual({ update: 1, same: 1 });
    expect(await stack.outputs()).toEqual({ said: "again!", hush: "quiet", key: "none" });

    const refresh = await stack.refresh();
    expect(refresh.code, refresh.text).toBe(0);

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

  test("stack: state goes out and in again, and forgets what was taken out of it", async () => {
    const stack = await createStack({ program: echo, config: { text: "hello" } });
    await stack.up();
    const state = await stack.exportState();
    expect(resourceNamed(state, "echo")).toMatchObject({ id: "echo-1", outputs: { said: "hello!" } });

    const resources = state.deployment.resources?.filter(({ urn }) => !urn.endsWith("::echo"));
    await stack.importState({ ...state, deployment: { ...state.deployment, resources } });
    const up = await stack.up();
    expect(up.changes).toMatchObject({ create: 1 });
  });

  test("stack: a killed engine leaves a pending operation, and dispose ends what it left running", async () => {
    const stack = await createStack({ program: echo, config: { text: "hang" } });
    const running = stack.start("up");
    await running.waitForText(/inside create/);
    running.kill("SIGKILL");
    const { signal } = await running.result;
    expect(signal).toBe("SIGKILL");

    expect((await stack.exportState()).deployment.pending_operations).toHaveLength(1);
    expect((await stack.up()).text).toContain("locked");
    const cancelled = await stack.pulumi("cancel", "--yes", "--stack", stack.name);
    expect(cancelled.code, cancelled.text).toBe(0);
    await stack.dispose();
    expect(await stack.processes()).toEqual([]);
  });

  test("environment: the machine's credentials stay outside unless a test gives its own", async () => {
    process.env.ALICLOUD_ACCESS_KEY = "a-real-one";
    const [clean, given] = await Promise.all([
      createStack({ program: echo, config: { text: "hello" } }),
      createStack({ program: echo, config: { text: "hello" }, env: { ALICLOUD_ACCESS_KEY: "for-the-test" } }),
    ]);
    delete process.env.ALICLOUD_ACCESS_KEY;
    await Promise.all([clean.up(), given.up()]);
    expect(await clean.outputs()).toMatchObject({ key: "none" });
    expect(await given.outputs()).toMatchObject({ key: "for-the-test" });
  });

  test("program: the package that a program finds is the packed one, not the repository", async () => {
    const stack = await createStack({
      program: { "index.js": `exports.path = require.resolve("pulumi-alicloud-restore/package.json");` },
    });
    const up = await stack.up();
    expect(up.code, up.text).toBe(0);
    const { path } = await stack.outputs();
    expect(path).not.toContain(process.cwd());
    expect(path).toContain("node_modules");
  });

  test("simulator: the packed package takes a snapshot in the simulated cloud that a test starts", async () => {
    const simulator = await startSimulatedCloud({ speed: 60 });
    const stack = await createStack({
      program: {
        "index.ts": `
          import { DiskSnapshot } from "pulumi-alicloud-restore";
          export const snapshotId = new DiskSnapshot("point", { diskId: "d-sim0002" }).snapshotId;
        `,
      },
      env: simulatorEnvironment(simulator),
    });
    const up = await stack.up();
    expect(up.code, up.text).toBe(0);
    expect(up.steps).toEqual(["create point"]);
    const { snapshotId } = await stack.outputs();
    expect(Object.keys((await simulator.control.world()).snapshots)).toEqual([snapshotId]);
  });
});
