import XMLBuilder from "fast-xml-builder";
import type { Answer } from "./action";
import type { CloudError } from "./cloudError";

export type Format = "JSON" | "XML";

/** XML when Format is missing, unless told otherwise; the value's case does not matter. Undefined: none we know. */
export function formatOf(value: string | undefined, unasked: Format = "XML"): Format | undefined {
  if (value === undefined || value === "") return unasked;
  const upper = value.toUpperCase();
  return upper === "JSON" || upper === "XML" ? upper : undefined;
}

export interface WireAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

export function successAnswer(format: Format, action: string, requestId: string, answer: Answer): WireAnswer {
  return write(format, 200, `${action}Response`, { RequestId: requestId, ...answer });
}

export interface ErrorOrigin {
  readonly requestId: string;
  readonly host: string;
  readonly product: string;
}

export function errorAnswer(format: Format, error: CloudError, origin: ErrorOrigin): WireAnswer {
  const query = `q=${error.code}&product=${origin.product}&requestId=${origin.requestId}`;
  return write(format, error.status, "Error", {
    RequestId: origin.requestId,
    HostId: origin.host,
    Code: error.code,
    Message: error.message,
    Recommend: `https://api.aliyun.com/troubleshoot?${query}`,
    ...error.details,
  });
}

/** XML 1.0 cannot hold these characters, not even escaped; a carriage return would be read as a line feed. */
const notInXml = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu;

const xml = new XMLBuilder({
  tagValueProcessor: (_, value) => (typeof value === "string" ? value.replace(notInXml, "\ufffd") : value),
});

function write(format: Format, status: number, root: string, content: Answer): WireAnswer {
  if (format === "JSON") {
    return { status, contentType: "application/json;charset=utf-8", body: JSON.stringify(content) };
  }
  const body = `<?xml version='1.0' encoding='UTF-8'?>${xml.build({ [root]: content })}`;
  return { status, contentType: "text/xml;charset=utf-8", body };
}
