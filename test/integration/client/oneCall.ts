import { callerOf, requestOf } from "./calling";

/** A program that calls once and closes nothing: `tsx oneCall.ts 127.0.0.1:18080`. */
async function main(): Promise<void> {
  const { cloud } = callerOf(process.argv[2] ?? "");
  await cloud.call(requestOf("read"));
}

void main();
