/** A resource's inputs or outputs, as they stand in the state. */
export type Properties = Readonly<Record<string, unknown>>;
