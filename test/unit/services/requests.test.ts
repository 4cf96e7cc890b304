import { describe, expect, it } from "vitest";
import type { ServiceName } from "../../../provider/lifecycle/facts";
import { services, type Service } from "../../../provider/services";
import { documented } from "./documented";
import { ecdRows } from "./ecdRows";
import { ecsRows } from "./ecsRows";
import type { Row } from "./requests";
import { swasRows } from "./swasRows";

const tables = { ecs: ecsRows, swas: swasRows, ecd: ecdRows } satisfies Record<ServiceName, readonly Row[]>;

describe.each(Object.values<Service>(services))("$name", (service) => {
  const rows = tables[service.name];
  const actions = documented[service.name];

  it.each(rows)("$what", ({ made, wanted }) => {
    expect(made).toEqual(wanted);
  });

  it("every method has its rows", () => {
    const tested = new Set(rows.map(({ what }) => what.split(":")[0]));
    expect([...tested].sort()).toEqual(methodsOf(service).sort());
  });

  const requests = rows.flatMap(({ made }) => made);
  it.each([...new Set(requests.map(({ action }) => action))])(
    "%s: is sent what its page asks for, and nothing that its page does not have",
    (action) => {
      const page = actions[action];
      expect(page, `no page of ${action} is known`).toBeDefined();
      const { required = [], optional = [] } = page ?? {};
      for (const { parameters } of requests.filter((request) => request.action === action)) {
        expect(Object.keys(parameters)).toEqual(expect.arrayContaining([...required]));
        expect([...required, ...optional]).toEqual(expect.arrayContaining(Object.keys(parameters)));
      }
    },
  );

  it("no page was written down in vain", () => {
    expect(Object.keys(actions).sort()).toEqual([...new Set(requests.map(({ action }) => action))].sort());
  });
});

/** "rollBack", "groups.take" */
function methodsOf(service: Service): string[] {
  const named = (prefix: string, members: object) =>
    Object.entries(members)
      .filter(([, member]) => typeof member === "function")
      .map(([name]) => `${prefix}${name}`);
  return [
    ...named("", service),
    ...named("groups.", service.groups ?? {}),
    ...named("tags.", service.tags ?? {}),
  ];
}
