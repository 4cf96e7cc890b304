import { refusalOf, type Properties } from "../unit/host/providerProcess";

/** A declared resource as the engine's state has it. */
export interface Recorded {
  readonly id: string;
  readonly outputs: Properties;
  readonly inputs: Properties;
}

/** A call of the engine that failed, and what it keeps of the resource. */
export class Refused extends Error {
  constructor(
    message: string,
    readonly left: Recorded | undefined,
  ) {
    super(message);
  }
}

export async function orRefused<Answer>(
  call: Promise<Answer>,
  before: Recorded | undefined,
  inputs: Properties,
): Promise<Answer> {
  try {
    return await call;
  } catch (error) {
    const { message, state } = await refusalOf(Promise.reject(error as Error));
    const left = state && { id: state.id, outputs: state.properties, inputs };
    throw new Refused([message, ...(state?.reasons ?? [])].join("\n"), left ?? before);
  }
}
