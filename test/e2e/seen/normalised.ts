/**
 * A text in which whatever differs from run to run has a fixed name: ids of snapshots by the order in which they come up,
 * moments, and lengths of time such as "6 h 12 m".
 */
export function normalised(text: string): string {
  const names = new Map<string, string>();
  const nameOf = (id: string, kind: string) => {
    if (!names.has(id)) names.set(id, `${kind}-<${names.size + 1}>`);
    return names.get(id) ?? id;
  };
  return text
    .replace(/\b(ssg|s)-[a-z0-9]{15,}\b/g, (id: string, kind: string) => nameOf(id, kind))
    .replace(/\b\d{4}-\d\d-\d\d \d\d:\d\d UTC\b/g, "<moment>")
    .replace(/\b\d+ [dhms]\b( \d+ [hms]\b)?/g, "<time>");
}
