/** One that is being made is complete here: nothing real works on it. */
export function completion(status: string, createdAt: string) {
  const failed = status.toLowerCase() === "failed" ? { failedAt: createdAt } : {};
  return { availableAt: createdAt, finishesAt: createdAt, ...failed };
}
