import type { OperationResult } from "../harness";

/** What a run said about one resource, in order, such as `"info: will roll back …"`; progress is left out. */
export function diagnosticsOf({ events }: Pick<OperationResult, "events">, resource: string): string[] {
  return events.flatMap(({ diagnosticEvent: said }) => {
    if (!said || said.ephemeral || said.severity === "debug") return [];
    if (!said.urn?.endsWith(`::${resource}`)) return [];
    return [`${said.severity.replace("#err", "")}: ${plain(said.message)}`];
  });
}

/** What a run showed in the resource's row while it was under way. */
export function progressOf({ events }: Pick<OperationResult, "events">, resource: string): string[] {
  return events.flatMap(({ diagnosticEvent: said }) =>
    said?.ephemeral && said.urn?.endsWith(`::${resource}`) ? [plain(said.message)] : [],
  );
}

/** Without the engine's marks for colours. */
const plain = (message: string) => message.replace(/<\{%[^%]*%\}>/g, "").trimEnd();
