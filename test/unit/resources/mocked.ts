import * as pulumi from "@pulumi/pulumi";

/** What a program's constructor sends to the engine. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly id: string | undefined;
}

/** Pulumi's own mocks in the place of the engine: what was registered, and what the provider would answer. */
export async function mockedEngine(
  outputs: (registered: Registered) => Readonly<Record<string, unknown>> = () => ({}),
): Promise<Registered[]> {
  const registered: Registered[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs, id }) => {
        const one: Registered = { type, name, inputs: inputs as Registered["inputs"], id: id || undefined };
        registered.push(one);
        return { id: id || `${name}-id`, state: { ...inputs, ...outputs(one) } };
      },
      call: ({ inputs }) => inputs as Record<string, unknown>,
    },
    "shop",
    "dev",
    false,
  );
  return registered;
}

/** The value of an output, once the mocked engine has answered. */
export const valueOf = <Value>(output: pulumi.Output<Value>): Promise<Value> =>
  new Promise((resolve) => output.apply(resolve));

/** Registered resources arrive asynchronously; a component waits for its parent's URN. */
export async function registeredAs(all: Registered[], name: string): Promise<Registered> {
  for (let turn = 0; turn < 100; turn += 1) {
    const found = all.find((one) => one.name === name);
    if (found) return found;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error(`${name} was never registered`);
}
