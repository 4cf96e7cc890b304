export type Redact = (text: string) => string;

const REDACTED = "[redacted]";

/** Takes the given secrets out of a text, however often it was percent-encoded, and whatever looks like one. */
export function redactor(secrets: Iterable<string>): Redact {
  const spellings = [...new Set([...secrets].filter((secret) => secret.length >= SHORTEST).flatMap(spelled))];
  // The longest first, so that no secret leaves the rest of one that begins with it.
  spellings.sort((left, right) => right.length - left.length);
  return (text) =>
    patterns.reduce(
      (clean, { find, put }) => clean.replace(find, put),
      spellings.reduce((clean, secret) => clean.replaceAll(secret, REDACTED), text),
    );
}

/** Taking out shorter ones would only make a text unreadable. */
const SHORTEST = 4;

function spelled(secret: string): string[] {
  const once = encodeURIComponent(secret);
  return [secret, once, encodeURIComponent(once), JSON.stringify(secret).slice(1, -1)];
}

const patterns: readonly { readonly find: RegExp; readonly put: string }[] = [
  // SignatureDoesNotMatch repeats all that was signed.
  { find: /(string to sign is:?)[^]*/gi, put: `$1 ${REDACTED}` },
  // Parameters of a signed request, in a query, a form, JSON or a header, percent-encoded up to twice.
  {
    find: /((?:access[-_]?key[-_]?(?:id|secret)|(?:security|sts)[-_]?token|signature(?:nonce)?|authorization)["']?\s*(?:=|:|%3D|%253D)\s*["']?)(?:[^\s&"'<>%,]|%(?!26|2526))+/gi,
    put: `$1${REDACTED}`,
  },
  { find: /\bLTAI[A-Za-z0-9]{8,}/g, put: REDACTED },
  { find: /\bSTS\.[A-Za-z0-9]{8,}/g, put: REDACTED },
];
