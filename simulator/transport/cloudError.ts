/** One row of a page's error table: HTTP status, code, text. A code may have several rows. */
export type ErrorRow = readonly [status: number, code: string, message: string];

/** An answer of the cloud that is an error. */
export class CloudError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    /** Further fields of the envelope. */
    readonly details: Record<string, unknown> = {},
  ) {
    super(message);
    this.name = "CloudError";
  }
}

/** The first row with this code gives status and text, unless another text is given. */
export function fromTable(rows: readonly ErrorRow[], code: string, message?: string): CloudError {
  const row = rows.find(
    ([, rowCode, text]) => rowCode === code && (message === undefined || text === message),
  );
  const [status, , text] = row ?? rows.find(([, rowCode]) => rowCode === code) ?? [400, code, code];
  return new CloudError(status, code, message ?? text);
}
