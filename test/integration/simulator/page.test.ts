import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { findBrowser } from "./browser";
import { isFocused, legibility, outlineOfFocused, widths } from "./inBrowser.mjs";
import { completeSnapshot, simulated } from "./simulated";

const sim = simulated();
const path = findBrowser();
/** The page looks every second, and less often where the machine is busy. */
const poll = <Value>(look: () => Value) => expect.poll(look, { timeout: 20_000 });
if (path === undefined) console.log("the simulator's page: not run, no Chrome or chromium is installed");

describe("the page's address", () => {
  const get = async (target: string, accept: string) => {
    const response = await fetch(`${sim.simulator.url}${target}`, { headers: { accept } });
    return { type: response.headers.get("content-type") ?? "", text: await response.text() };
  };

  test("page: a browser gets it at /, and clients of the cloud get the cloud", async () => {
    expect(await get("/", "text/html,*/*")).toMatchObject({
      type: expect.stringContaining("text/html"),
      text: expect.stringContaining("<title>Simulated Alibaba Cloud</title>"),
    });
    expect((await get("/", "*/*")).text).toContain("<Code>");
    expect((await get("/?Action=DescribeDisks", "text/html")).text).toContain("<Code>");
  });

  test("page: all that it loads is its own, and served as what it is", async () => {
    const { text } = await get("/", "text/html");
    const loaded = [...text.matchAll(/(?:src|href)="([^"]+\.(?:css|js))"/g)].map(([, target]) => target!);
    expect(loaded).toHaveLength(2);
    const types = await Promise.all(loaded.map(async (target) => (await get(target, "*/*")).type));
    expect(types.map((type) => type.split(";")[0])).toEqual(["text/css", "text/javascript"]);
    expect(text).not.toMatch(/https?:\/\//);
  });
});

describe.skipIf(path === undefined)("the page in a browser", () => {
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: path, args: ["--no-sandbox"] });
  }, 60_000);
  afterAll(() => browser?.close());
  beforeEach(async () => {
    complaints.length = 0;
    page = await browser.newPage({ viewport: { width: 1100, height: 900 } });
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
        complaints.push(message.text());
    });
    await page.goto(sim.simulator.url);
    await page.getByRole("heading", { name: "i-sim0001" }).waitFor();
  }, 60_000);
  afterEach(async () => {
    await page.close();
    expect(complaints).toEqual([]);
  });

  const disk = (diskId: string) =>
    page.locator(".disk", { has: page.getByRole("heading", { name: diskId, exact: true }) });
  const host = (instanceId: string) =>
    page.locator(".host", { has: page.getByRole("heading", { name: instanceId, exact: true }) });
  const message = () => page.getByRole("status");

  test("page: shows every machine with its power and its disks with their content", async () => {
    const { instances, disks } = await sim.control.world();
    await poll(() => page.locator(".host").count()).toBe(Object.keys(instances).length);
    await poll(() => page.locator(".disk").count()).toBe(Object.keys(disks).length);
    expect(await disk("d-sim0002").locator(".content").textContent()).toBe("initial content of d-sim0002");
    expect(await host("i-sim0001").locator(".state").first().textContent()).toBe("Running");
    await sim.control.patch("disks", "d-sim0004", { instanceIds: [] });
    await poll(() => page.locator("#loose .disk h4").allTextContents()).toEqual(["d-sim0004"]);
  });

  test("page: what a machine may have written is text, never markup", async () => {
    await sim.control.writeContent("d-sim0002", "<img src=x onerror=alert(1)>");
    await poll(() => disk("d-sim0002").locator(".content").textContent()).toBe(
      "<img src=x onerror=alert(1)>",
    );
    expect(await page.locator("main img").count()).toBe(0);
  });

  test("page: a machine is stopped and started, and a refused write says why", async () => {
    await page.getByRole("button", { name: "Stop i-sim0001" }).click();
    await page.getByRole("button", { name: "Start i-sim0001" }).waitFor();
    expect((await sim.control.instance("i-sim0001")).status).toBe("Stopped");
    await disk("d-sim0002").getByLabel("Write to d-sim0002").fill("lost");
    await disk("d-sim0002").getByRole("button", { name: "Write" }).click();
    await poll(() => message().textContent()).toContain("i-sim0001 is Stopped");
    await page.getByRole("button", { name: "Start i-sim0001" }).click();
    await page.getByRole("button", { name: "Stop i-sim0001" }).waitFor();
    expect((await sim.control.instance("i-sim0001")).status).toBe("Running");
  });

  test("page: writes by keyboard alone, and what is being typed survives the next look", async () => {
    const field = disk("d-sim0002").getByLabel("Write to d-sim0002");
    await field.focus();
    await page.keyboard.type("typed");
    await sim.control.writeContent("d-sim0002", "by somebody else");
    await poll(() => disk("d-sim0002").locator(".content").textContent()).toBe("by somebody else");
    expect([await field.inputValue(), await field.evaluate(isFocused)]).toEqual(["typed", true]);
    await page.keyboard.press("Enter");
    await poll(async () => (await sim.control.disk("d-sim0002")).content).toBe("typed");
    await page.keyboard.press("Tab");
    expect(await page.evaluate(outlineOfFocused)).toBe("solid");
  });

  test("page: the clock is advanced and held, and the world is reset only when that is confirmed", async () => {
    const now = async () => Date.parse((await sim.control.world()).now);
    const before = await now();
    await page.getByLabel("Advance").fill("2h");
    await page.getByRole("button", { name: "Advance" }).click();
    await poll(async () => (await now()) - before).toBe(7_200_000);
    await page.getByLabel("Speed").fill("60");
    await page.getByRole("button", { name: "Set speed" }).click();
    await poll(async () => (await sim.control.world()).speed).toBe(60);
    await sim.control.writeContent("d-sim0002", "kept");
    page.once("dialog", (dialog) => void dialog.dismiss());
    await page.getByRole("button", { name: "Reset the world" }).click();
    expect((await sim.control.disk("d-sim0002")).content).toBe("kept");
    page.once("dialog", (dialog) => void dialog.accept());
    await page.getByRole("button", { name: "Reset the world" }).click();
    await poll(async () => (await sim.control.disk("d-sim0002")).content).toMatch(/^initial/);
  });

  test("page: by keyboard, Enter in a field sends what that field is for", async () => {
    const clock = async () => {
      const { now, speed } = await sim.control.world();
      return { now: Date.parse(now), speed };
    };
    const before = await clock();
    await page.getByLabel("Speed").fill("0.5");
    await page.keyboard.press("Enter");
    await poll(async () => (await clock()).speed).toBe(0.5);
    expect((await clock()).now - before.now).toBeLessThan(60_000);
    await page.getByLabel("Advance").fill("2h");
    await page.keyboard.press("Enter");
    await poll(async () => (await clock()).now - before.now).toBeGreaterThan(7_000_000);
    await page.getByRole("button", { name: "Stop i-sim0001" }).focus();
    await page.keyboard.press("Enter");
    await poll(async () => (await sim.control.instance("i-sim0001")).status).toMatch(/^Stop/);
    await page.getByLabel("Action").fill("ResetDisk");
    await page.keyboard.press("Enter");
    await poll(async () => (await sim.control.faults()).map(({ action }) => action)).toEqual(["ResetDisk"]);
  });

  test("page: a fault is added, shown with what it hits, released and removed", async () => {
    await page.getByLabel("Effect").selectOption("hold");
    await page.getByLabel("Action").fill("CreateSnapshot");
    await page.getByRole("button", { name: "Add the fault" }).click();
    await poll(() => page.locator("#faults li").count()).toBe(1);
    const held = sim.ecs("CreateSnapshot", { DiskId: "d-sim0002" });
    await page.getByRole("button", { name: /^Release fault/ }).click();
    expect((await held).status).toBe(200);
    await page.getByRole("button", { name: /^Remove fault/ }).click();
    await poll(() => page.locator("#faults li").count()).toBe(0);
    expect(await sim.control.faults()).toEqual([]);
  });

  test("page: a rollback is an arc from its moment to its snapshot, and a line in words", async () => {
    await completeSnapshot(sim, "d-sim0002");
    const snapshotId = await completeSnapshot(sim, "d-sim0002");
    await sim.control.writeContent("d-sim0002", "a mistake");
    await sim.control.patch("instances", "i-sim0001", { status: "Stopped" });
    await sim.ecs("ResetDisk", { DiskId: "d-sim0002", SnapshotId: snapshotId });
    await sim.control.advance("1h");
    const line = disk("d-sim0002").locator("svg");
    await poll(() => line.getAttribute("aria-label")).toMatch(/2 snapshots, 1 rollbacks$/);
    const arc = (await line.locator("path.rollback").first().getAttribute("d"))!;
    const [from, to] = [/^M ([\d.]+)/.exec(arc)![1], / ([\d.]+) 36$/.exec(arc)![1]].map(Number);
    const dot = line.locator("circle", { hasText: snapshotId });
    expect(Number(await dot.getAttribute("cx"))).toBe(to);
    expect(from).toBeGreaterThan(to!);
    await disk("d-sim0002").locator("summary").click();
    expect(await disk("d-sim0002").locator("li").last().textContent()).toContain(
      `rolled back to ${snapshotId}`,
    );
    const [newest] = await page.locator("#calls tr").allTextContents();
    expect(newest).toContain("ecs ResetDisk");
  });

  test.each(["light", "dark"] as const)(
    "page: 400 pixels wide, %s, nothing sticks out and all is legible",
    async (colorScheme) => {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width: 400, height: 800 });
      await sim.ecs("CreateSnapshot", { DiskId: "d-sim0002", ClientToken: "t".repeat(60) });
      await poll(() => page.locator("#calls tr").count()).toBe(1);
      expect(await page.evaluate(widths)).toEqual([400, 400]);
      const contrasts = await page.evaluate(legibility);
      expect(contrasts.length).toBeGreaterThan(20);
      expect(contrasts.filter(({ ratio }) => ratio < 4.5)).toEqual([]);
    },
  );

  if (process.env["PAGE_PICTURE"])
    test("page: its picture", async () => {
      for (const [content, name] of [
        ["good", "before the change"],
        ["migrated", "after it"],
      ] as const) {
        await sim.control.writeContent("d-sim0002", content);
        await sim.ecs("CreateSnapshot", { DiskId: "d-sim0002", SnapshotName: name.replaceAll(" ", "-") });
        await sim.control.advance("50m");
      }
      const [first] = Object.values((await sim.control.world()).snapshots);
      await sim.control.writeContent("d-sim0002", "a mistake");
      await sim.ecs("StopInstance", { InstanceId: "i-sim0001" });
      await sim.control.advance("1m");
      await sim.ecs("ResetDisk", { DiskId: "d-sim0002", SnapshotId: first!.snapshotId });
      await sim.control.advance("20m");
      await sim.control.addFault({ effect: "throttle", action: "StartInstance", times: 2 });
      await sim.ecs("StartInstance", { InstanceId: "i-sim0001" });
      await poll(() => page.locator("#calls tr").count()).toBe(5);
      await poll(() => page.locator("#faults li").textContent()).toContain("hit 1");
      await page.screenshot({ path: process.env["PAGE_PICTURE"], fullPage: true });
    });
});
