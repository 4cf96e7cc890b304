import { inspect } from "node:util";
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { type CloudError, ConfigurationError, type Effect } from "../../../provider/client";
import { callerOf, failureOf, requestOf, SECRETS } from "./calling";
import {
  type Behaviour,
  cutsBeforeAnswer,
  cutsWithinAnswer,
  type Gateway,
  neverAnswers,
  reply,
  startGateway,
} from "./gateway";

let gateway: Gateway;
afterEach(() => gateway.close());

/** A gateway that repeats everything it was sent, in the worst places. */
const indiscreet: [string, string, Behaviour][] = [
  [
    "ForeignAnswer",
    "a page",
    (response, { body }) => void response.end(`<html><title>Bad: ${body}</title>${body}</html>`),
  ],
  [
    "ForeignAnswer",
    "a page of plain words",
    (response) => void response.end(`<p>${Object.values(SECRETS).join(" ")}</p>`),
  ],
  ["BrokenAnswer", "broken JSON", (response, { body }) => void response.end(`{"Sent":"${body}`)],
  ["BrokenAnswer", "foreign JSON", (response, { body }) => reply(response, { sent: body }, 502)],
  [
    "InvalidAccessKeyId.NotFound",
    "the key",
    (response) => said(response, "InvalidAccessKeyId.NotFound", SECRETS.accessKeyId),
  ],
  [
    "SignatureDoesNotMatch",
    "the text that was signed",
    (response, { body }) =>
      said(
        response,
        "SignatureDoesNotMatch",
        `server string to sign is:POST&%2F&${encodeURIComponent(body)}`,
      ),
  ],
  [
    "IncorrectInstanceStatus",
    "the form",
    (response, { body }) => said(response, "IncorrectInstanceStatus", body),
  ],
  [
    "IncorrectDiskStatus",
    "the form as an address",
    (response, { body }) => said(response, "IncorrectDiskStatus", `https://ecs.aliyuncs.com/?${body}`),
  ],
  ["Throttling.User", "the form", (response, { body }) => said(response, "Throttling.User", body)],
  ["InternalError", "the form", (response, { body }) => said(response, "InternalError", body)],
  ["MoonPhase", "the form under an unknown code", (response, { body }) => said(response, "MoonPhase", body)],
  [
    "UnexpectedAnswer",
    "secrets as names and values",
    (response) => reply(response, { RequestId: [SECRETS.securityToken] }),
  ],
  [
    "UnexpectedAnswer",
    "secrets in a header",
    (response) => reply(response, {}, 200, { "x-acs-request-id": SECRETS.accessKeySecret }),
  ],
  ["ConnectionLost", "nothing", cutsBeforeAnswer],
  ["ConnectionLost", "half an answer", cutsWithinAnswer],
  ["ReadTimeout", "nothing", neverAnswers],
];

function said(response: Parameters<Behaviour>[0], code: string, words: string): void {
  reply(response, { RequestId: "R-1", Code: code, Message: `It was: ${words}` }, 400);
}

/** All that anybody could print of an error. */
function everything(error: Error): string {
  return [
    inspect(error, { depth: 20, showHidden: true }),
    JSON.stringify(error),
    String(error),
    error.stack,
  ].join("\n");
}

function expectNoSecret(error: Error, signatures: readonly string[]): void {
  const text = everything(error);
  for (const secret of [...Object.values(SECRETS), ...signatures])
    for (const spelling of [
      secret,
      encodeURIComponent(secret),
      encodeURIComponent(encodeURIComponent(secret)),
    ])
      expect(text).not.toContain(spelling);
  expect(error.cause).toBeUndefined();
}

function signaturesSent(): string[] {
  return gateway.requests.map(({ form }) => form.get("Signature") ?? "");
}

describe.each(indiscreet)("%s that repeats %s", (code, _, behaviour) => {
  it.each(["read", "once"] as const)("%s: holds no secret", async (effect: Effect) => {
    gateway = await startGateway(behaviour);
    const { cloud, clock } = callerOf(gateway.address, { "alicloud:clientReadTimeout": "300" });
    const seen: CloudError[] = [];
    const error = await failureOf(
      cloud.call(requestOf(effect), {
        deadline: clock.now() + 9_000,
        onRetry: (retry) => seen.push(retry.error),
      }),
    );
    cloud.close();
    expect(error.code).toBe(code);
    expect(signaturesSent()[0]).toMatch(/^[\w+/]{27}=$/);
    for (const each of [error, ...seen]) expectNoSecret(each, signaturesSent());
  });
});

describe("an answer of HTTP 200", () => {
  it("that tells of a failed disk: its words hold no secret, and its data is left alone", async () => {
    const Description = "the signature=of the door";
    gateway = await startGateway((response, { body }) =>
      reply(response, {
        RequestId: "R-1",
        OperationProgressSet: { OperationProgress: [{ ErrorCode: "IncorrectDiskStatus", ErrorMsg: body }] },
        Failures: [{ Message: Object.values(SECRETS).join(" "), Description }],
      }),
    );
    const { cloud } = callerOf(gateway.address);
    const answer = await cloud.call({ ...requestOf("once"), answer: z.unknown() });
    cloud.close();
    const text = JSON.stringify(answer);
    for (const secret of [...Object.values(SECRETS), ...signaturesSent()])
      for (const spelling of [secret, encodeURIComponent(secret)]) expect(text).not.toContain(spelling);
    expect(text).toContain("Action=");
    expect(answer).toMatchObject({
      OperationProgressSet: { OperationProgress: [{ ErrorCode: "IncorrectDiskStatus" }] },
      Failures: [{ Description }],
    });
  });
});

describe("other errors", () => {
  it("of a long text are cut after the secrets are out: half of one would not be recognised", async () => {
    gateway = await startGateway((response) => void response.end("x".repeat(150) + SECRETS.accessKeySecret));
    const { cloud } = callerOf(gateway.address);
    const error = await failureOf(cloud.call(requestOf("once")));
    cloud.close();
    expect(error.code).toBe("BrokenAnswer");
    expect(everything(error)).toContain("x".repeat(150));
    expect(everything(error)).not.toContain(SECRETS.accessKeySecret.slice(0, 5));
  });

  it("of a connection that is refused hold no secret", async () => {
    gateway = await startGateway(neverAnswers);
    await gateway.close();
    const { cloud } = callerOf(gateway.address);
    expectNoSecret(await failureOf(cloud.call(requestOf("once"))), []);
  });

  it("of an interrupted call hold no secret, also where a target does", async () => {
    gateway = await startGateway((response, { body }) => said(response, "Throttling", body));
    const abort = new AbortController();
    const { cloud } = callerOf(gateway.address);
    const request = { ...requestOf("once"), target: `d-1 of ${SECRETS.accessKeySecret}` };
    const error = await failureOf(
      cloud.call(request, { signal: abort.signal, onRetry: () => abort.abort() }),
    );
    cloud.close();
    expect(error.kind).toBe("cancelled");
    expectNoSecret(error, signaturesSent());
  });

  it("of a wrong endpoint hold no secret", async () => {
    gateway = await startGateway(neverAnswers);
    const { cloud } = callerOf("");
    const request = { ...requestOf("once"), regionId: "wrong/region" };
    const error = await cloud.call(request).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConfigurationError);
    expectNoSecret(error as ConfigurationError, []);
  });
});
