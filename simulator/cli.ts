#!/usr/bin/env node
import { parseArgs } from "node:util";
import { z } from "zod";
import { startSimulator, type SimulatorOptions } from "./index";

const help = `A fake Alibaba Cloud on this machine: ECS, SWAS and ECD disks, snapshots and resets.

  --port N                  port to listen on (default 18080; 0 takes a free one)
  --host ADDRESS            address to listen on (default 127.0.0.1)
  --state FILE              keep the world in FILE, so that it survives a restart
  --seed FILE               begin with what this answer of the official CLI describes (JSON; as often as needed)
  --speed N                 simulated time runs N times as fast (default 1; 0 holds it still)
  --access-key-id ID        credentials that are accepted (default simulator / simulator-secret)
  --access-key-secret TEXT
  --snapshot-duration TIME  how long a snapshot takes, such as 10s (default 3s)
  --reset-duration TIME     … a reset of a disk (default 3s)
  --stop-duration TIME      … a stop (default 2s)
  --start-duration TIME     … a start (default 2s)
  --token-lifetime TIME     how long a ClientToken is remembered (default 24h)
  --no-reiniting            disks keep their status during a reset instead of showing ReIniting
  --help

Control API: GET /_simulator/world shows everything; docs/simulator.md has the rest.
`;

const optionTypes = {
  port: { type: "string" },
  host: { type: "string" },
  state: { type: "string" },
  seed: { type: "string", multiple: true },
  speed: { type: "string" },
  "access-key-id": { type: "string" },
  "access-key-secret": { type: "string" },
  "snapshot-duration": { type: "string" },
  "reset-duration": { type: "string" },
  "stop-duration": { type: "string" },
  "start-duration": { type: "string" },
  "token-lifetime": { type: "string" },
  "no-reiniting": { type: "boolean" },
  help: { type: "boolean" },
} as const;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: optionTypes });
  if (values.help) {
    process.stdout.write(help);
    return;
  }
  const simulator = await startSimulator(toOptions(values));
  console.log(
    `simulator listening on ${simulator.url} (AccessKeyId ${simulator.accessKeyId}; ` +
      `see ${simulator.url}/_simulator/world; Ctrl-C ends it)`,
  );
  const end = () => void simulator.close().then(() => process.exit(0));
  process.once("SIGINT", end);
  process.once("SIGTERM", end);
}

type Values = { [Name in keyof typeof optionTypes]?: string | boolean | string[] };

function toOptions(values: Values): SimulatorOptions {
  const text = (name: keyof typeof optionTypes) => values[name] as string | undefined;
  const number = (name: keyof typeof optionTypes) =>
    values[name] === undefined ? undefined : Number(text(name));
  const durations = {
    snapshot: text("snapshot-duration"),
    reset: text("reset-duration"),
    stop: text("stop-duration"),
    start: text("start-duration"),
    tokenLifetime: text("token-lifetime"),
  };
  return {
    port: number("port") ?? 18080,
    host: text("host"),
    stateFile: text("state"),
    seed: values.seed as string[] | undefined,
    speed: number("speed"),
    accessKeyId: text("access-key-id"),
    accessKeySecret: text("access-key-secret"),
    durations: Object.fromEntries(Object.entries(durations).filter(([, value]) => value !== undefined)),
    ...(values["no-reiniting"] ? { resetShowsReIniting: false } : {}),
  };
}

main().catch((error: unknown) => {
  const wrongOption =
    error instanceof z.ZodError || (error as NodeJS.ErrnoException).code?.startsWith("ERR_PARSE");
  const reason = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
  console.error(`simulator: ${reason}${wrongOption ? "\nTry --help." : ""}`);
  process.exitCode = 1;
});
