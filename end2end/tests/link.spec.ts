// Signed links: a mall that cannot call an API links to the pay page with a signed
// order. The first visit creates the order, the second finds it, and an invalid
// link is answered with an error page.
import { randomUUID, sign } from "node:crypto";
import { cards } from "../harness/cards.js";
import { test, expect } from "../harness/fixtures.js";
import type { MallClient, OrderBody } from "../harness/mall.js";
import { Payer } from "../harness/payer.js";
import { words } from "../harness/words.js";

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

interface Claims {
  iat?: number;
  exp?: number;
  jti?: string;
}

/** A link as a mall would make it; `claims` and `header` override its values. */
function link(mall: MallClient, body: OrderBody, claims: Claims = {}, header: object = {}): string {
  const now = Math.floor(Date.now() / 1000);
  const payload = { ...body, iss: mall.keyId, iat: now, exp: now + 600, jti: randomUUID(), ...claims };
  const text = `${encoded({ alg: "EdDSA", kid: mall.keyId, ...header })}.${encoded(payload)}`;
  return `${mall.desk}/pay?order=${text}.${sign(null, Buffer.from(text), mall.key).toString("base64url")}`;
}

async function orders(mall: MallClient, body: OrderBody): Promise<{ state: string; pay_url: string }[]> {
  const found = await mall.send("GET", `/v1/orders?mall_order_no=${body.mall_order_no}`);
  return found.status === 404 ? [] : [(await found.json()) as { state: string; pay_url: string }];
}

test("the first visit makes the order, the second finds it", async ({ page, mall }) => {
  const body = mall.body("88.00", { locale: "en" });
  const address = link(mall, body);
  await page.goto(address);
  await expect(page.getByRole("heading", { level: 1, name: words.en.choose.title })).toBeVisible();
  const [made] = await orders(mall, body);
  expect(made?.state).toBe("open");
  expect(page.url(), "the address becomes the order's own").toBe(made?.pay_url);
  await page.goto("about:blank");
  await page.goto(address);
  expect(page.url()).toBe(made?.pay_url);
  expect(await orders(mall, body)).toHaveLength(1);
  // A program that sends no Fetch Metadata, such as an old browser. Node's own fetch says that it is no visit.
  const again = await page.request.get(link(mall, body), { maxRedirects: 0 });
  expect(again.headers()["location"], "another link, one order")
    .toBe(new URL(made?.pay_url ?? "").pathname);
});

test("a link that is no good says so and makes no order", async ({ page, deployment, mall }) => {
  const now = Math.floor(Date.now() / 1000);
  const body = mall.body("1.00");
  const [, front, payload = "", signature = ""] = /^(.*)\.([^.]*)\.([^.]*)$/.exec(link(mall, body)) ?? [];
  const cheaper = encoded({ ...(JSON.parse(Buffer.from(payload, "base64url").toString()) as object), subject: "x" });
  const bad: Record<string, [code: string, address: string]> = {
    forged: ["link_signature_invalid", `${front}.${payload}.${"A".repeat(signature.length)}`],
    altered: ["link_signature_invalid", `${front}.${cheaper}.${signature}`],
    "without signature": ["link_invalid", link(mall, body, {}, { alg: "none" }).replace(/[^.]*$/, "")],
    "of nobody's key": ["link_key_unknown", link(mall.other(mall.returnUrl, "nobody", mall.key, "ed25519"), body)],
    "good for too long": ["link_lifetime_invalid", link(mall, body, { exp: now + 901 })],
    "of tomorrow": ["link_not_yet_valid", link(mall, body, { iat: now + 3600, exp: now + 4200 })],
    "not a link at all": ["link_invalid", `${mall.desk}/pay?order=hello`],
  };
  for (const [what, [code, address]] of Object.entries(bad)) {
    await test.step(what, async () => {
      const answer = await page.goto(`${address}&lang=en`);
      expect(answer?.status()).toBe(401);
      await expect(page.getByRole("heading", { level: 1, name: "This payment link cannot be used" })).toBeVisible();
      await expect(page.getByText("No order was created.")).toBeVisible();
      await expect(page.getByText(`Reason: ${code}`, { exact: true })).toBeVisible();
      // The reason and the id on the page are those of the log.
      const id = /req_[0-9a-z]{26}/.exec(await page.getByText(/^Reference: req_/).innerText())?.[0] ?? "none";
      const line = () => deployment.logged.split("\n").find((line) => line.includes(id) && line.includes("a signed link was refused"));
      await expect.poll(line).toMatch(new RegExp(`reason="?${code}\\b`));
    });
  }
  const old = await page.goto(`${link(mall, body, { iat: now - 800, exp: now - 100 })}&lang=en`);
  expect(old?.status()).toBe(401);
  await expect(page.getByText("The link has expired.")).toBeVisible();
  expect(await orders(mall, body)).toEqual([]);
});

