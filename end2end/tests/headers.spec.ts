// The headers of every page: no storing, no third-party content, no framing
// (rule R1).
import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { cards } from "../harness/cards.js";
import { test, expect } from "../harness/fixtures.js";
import { Payer } from "../harness/payer.js";
import { words } from "../harness/words.js";

/** Pages of one order, pages without an order, and the console. */
async function pages(payer: Payer, desk: string): Promise<Response[]> {
  const asked = await payer.act("", "confirm_payment", { way: "new_card" });
  expect(asked.place).toBe("card");
  const form = new URLSearchParams({ at: "card", number: "1" });
  return Promise.all([
    fetch(payer.payUrl),
    fetch(`${payer.payUrl}/card`),
    fetch(`${payer.payUrl}/code?do=send_code`, { method: "POST", body: form }),
    fetch(`${payer.payUrl}/nowhere`, { redirect: "manual" }),
    fetch(`${desk}/pay/nobody`),
    fetch(`${desk}/pay?refused=link_invalid`),
    fetch(`${desk}/nowhere`),
    fetch(`${desk}/console`),
  ]);
}

test("each page carries the headers of the design, and a nonce of its own", async ({ deployment, mall }) => {
  const order = await mall.order("88.00");
  const answers = await pages(new Payer(deployment, order.pay_url), deployment.desk);
  expect(answers.map((a) => a.status)).toEqual([200, 200, 422, 303, 404, 401, 404, 200]);
  const nonces = new Set<string>();
  for (const answer of answers) {
    const said = (name: string) => answer.headers.get(name);
    expect(said("cache-control")).toBe("no-store");
    expect(said("referrer-policy")).toBe("same-origin");
    expect(said("x-content-type-options")).toBe("nosniff");
    expect(said("x-frame-options")).toBe("DENY");
    expect(said("cross-origin-opener-policy")).toBe("same-origin");
    expect(said("cross-origin-resource-policy")).toBe("same-origin");
    expect(said("permissions-policy")).toContain("camera=()");
    // Whether the browser keeps cookies, so that a form's page can have an address.
    const cookie = `form=0; Path=/pay/${new URL(order.pay_url).pathname.split("/")[2]}; HttpOnly; SameSite=Lax`;
    expect([null, cookie]).toContain(said("set-cookie"));
    expect(said("server")).toBeNull();
    const policy = said("content-security-policy") ?? "";
    if (answer.status === 303) {
      expect(policy).toBe("default-src 'none'; frame-ancestors 'none'");
      continue;
    }
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? "";
    expect(nonce.length).toBeGreaterThanOrEqual(22);
    nonces.add(nonce);
    expect(policy.split("; ").sort()).toEqual(
      [
        "default-src 'none'",
        `script-src 'nonce-${nonce}' 'strict-dynamic' 'wasm-unsafe-eval'`,
        `style-src 'nonce-${nonce}'`,
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "object-src 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
      ].sort(),
    );
    const html = await answer.text();
    expect(html, "no inline style").not.toMatch(/<[^>]* style\s*=/i);
    expect(html, "no inline handler").not.toMatch(/<[^>]* on[a-z]+\s*=/i);
    for (const [tag] of html.matchAll(/<(?:script|style)[^>]*>/g)) expect(tag).toContain(`nonce="${nonce}"`);
    const loaded = [...html.matchAll(/<(?:script|link|img|style|iframe)[^>]*(?:src|href)="([^"]*)"/g)];
    for (const [, address] of loaded) expect(address, "nothing foreign is loaded").toMatch(/^\/(?!\/)/);
  }
  expect(nonces.size, "a nonce is used once").toBe(answers.length - 1);
});

test("r1: inside another page there are words and a link that opens the page on its own", async ({ page, mall }) => {
  const order = await mall.order("88.00");
  const url = `${order.pay_url}?lang=en`;
  const frames = [`<iframe src="${url}"></iframe>`, `<embed src="${url}" type="text/html">`, `<object data="${url}"></object>`];
  const other = createServer((_, response) => {
    response.setHeader("content-type", "text/html");
    response.end(`<!doctype html><title>other</title>${frames.join("")}`);
  }).listen(0, "127.0.0.1");
  await once(other, "listening");
  await page.goto(`http://127.0.0.1:${(other.address() as AddressInfo).port}/`);
  const inside = () => page.frames().filter((frame) => frame.url() === url);
  await expect.poll(() => inside().length).toBe(frames.length);
  for (const frame of inside()) {
    await expect(frame.getByRole("heading", { name: "Open this page on its own to pay" })).toBeVisible();
    await expect(frame.getByRole("button")).toHaveCount(0);
    await expect(frame.getByText("88.00")).toHaveCount(0);
    expect(await frame.evaluate(() => document.scripts.length)).toBe(0);
  }
  const link = inside()[0]?.getByRole("link", { name: "Open the payment page" });
  await link?.click();
  await expect(page).toHaveURL(url);
  await expect(page.getByRole("heading", { level: 1, name: words.en.choose.title })).toBeVisible();
  other.close();
  expect((await fetch(order.pay_url)).status, "an old browser sends no such header").toBe(200);
});

test("another site's form does nothing", async ({ deployment, mall }) => {
  const order = await mall.order("88.00");
  const foreign: Record<string, string>[] = [{ "sec-fetch-site": "cross-site" }, { origin: "https://evil.example" }];
  for (const headers of foreign) {
    const answer = await fetch(`${order.pay_url}?do=confirm_payment`, {
      method: "POST",
      body: new URLSearchParams({ way: "scan" }),
      headers,
      redirect: "manual",
    });
    expect(answer.status).toBe(403);
  }
  expect((await mall.find(order.id)).state).toBe("open");
  const payer = new Payer(deployment, order.pay_url);
  expect((await payer.payByCard(cards.debit)).place, "and its own pages work").toBe("paid");
});
