import type { CloudRequest } from "../client";
import type { Page } from "../services";

/** Everything that a list holds, page after page. */
export async function allPages<Item>(
  request: (after: string | undefined) => CloudRequest<Page<Item>>,
  call: (request: CloudRequest<Page<Item>>) => Promise<Page<Item>>,
): Promise<Item[]> {
  const found: Item[] = [];
  let after: string | undefined;
  do {
    const page = await call(request(after));
    found.push(...page.items);
    after = page.next;
  } while (after !== undefined);
  return found;
}