test("a link that is loaded ahead or as a picture makes no order", async ({ page, mall }) => {
  const body = mall.body("1.00");
  const address = link(mall, body);
  await page.goto(`${mall.desk}/pay/nobody`);
  const other = await page.context().newPage();
  await other.route("**/other", (route) =>
    route.fulfill({ contentType: "text/html", body: `<img src="${address}"><link rel="prefetch" href="${address}"><iframe src="${address}"></iframe>` }),
  );
  const asked = [other.waitForResponse((r) => r.url() === address && r.request().resourceType() === "image")];
  await other.goto(`${mall.desk}/other`);
  await Promise.all(asked);
  await fetch(address, { headers: { "sec-purpose": "prefetch;prerender" }, redirect: "manual" });
  await fetch(address, { method: "HEAD" });
  expect(await orders(mall, body)).toEqual([]);
  await page.goto(`${address}.`);
  expect(await orders(mall, body), "a visit makes it, also with a full stop after the link").toHaveLength(1);
});

test("the same rules hold as at the API", async ({ page, mall }) => {
  const goods = mall.body("1.00", { items: [{ name: "三年期大额存单", quantity: 1, unit_price: "1.00" }] });
  const home = mall.body("1.00", { return_url: "https://evil.example/" });
  for (const body of [goods, home]) {
    const answer = await page.goto(`${link(mall, body)}&lang=en`);
    expect(answer?.status()).toBe(422);
    await expect(page.getByRole("heading", { level: 1, name: "This order cannot be paid here" })).toBeVisible();
    await expect(page.locator("#to-mall"), "the way back to the mall that signed it").toHaveAttribute("href", new URL(String(mall.body("1.00").return_url)).origin);
    expect(await orders(mall, body)).toEqual([]);
  }
  const taken = mall.body("1.00");
  expect((await page.goto(link(mall, taken, { jti: `j-${taken.mall_order_no}`.slice(0, 64) })))?.status()).toBe(200);
  const second = mall.body("1.00");
  const reused = await page.goto(link(mall, second, { jti: `j-${taken.mall_order_no}`.slice(0, 64) }));
  expect(reused?.status(), "a jti stands for one order").toBe(409);
  expect(await orders(mall, second)).toEqual([]);
});

test("the demo mall's own link ends in a paid order", async ({ page, deployment }) => {
  const { mall } = words.en;
  await page.goto(`${deployment.mall}/?lang=en`);
  await page.getByRole("button", { name: mall.add }).first().click();
  await page.goto(`${deployment.mall}/basket`);
  await page.getByRole("button", { name: mall.byLink }).click();
  await expect(page).toHaveURL(new RegExp(`^${deployment.desk}/pay/`));
  const payer = new Payer(deployment, page.url().replace(/\?.*$/, ""));
  expect((await payer.payByCard(cards.debit)).place).toBe("paid");
  // The order was paid without this browser; its page updates itself.
  await expect(page.getByRole("heading", { level: 1, name: words.en.result.paid })).toBeVisible();
  await page.goto(`${deployment.mall}/orders`);
  await page.getByRole("main").getByRole("link").first().click();
  await expect(page.getByRole("heading", { level: 1, name: mall.paid, exact: true })).toBeVisible();
  await page.getByText(mall.journey).click();
  await expect(page.getByText(mall.event("order.paid"))).toBeVisible();
});
