import { createHmac } from "node:crypto";

/** Every parameter that arrived, from the query and from the form. */
export type RawParameters = ReadonlyMap<string, string>;

/** Signature version 1, as the page "Request signatures" of ECS defines it. */
export function sign(method: string, parameters: RawParameters, accessKeySecret: string): string {
  return createHmac("sha1", `${accessKeySecret}&`).update(stringToSign(method, parameters)).digest("base64");
}

/** The method is part of it, so a GET's and a POST's signature differ. */
export function stringToSign(method: string, parameters: RawParameters): string {
  return `${method}&${percentEncode("/")}&${percentEncode(canonicalQuery(parameters))}`;
}

function canonicalQuery(parameters: RawParameters): string {
  return [...parameters]
    .filter(([key]) => key !== "Signature")
    .sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .map(([key, value]) => `${percentEncode(key)}=${percentEncode(value)}`)
    .join("&");
}

/** RFC 3986: encodeURIComponent leaves five characters alone that are to be encoded. */
export function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
