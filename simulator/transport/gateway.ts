import { setTimeout as sleep } from "node:timers/promises";
import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Context } from "hono";
import type { Cloud } from "../cloud";
import { newRequestId } from "../world/identifiers";
import { ownParameters } from "./action";
import type { Gatekeeper } from "./authenticate";
import { checkBounds } from "./bounds";
import { shortened, shortenedText, type Call } from "./calls";
import { CloudError, fromTable } from "./cloudError";
import { errorAnswer, formatOf, successAnswer, type Format, type WireAnswer } from "./envelope";
import type { Fault } from "./faults";
import { gatewayError, gatewayErrors } from "./gatewayErrors";
import { checkPermission, denial, isDryRun } from "./permissions";
import { findOperation, products, serviceOf, type Operation } from "./products";
import { readRequest, type CloudRequest } from "./request";
import type { RawParameters } from "./signature";

export type HttpContext = Context<{ Bindings: HttpBindings }>;

export interface Gateway {
  readonly cloud: Cloud;
  readonly gatekeeper: Gatekeeper;
  /** Writes down what a call has changed, before its answer leaves; waits for what others are writing down. */
  save(): Promise<void>;
}

/** Answers one call in the cloud's order: transport, authentication, types, rules, state. */
export async function answerCall(context: HttpContext, gateway: Gateway): Promise<Response> {
  const request = await readRequest(context);
  const call = openCall(request, gateway.cloud);
  const { latency } = gateway.cloud.settings;
  if (latency > 0) await sleep(latency, undefined, { ref: false });
  const answer = await attempt(context, request, gateway, call);
  return deliver(context, answer, gateway.cloud, call);
}

/** A body that is beyond the bounds is not read, so nobody knows what was asked for, and the connection ends. */
export function refuseLargeBody(context: Context, { settings }: Cloud): Response {
  const requestId = newRequestId();
  const origin = { requestId, host: context.req.header("host") ?? "", product: "" };
  const { status, contentType, body } =
    settings.gateway.largeBody === "html"
      ? webServerPage(413, "Request Entity Too Large")
      : errorAnswer("XML", gatewayError("RequestBodyTooLarge"), origin);
  const headers = { "content-type": contentType, "x-acs-request-id": requestId, connection: "close" };
  return new Response(body, { status, headers });
}

function openCall({ method, parameters, signature }: CloudRequest, cloud: Cloud): Call {
  const call: Call = {
    time: new Date(cloud.clock.now()).toISOString(),
    service: serviceOf(parameters.get("Version")) ?? "unknown",
    action: shortenedText(parameters.get("Action") ?? ""),
    method,
    signature,
    parameters: shortened(ownParameters(parameters)),
    requestId: newRequestId(),
    outcome: "pending",
    acted: false,
  };
  cloud.calls.add(call);
  return call;
}

/** "cut": the connection ends before anything was done. */
async function attempt(
  context: HttpContext,
  request: CloudRequest,
  gateway: Gateway,
  call: Call,
): Promise<WireAnswer | "cut"> {
  const { parameters } = request;
  const format = formatOf(parameters.get("Format"), formatUnasked(request));
  try {
    if (!["GET", "POST"].includes(context.req.method)) throw gatewayError("UnsupportedHTTPMethod");
    if (format === undefined) throw gatewayError("InvalidParameter.Format");
    if (request.malformed)
      throw gatewayError("InvalidParameter", "The body is no JSON object that can be read.");
    checkBounds(parameters);
    const operation = findOperation(parameters);
    operation.action.offered?.(gateway.cloud.moment());
    const fault = gateway.cloud.faults.match(operation.service, operation.name, isDryRun(parameters));
    call.fault = fault?.id;
    if (fault?.effect === "drop-before") return "cut";
    if (fault?.effect === "html") return webServerPage(fault.status ?? 502, "Bad Gateway");
    if (fault?.effect === "delay") await sleep(fault.milliseconds, undefined, { ref: false });
    gateway.gatekeeper.check(request, gateway.cloud.settings.gateway);
    checkPermission(operation, parameters, gateway.cloud.settings);
    checkCallRate(operation, gateway.cloud);
    if (fault?.effect === "throttle" || fault?.effect === "error") throw injectedError(fault, operation);
    const answer = await act(operation, parameters, gateway, call);
    return successAnswer(format, operation.name, call.requestId, answer);
  } catch (error) {
    const cloudError = error instanceof CloudError ? error : ownFailure(error);
    call.code = cloudError.code;
    const product = call.service === "unknown" ? "" : products[call.service].code;
    const origin = { requestId: call.requestId, host: context.req.header("host") ?? "", product };
    return errorAnswer(format ?? formatUnasked(request), cloudError, origin);
  }
}

