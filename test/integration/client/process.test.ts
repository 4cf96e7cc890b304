import { spawn } from "node:child_process";
import path from "node:path";
import { afterEach, expect, it } from "vitest";
import { answers, type Gateway, startGateway } from "./gateway";

let gateway: Gateway;
afterEach(() => gateway.close());

it("kept connections: let a process end that has nothing else to do", async () => {
  gateway = await startGateway(answers({ RequestId: "R-1" }));
  const program = path.resolve("test/integration/client/oneCall.ts");
  const child = spawn(process.execPath, ["--import", "tsx", program, gateway.address], {
    stdio: "inherit",
    timeout: 20_000,
  });
  const code = await new Promise((resolve) => child.on("exit", resolve));
  expect(code).toBe(0);
  expect(gateway.requests).toHaveLength(1);
});
