import dns from "node:dns";
import type { Failure } from "./failure";

/**
 * "No such host" may mean that this one name is wrong, or that no name at all can be looked up: many resolvers say the
 * same of both while there is no network. Another name of the cloud tells them apart.
 */
export async function blameName(failure: Failure): Promise<Failure> {
  if (failure.code !== "NameNotFound" || !(await isKnown(alwaysKnown))) return failure;
  return {
    ...failure,
    code: "HostNotFound",
    message: `${failure.message}, while ${alwaysKnown} is known: there is no such host`,
  };
}

/** The cloud's central host, which belongs to no region. */
const alwaysKnown = "ecs.aliyuncs.com";

const isKnown = (host: string): Promise<boolean> =>
  dns.promises.lookup(host).then(
    () => true,
    () => false,
  );
