/** The page of the simulator: shows what the control API tells, and sends what its buttons ask for. */

const byId = (id) => document.getElementById(id);
const SVG = "http://www.w3.org/2000/svg";

async function ask(method, path, body) {
  const response = await fetch(`/_simulator/${path}`, {
    method,
    body: body === undefined || typeof body === "string" ? body : JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error ?? `${response.status}`);
  return answer;
}

/** Sends what a button asks for, says what came of it, and looks again at once. */
async function act(words, method, path, body) {
  try {
    await ask(method, path, body);
    say(`${words}: done.`, true);
    await look();
  } catch (error) {
    say(`${words}: ${error.message}`, false);
  }
}

function say(text, isDone) {
  byId("message").textContent = text;
  byId("message").classList.toggle("done", isDone);
}

function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  Object.assign(made, properties);
  made.append(...children);
  return made;
}

function shape(tag, attributes, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** One element for each item: one that stays keeps its focus and what was typed into it. */
function keep(container, items, keyOf, create) {
  const kept = (container.kept ??= new Map());
  const keys = new Set(items.map(keyOf));
  for (const [key, { node }] of kept)
    if (!keys.has(key)) {
      node.remove();
      kept.delete(key);
    }
  items.forEach((item) => {
    const key = keyOf(item);
    if (!kept.has(key)) {
      const made = create(item);
      kept.set(key, made);
      container.append(made.node);
    }
    kept.get(key).update(item);
  });
}

const tone = {
  ...{ Running: "good", In_use: "good", Available: "good", accomplished: "good", Stopped: "quiet" },
  ...{ failed: "bad" },
};
function showState(node, status) {
  if (node.textContent === status) return;
  node.textContent = status;
  node.className = `state ${tone[status] ?? "wait"}`;
}

function hostCard({ instanceId, service, instanceName }) {
  const state = element("span");
  const power = element("button", { type: "button" });
  const disks = element("div", { className: "disks" });
  const node = element(
    "article",
    { className: "host" },
    element(
      "div",
      { className: "row" },
      element("h3", {}, instanceId),
      element("span", { className: "row" }, state, power),
    ),
    element("p", { className: "quiet" }, `${service.toUpperCase()} · ${instanceName}`),
  );
  let wanted = "";
  power.addEventListener("click", () =>
    act(`${instanceId} ${wanted}`, "PATCH", `world/instances/${instanceId}`, { status: wanted }),
  );
  return {
    node,
    update({ host, owned }) {
      showState(state, host.status);
      wanted = ["Running", "Starting"].includes(host.status) ? "Stopped" : "Running";
      power.textContent = wanted === "Stopped" ? "Stop" : "Start";
      power.setAttribute("aria-label", `${power.textContent} ${instanceId}`);
      if (!disks.isConnected) node.append(disks);
      keep(disks, owned, ({ disk }) => disk.diskId, diskCard);
    },
  };
}

function diskCard({ disk: { diskId, type, size } }) {
  const state = element("span");
  const content = element("code", { className: "content" });
  const text = element("input", { name: "text", size: 14, required: true });
  const form = element(
    "form",
    {},
    element("label", {}, `Write to ${diskId}`, text),
    element("button", {}, "Write"),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void act(`${diskId} written`, "PUT", `disks/${diskId}/content`, text.value);
  });
  const line = element("div");
  const list = element("ol");
  const summary = element("summary");
  const node = element(
    "div",
    { className: "disk" },
    element(
      "div",
      { className: "row" },
      element("h4", {}, diskId),
      element("span", { className: "quiet" }, `${type}, ${size} GiB`),
      state,
    ),
    content,
    line,
    element("details", {}, summary, list),
    form,
  );
  return {
    node,
    update({ disk, snapshots, now }) {
      showState(state, disk.status);
      const shown = disk.resetting ? "(being reset: nothing can be read)" : disk.content || "(empty)";
      if (content.textContent !== shown) content.textContent = shown;
      const events = eventsOf(disk, snapshots);
      summary.textContent = `${snapshots.length} snapshots, ${disk.resets} rollbacks`;
      list.replaceChildren(...events.slice(-30).map(({ words }) => element("li", {}, words)));
      line.hidden = events.length === 0;
      line.replaceChildren(timeline(disk, snapshots.slice(-40), now));
    },
  };
}

