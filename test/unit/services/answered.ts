import type { CloudRequest } from "../../../provider/client";

/** How a request reads an answer; throws where the answer is none of the documented ones. */
export const answered = <Answer>(request: CloudRequest<Answer>, body: unknown): Answer =>
  request.answer.parse(body);

/** A copy without one field. */
export function without<Fields extends object>(fields: Fields, field: keyof Fields): Partial<Fields> {
  const copy: Partial<Fields> = { ...fields };
  delete copy[field];
  return copy;
}
