import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Hono } from "hono";

const files = {
  "page.css": "text/css; charset=utf-8",
  "page.js": "text/javascript; charset=utf-8",
} as const;

const headers = {
  "cache-control": "no-cache",
  // The page can do what the control API can: nobody else's page may show it or bring scripts into it.
  "content-security-policy": "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'",
};

/** The page at `/`, for a browser: plain files, as they are. Clients of the cloud send their calls there too. */
export function pageRoutes(): Hono {
  const routes = new Hono();
  routes.get("/", async (c, next) => {
    const isCall = new URL(c.req.url).search !== "" || !c.req.header("accept")?.includes("text/html");
    if (isCall) return next();
    return c.html(read("index.html"), 200, headers);
  });
  for (const [name, type] of Object.entries(files))
    routes.get(`/_simulator/page/${name}`, (c) =>
      c.body(read(name), 200, { ...headers, "content-type": type }),
    );
  return routes;
}

/** Beside this file in a clone; the package has them once, outside of what is compiled. */
function read(name: string): string {
  const places = [__dirname, join(__dirname, "..", "..", "..", "simulator", "page")];
  const folder = places.find((place) => existsSync(join(place, name)));
  if (folder === undefined) throw new Error(`${name} of the page is not there`);
  return readFileSync(join(folder, name), "utf8");
}