/** What happened to a disk, the oldest first. */
function eventsOf({ rollbacks }, snapshots) {
  return [
    ...snapshots.map(({ snapshotId, snapshotName, createdAt, status, progress, content }) => ({
      at: createdAt,
      words: `${clockTime(createdAt)} snapshot ${snapshotName ?? ""} ${snapshotId}: ${status === "progressing" ? `${progress} %` : status}, “${content.slice(0, 60)}”`,
    })),
    ...rollbacks.map(({ snapshotId, startedAt }) => ({
      at: startedAt,
      words: `${clockTime(startedAt)} rolled back to ${snapshotId}`,
    })),
  ].sort((a, b) => (a.at < b.at ? -1 : 1));
}

const clockTime = (iso) => iso.slice(0, 19).replace("T", " ");

/** Snapshots are dots; a rollback is an arc from its moment back to its snapshot. */
function timeline({ diskId, rollbacks }, snapshots, now) {
  const moments = [
    ...snapshots.map(({ createdAt }) => createdAt),
    ...rollbacks.map(({ startedAt }) => startedAt),
  ];
  const end = Date.parse(now);
  const start = Math.min(end - 60_000, ...moments.map((moment) => Date.parse(moment)));
  const x = (iso) => 4 + (292 * (Date.parse(iso) - start)) / (end - start);
  const taken = new Map(snapshots.map((snapshot) => [snapshot.snapshotId, snapshot]));
  const tones = { progressing: "wait", failed: "bad" };
  const arcs = rollbacks.flatMap(({ snapshotId, startedAt }) => {
    const to = taken.get(snapshotId);
    const from = x(startedAt);
    const back = to ? x(to.createdAt) : 4;
    const path = `M ${from} 36 Q ${(from + back) / 2} ${to ? -16 : 6} ${back} 36`;
    const title = shape("title", {}, `${clockTime(startedAt)} rolled back to ${snapshotId}`);
    return [
      shape("path", { d: path, class: "rollback" }, title),
      shape("path", {
        d: `M ${from - 4} 30 L ${from + 4} 42 M ${from + 4} 30 L ${from - 4} 42`,
        class: "rollback",
      }),
    ];
  });
  const dots = snapshots.map(({ snapshotId, createdAt, status }) =>
    shape(
      "circle",
      { cx: x(createdAt), cy: 36, r: 4.5, class: `point ${tones[status] ?? ""}` },
      shape("title", {}, `${clockTime(createdAt)} ${snapshotId} ${status}`),
    ),
  );
  const label = `Timeline of ${diskId}: ${snapshots.length} snapshots, ${rollbacks.length} rollbacks`;
  return shape(
    "svg",
    { viewBox: "0 0 300 58", role: "img", "aria-label": label },
    shape("line", { x1: 0, x2: 300, y1: 36, y2: 36, class: "axis" }),
    ...arcs,
    ...dots,
    shape("text", { x: 0, y: 55 }, clockTime(new Date(start).toISOString())),
    shape("text", { x: 300, y: 55, "text-anchor": "end" }, "now"),
  );
}

function faultRow({ id }) {
  const words = element("span");
  const button = (label, method, path) => {
    const made = element("button", { type: "button" }, label);
    made.setAttribute("aria-label", `${label} ${id}`);
    made.addEventListener("click", () => act(`${label} ${id}`, method, path));
    return made;
  };
  const release = button("Release", "POST", `faults/${id}/release`);
  const node = element("li", {}, words, " ", release, " ", button("Remove", "DELETE", `faults/${id}`));
  return {
    node,
    update({ effect, service, action, code, seen, hit, held }) {
      words.textContent = `${id}: ${effect} ${code ?? ""} for ${service ?? "any service"}, ${action ?? "any action"}; seen ${seen}, hit ${hit}${held > 0 ? `, holds ${held}` : ""} `;
      release.hidden = held === 0;
    },
  };
}

