// The size of each page and of its scripts: bytes of the brotli body as served.
import { brotliDecompressSync } from "node:zlib";
import { request } from "node:http";
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { test, expect } from "../harness/fixtures.js";
import { STATES } from "../harness/states.js";

const PAGE_MAX = 14_000;
/** Script and wasm of the pay page, and of the console. */
const BUNDLE_MAX = { pay: 55_000, console: 32_000 };

/** The answer and its body as sent, still compressed. */
async function raw(url: string, accept: string, more = {}): Promise<{ answer: IncomingMessage; bytes: Buffer }> {
  const asked = request(url, { headers: { "accept-encoding": accept, ...more } }).end();
  const [answer] = (await once(asked, "response")) as [IncomingMessage];
  const parts: Buffer[] = [];
  for await (const part of answer) parts.push(part as Buffer);
  return { answer, bytes: Buffer.concat(parts) };
}

/** The islands that a script of wasm-bindgen exports, one function for each. */
function exported(script: string): string[] {
  return [...script.matchAll(/^export function ([A-Z][A-Za-z]*)_\d+\(/gm)].map(([, name]) => name ?? "");
}

// "embedded" gives the browser a decoded copy; its bytes are counted below.
for (const [name, { bring }] of STATES.filter(([name]) => name !== "embedded")) {
  test(`${name}: the page with its style`, async ({ page, deployment, mall, expired }) => {
    test.setTimeout(120_000);
    const documents: Promise<Record<string, string>>[] = [];
    page.on("response", (response) => {
      const own = response.request().isNavigationRequest() && response.url().startsWith(deployment.desk);
      if (own && response.status() !== 303) documents.push(response.allHeaders());
    });
    await bring({ page, deployment, mall, language: "zh-CN", expired });
    // The compressed length is taken from the header, because a page that answers
    // a form cannot be requested again.
    const sizes = (await Promise.all(documents)).map((headers) => {
      expect(headers["content-encoding"]).toBe("br");
      return Number(headers["content-length"]);
    });
    expect(sizes.length).toBeGreaterThan(0);
    test.info().annotations.push({ type: "brotli bytes", description: sizes.join(" ") });
    for (const size of sizes) expect(size).toBeLessThanOrEqual(PAGE_MAX);
  });
}

test("pages, as served", async ({ deployment, mall }) => {
  const { pay_url } = await mall.order("88.00");
  const pages: [string, object][] = [
    [pay_url, {}],
    [`${pay_url}/card`, {}],
    [`${deployment.desk}/nowhere`, {}],
    [pay_url, { "sec-fetch-dest": "iframe" }],
    [`${deployment.desk}/console/sign-in`, {}],
  ];
  for (const [address, more] of pages) {
    const { answer, bytes } = await raw(address, "gzip, deflate, br", more);
    expect(answer.headers["content-encoding"]).toBe("br");
    expect(brotliDecompressSync(bytes).toString()).toContain("</html>");
    expect(answer.headers["content-length"]).toBe(String(bytes.length));
    expect(bytes.length).toBeLessThanOrEqual(PAGE_MAX);
    expect((await raw(address, "identity", more)).answer.headers["content-encoding"]).toBeUndefined();
  }
});

test("script and wasm, as served", async ({ deployment, mall }) => {
  const { pay_url } = await mall.order("88.00");
  const islands: string[] = [];
  for (const [address, most] of [[pay_url, BUNDLE_MAX.pay], [`${deployment.desk}/console/sign-in`, BUNDLE_MAX.console]] as const) {
    const html = await (await fetch(address)).text();
    const names = new Set([...html.matchAll(/\/assets\/[\w.-]+\.(?:js|wasm)/g)].map(([name]) => name));
    expect([...names].map((name) => name.split(".").at(-1)).sort()).toEqual(["js", "wasm"]);
    let sum = 0;
    for (const name of names) {
      const { answer, bytes } = await raw(`${deployment.desk}${name}`, "gzip, br");
      expect(answer.headers["content-encoding"]).toBe("br");
      expect(answer.headers["cache-control"]).toBe("public, max-age=31536000, immutable");
      expect(answer.headers["content-type"]).toBe(name.endsWith(".js") ? "text/javascript; charset=utf-8" : "application/wasm");
      const plain = await raw(`${deployment.desk}${name}`, "identity");
      expect(brotliDecompressSync(bytes).equals(plain.bytes), "one content in every encoding").toBe(true);
      sum += bytes.length;
      if (name.endsWith(".js")) islands.push(...exported(plain.bytes.toString()));
    }
    expect(sum).toBeLessThanOrEqual(most);
    test.info().annotations.push({ type: "brotli bytes", description: String(sum) });
  }
  expect(islands, "each island in its own bundle alone").toEqual([...new Set(islands)]);
  expect(islands).toEqual(expect.arrayContaining(["Clock", "Countdown"]));
});

test("a page asks for nothing else", async ({ page, deployment, mall }) => {
  const order = await mall.order("88.00");
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.goto(order.pay_url, { waitUntil: "load" });
  await expect.poll(() => asked.some((url) => url.endsWith("/events"))).toBe(true);
  const kinds = asked.map((url) => {
    expect(url.startsWith(deployment.desk) || url.startsWith("data:")).toBe(true);
    return new URL(url).pathname.replace(/\/(pay|brand)\/[^/]+/, "/$1/…").replace(/\/assets\/.*\./, "/assets/….");
  });
  expect([...new Set(kinds)].sort()).toEqual(
    ["/assets/….js", "/assets/….wasm", "/pay/…", "/pay/…/events", "/brand/…", ...kinds.filter((k) => k === "/favicon.svg")].sort(),
  );
});
