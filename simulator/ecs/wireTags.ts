/** How most answers of ECS write tags; those about snapshot groups write Key and Value. */
export function wireTags(tags: Readonly<Record<string, string>>) {
  return Object.entries(tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue }));
}