/** What a request without Format gets: XML with version 1; what it accepts with version 3, JSON at first. */
function formatUnasked({ signature, headers }: CloudRequest): Format {
  if (signature === "V1") return "XML";
  const accepted = headers.get("accept") ?? "";
  return accepted.includes("xml") && !accepted.includes("json") ? "XML" : "JSON";
}

/** SWAS documents (or did) 10 calls a minute for each action and account; the others have no number. */
function checkCallRate({ service, name }: Operation, { callRate, settings, clock }: Cloud): void {
  const most = service === "swas" ? settings.swas.callsPerMinute : null;
  callRate.check(`${service}:${name}`, most, clock.now());
}

async function act(operation: Operation, parameters: RawParameters, gateway: Gateway, call: Call) {
  const { cloud, save } = gateway;
  const reads = /^(Describe|List)/.test(operation.name);
  const moment = reads ? cloud.look() : cloud.moment();
  try {
    const context = { ...moment, service: operation.service, action: operation.name };
    const answer = operation.action.handle(parameters, context);
    call.acted = true;
    return answer;
  } finally {
    await save();
  }
}

/** Code, status and text as the action's page has them, unless the fault says otherwise. */
function injectedError(fault: Fault, { action, product, name }: Operation): CloudError {
  const rows = [...action.errors, ...gatewayErrors];
  const throttling = action.errors.some(([, code]) => code === "Throttling")
    ? "Throttling"
    : "Throttling.User";
  const { status, code, message } = fromTable(rows, fault.code ?? throttling, fault.message);
  const denied = code === "Forbidden.RAM" ? { AccessDeniedDetail: denial(product.ramPrefix, name) } : {};
  return new CloudError(fault.status ?? status, code, message, denied);
}

function ownFailure(error: unknown): CloudError {
  console.error("The simulator itself failed:", error);
  return gatewayError("InternalError", `The simulator itself failed: ${String(error)}`);
}

/** What stands before the gateway speaks HTML. */
function webServerPage(status: number, words: string): WireAnswer {
  const title = `${status} ${words}`;
  const body = `<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>\n`;
  return { status, contentType: "text/html", body };
}

async function deliver(
  context: HttpContext,
  answer: WireAnswer | "cut",
  cloud: Cloud,
  call: Call,
): Promise<Response> {
  const fault = cloud.faults.get(call.fault);
  if (answer === "cut" || fault?.effect === "drop-after") {
    call.outcome = "dropped";
    context.env.outgoing.destroy();
    return RESPONSE_ALREADY_SENT;
  }
  call.status = answer.status;
  if (fault?.effect === "hold") {
    call.outcome = "held";
    await cloud.faults.hold(fault);
  }
  const truncated = fault?.effect === "truncate";
  call.outcome = truncated ? "truncated" : outcomeOf(call, fault);
  const body = truncated ? answer.body.slice(0, Math.floor(answer.body.length / 2)) : answer.body;
  const headers = {
    "content-type": answer.contentType,
    "x-acs-request-id": call.requestId,
    // By the simulated clock, like all times that an answer tells.
    date: new Date(cloud.clock.now()).toUTCString(),
  };
  return new Response(body, { status: answer.status, headers });
}

function outcomeOf(call: Call, fault: Fault | undefined): Call["outcome"] {
  if (fault?.effect === "html") return "html";
  return call.code === undefined ? "ok" : "error";
}
