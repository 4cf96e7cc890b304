import DataLoader from "dataloader";

/** Reads that may go together. */
export interface Gathering<Reference, Answer> {
  /** Those of one name are gathered. */
  readonly name: string;
  /** How many of them one read takes. */
  readonly size?: number;
  keyOf(reference: Reference): string;
  /** The answers by key, or why there is none; what is not among them is not there. */
  read(distinct: readonly Reference[]): Promise<ReadonlyMap<string, Answer | Error>>;
}

export type GatheredRead = <Reference, Answer>(
  gathering: Gathering<Reference, Answer>,
  reference: Reference,
) => Promise<Answer | undefined>;

/**
 * What is asked for within the same moment leaves together, and the same is asked for once. Nothing is cached, and
 * nobody is given an answer to a question that had left before: the world moves.
 */
export function gatheredReads(): GatheredRead {
  const loaders = new Map<string, DataLoader<unknown, unknown, string>>();
  return <Reference, Answer>(gathering: Gathering<Reference, Answer>, reference: Reference) => {
    const { name } = gathering;
    const known = loaders.get(name) as DataLoader<Reference, Answer | undefined, string> | undefined;
    if (known) return known.load(reference);
    const made = loaderOf(gathering);
    loaders.set(name, made as unknown as DataLoader<unknown, unknown, string>);
    return made.load(reference);
  };
}

const loaderOf = <Reference, Answer>({ keyOf, read, size }: Gathering<Reference, Answer>) =>
  new DataLoader<Reference, Answer | undefined, string>(
    async (references) => {
      const distinct = [...new Map(references.map((one) => [keyOf(one), one])).values()];
      const byKey = await read(distinct);
      return references.map((one) => byKey.get(keyOf(one)));
    },
    { cache: false, maxBatchSize: size ?? Infinity, batchScheduleFn: (send) => setTimeout(send, gatherMs) },
  );

/** How long a read waits for others to join it. */
const gatherMs = 10;
