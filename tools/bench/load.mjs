// @ts-check
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import RPCClient from "@alicloud/pop-core";
import { ROOT } from "../repository.mjs";
import { median } from "./median.mjs";

/**
 * @typedef {object} LoadOptions
 * @property {number} stored how many snapshots there are
 * @property {number} clients
 * @property {number} seconds
 *
 * @typedef {object} Load
 * @property {number} callsPerSecond
 * @property {number} pageMs the median of a page of 100 snapshots
 * @property {number} writeMs
 *
 * @typedef {object} LoadFigures
 * @property {LoadOptions} load
 * @property {number} fillSeconds
 * @property {number} lastToFirst how long the last fifth of the snapshots took, to the first one; 1 is linear
 * @property {number} stateBytes
 * @property {number} alonePageMs
 * @property {Load} paced every client sends a call a second
 * @property {Load} flatOut every client sends the next call at once
 *
 * @typedef {(action: string, parameters: Record<string, unknown>) => Promise<any>} Call
 */

const REGION = { RegionId: "cn-hangzhou" };
const PAGE_SIZE = 100;
const diskId = (/** @type {number} */ index) => `d-load${index}`;

/**
 * The simulator under load, in a process of its own that keeps its state in a file.
 * @param {LoadOptions} load
 * @param {<Value>(title: string, work: () => Promise<Value>) => Promise<Value>} step
 * @param {string} cli
 * @returns {Promise<LoadFigures>}
 */
export async function measureLoad(load, step, cli = join(ROOT, "dist", "simulator", "cli.js")) {
  const folder = await mkdtemp(join(tmpdir(), "load-"));
  const file = join(folder, "state.json");
  const cloud = await startCloud(cli, file);
  try {
    await prepare(cloud.control, load);
    const filled = await step(`${load.stored} snapshots, by ${load.clients} clients`, () =>
      fill(cloud.call, load),
    );
    const stateBytes = (await stat(file)).size;
    const alonePageMs = await step("pages of 100, one client", () => pagesAlone(cloud.call, load));
    const paced = await step(`${load.clients} clients, each a call a second`, () =>
      hammer(cloud.call, load, 1_000),
    );
    const flatOut = await step(`${load.clients} clients, as fast as they can`, () =>
      hammer(cloud.call, load, 0),
    );
    return { load, ...filled, stateBytes, alonePageMs, paced, flatOut };
  } finally {
    cloud.end();
    await rm(folder, { recursive: true, force: true });
  }
}

/** @param {string} cli @param {string} file */
async function startCloud(cli, file) {
  const child = spawn(process.execPath, [cli, "--port", "0", "--state", file], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(child.stdout, "data");
  const [url = ""] = /http:\/\/[\d.:]+/.exec(String(line)) ?? [];
  const key = { accessKeyId: "simulator", accessKeySecret: "simulator-secret" };
  const client = new RPCClient({ endpoint: url, apiVersion: "2014-05-26", ...key });
  return {
    /** @type {Call} */
    call: (action, parameters) => client.request(action, parameters, { method: "POST", timeout: 120_000 }),
    /** @param {string} method @param {string} path @param {unknown} body */
    async control(method, path, body) {
      const response = await fetch(`${url}/_simulator/${path}`, { method, body: JSON.stringify(body) });
      if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
    },
    end: () => child.kill(),
  };
}

/**
 * A disk for each client.
 * @param {Awaited<ReturnType<typeof startCloud>>["control"]} control
 * @param {LoadOptions} load
 */
async function prepare(control, { clients }) {
  const unbounded = { manualSnapshotsPerDisk: 1_000_000, concurrentSnapshotsPerDisk: 1_000_000 };
  await control("PUT", "settings", { ...unbounded, durations: { snapshot: "0s" } });
  for (let index = 0; index < clients; index += 1)
    await control("POST", "world/disks", { diskId: diskId(index) });
}

/** @param {Call} call @param {LoadOptions} load */
async function fill(call, { stored, clients }) {
  const began = performance.now();
  /** @type {number[]} */
  const ended = [];
  let asked = 0;
  await together(clients, async (index) => {
    while (asked < stored) {
      asked += 1;
      await call("CreateSnapshot", { DiskId: diskId(index) });
      ended.push(performance.now());
    }
  });
  const fifth = Math.floor(stored / 5);
  const took = (/** @type {number} */ from, /** @type {number} */ to) =>
    (ended[to - 1] ?? NaN) - (from === 0 ? began : (ended[from - 1] ?? NaN));
  return {
    fillSeconds: took(0, stored) / 1_000,
    lastToFirst: took(stored - fifth, stored) / took(0, fifth),
  };
}

/** @param {Call} call @param {LoadOptions} load */
async function pagesAlone(call, load) {
  const times = [];
  const ends = performance.now() + (load.seconds * 1_000) / 3;
  while (times.length < 3 || performance.now() < ends) times.push(await timed(() => readPage(call, load)));
  return median(times);
}

/** @param {Call} call @param {LoadOptions} load */
async function readPage(call, { stored }) {
  const pages = Math.ceil(stored / PAGE_SIZE);
  const PageNumber = 1 + Math.floor(Math.random() * pages);
  const page = await call("DescribeSnapshots", { ...REGION, PageNumber, PageSize: PAGE_SIZE });
  const count = page.Snapshots.Snapshot.length;
  const expected = Math.min(PAGE_SIZE, stored - (PageNumber - 1) * PAGE_SIZE);
  if (count < expected) throw new Error(`page ${PageNumber} has ${count} snapshots`);
}

/**
 * Of ten calls, five are pages, two look at a disk, two take a snapshot and one deletes one.
 * @param {Call} call
 * @param {LoadOptions} load
 * @param {number} pace milliseconds from one call of a client to its next; one that is late sends at once
 * @returns {Promise<Load>}
 */
async function hammer(call, load, pace) {
  /** @type {number[]} */
  const pages = [];
  /** @type {number[]} */
  const writes = [];
  let calls = 0;
  const ends = performance.now() + load.seconds * 1_000;
  await together(load.clients, async (index) => {
    const DiskId = diskId(index);
    /** @type {string[]} */
    const taken = [];
    const take = async () => taken.push((await call("CreateSnapshot", { DiskId })).SnapshotId);
    const look = () => call("DescribeDisks", { ...REGION, DiskIds: JSON.stringify([DiskId]) });
    const remove = () => call("DeleteSnapshot", { SnapshotId: taken.shift() });
    const page = () => readPage(call, load);
    const work = [page, take, page, look, page, take, page, look, page, remove];
    // They do not all begin with the same call, nor in the same moment.
    let next = performance.now() + (index / load.clients) * pace;
    for (let turn = index % 2; performance.now() < ends; turn += 1) {
      await sleep(Math.max(0, next - performance.now()));
      const doIt = work[turn % work.length] ?? page;
      const time = await timed(doIt);
      calls += 1;
      if (doIt === page) pages.push(time);
      else if (doIt !== look) writes.push(time);
      next = Math.max(next + pace, performance.now());
    }
  });
  return { callsPerSecond: calls / load.seconds, pageMs: median(pages), writeMs: median(writes) };
}

/** @param {number} clients @param {(index: number) => Promise<void>} work */
async function together(clients, work) {
  await Promise.all(Array.from({ length: clients }, (_, index) => work(index)));
}

/** @param {() => Promise<unknown>} work */
async function timed(work) {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
