/** What is kept of a snapshot that nothing was ever rolled back to. */
export const noReceipt = "none";

/** Whether a snapshot tells of a rollback to it (swas), and of another one than before. Both are the cloud's clock. */
export const isAnotherReceipt = (receipt: string | undefined, before: string | undefined): boolean =>
  receipt !== undefined && Date.parse(receipt) !== Date.parse(before ?? noReceipt);