function callRow({ time, service, action, parameters }) {
  const outcome = element("td");
  const { DiskId, InstanceId, SnapshotId, DesktopId } = parameters;
  const target = [DiskId, SnapshotId, InstanceId, DesktopId].filter(Boolean).join(" ");
  const cells = [clockTime(time), `${service} ${action}`, target].map((text) => element("td", {}, text));
  return {
    node: element("tr", {}, ...cells, outcome),
    update(call) {
      const text = `${call.outcome} ${call.code ?? ""}${call.outcome === "ok" || !call.acted ? "" : " (carried out)"}`;
      if (outcome.textContent === text) return;
      outcome.textContent = text;
      outcome.className = call.outcome === "ok" ? "good" : call.outcome === "error" ? "bad" : "wait";
    },
  };
}

function show(world, calls, faults) {
  byId("now").textContent = clockTime(world.now);
  byId("now").dateTime = world.now;
  byId("speed").textContent = world.speed === 1 ? "" : `· speed ${world.speed}`;
  const ofDisk = groupedByDisk(Object.values(world.snapshots));
  const withSnapshots = (disk) => ({
    disk,
    now: world.now,
    snapshots: (ofDisk.get(disk.diskId) ?? []).sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1)),
  });
  const disks = Object.values(world.disks).filter(({ released }) => !released);
  const hosts = Object.values(world.instances).map((host) => ({
    ...host,
    host,
    owned: disks.filter(({ instanceIds }) => instanceIds[0] === host.instanceId).map(withSnapshots),
  }));
  keep(byId("hosts"), hosts, ({ instanceId }) => instanceId, hostCard);
  const loose = disks.filter(
    ({ instanceIds: [first] }) => first === undefined || !(first in world.instances),
  );
  byId("loose").querySelector(".empty").hidden = loose.length > 0;
  keep(byId("loose"), loose.map(withSnapshots), ({ disk }) => disk.diskId, diskCard);
  keep(byId("faults"), faults, ({ id }) => id, faultRow);
  const table = byId("calls");
  keep(table, calls, ({ requestId }) => requestId, callRow);
  // The newest first, as they come in.
  table.replaceChildren(...[...calls].reverse().map(({ requestId }) => table.kept.get(requestId).node));
}

function groupedByDisk(snapshots) {
  const groups = new Map();
  for (const snapshot of snapshots) {
    const ofDisk = groups.get(snapshot.sourceDiskId);
    if (ofDisk) ofDisk.push(snapshot);
    else groups.set(snapshot.sourceDiskId, [snapshot]);
  }
  return groups;
}

async function look() {
  const [world, calls, faults] = await Promise.all([
    ask("GET", "world"),
    ask("GET", "calls?last=30"),
    ask("GET", "faults"),
  ]);
  show(world, calls, faults);
}

/** A large world takes its time: it is looked at less often. */
async function watch() {
  for (let lost = false; ;) {
    const began = performance.now();
    try {
      if (!document.hidden) await look();
      if (lost) say("The simulator answers again: done.", true);
      lost = false;
    } catch {
      lost = true;
      say("The simulator does not answer; this is what it showed last.", false);
    }
    await new Promise((resolve) => setTimeout(resolve, Math.max(1_000, 5 * (performance.now() - began))));
  }
}

/** A form for each thing that can be sent: Enter in a field sends what that field is for. */
function onSubmit(id, send) {
  byId(id).addEventListener("submit", (event) => {
    event.preventDefault();
    void send(Object.fromEntries(new FormData(event.target)));
  });
}

onSubmit("advance", ({ advance }) => act(`Advanced by ${advance}`, "POST", "clock", { advance }));
onSubmit("set-speed", ({ speed }) => act(`Speed ${speed}`, "POST", "clock", { speed: Number(speed) }));
byId("reset").addEventListener("click", () => {
  if (confirm("Reset the world? Everything in it is lost.")) void act("Reset", "POST", "reset");
});
onSubmit("fault", (fields) => {
  const fault = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ""));
  if (fault.times) fault.times = Number(fault.times);
  return act(`Fault ${fault.effect}`, "POST", "faults", fault);
});

void watch();
