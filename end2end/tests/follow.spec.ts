// A waiting page learns the order's result behind nginx with its defaults, without
// WebAssembly, with a refused or silent event stream, and without scripts. It says
// so while it gets no answer.
import type { BrowserContext, Page } from "@playwright/test";
import { expect, test } from "../harness/fixtures.js";
import type { Deployment } from "../harness/deployment.js";
import { Payer } from "../harness/payer.js";
import { MuteProxy, Nginx } from "../harness/proxy.js";
import { Shopper, scansAndPays } from "../harness/shopper.js";
import { words } from "../harness/words.js";

test.use({ locale: "zh-CN" });

const { frame, result, scan } = words["zh-CN"];
const merchant = "云栖茶业";

/** The same page at another address, such as a proxy's. */
function through(url: string, payUrl: string): string {
  return `${url}${new URL(payUrl).pathname}`;
}

/** From the first page to the QR code, which is then paid on a phone in another tab. */
async function paysByQr(page: Page, context: BrowserContext, deployment: Deployment): Promise<void> {
  const shopper = new Shopper(page, deployment);
  await shopper.asksForQr();
  await scansAndPays(await context.newPage(), deployment, merchant);
}

/** Waits until the page shows by itself that the order is paid. */
async function turns(page: Page, withinMs: number): Promise<void> {
  await page.bringToFront();
  await expect(page.getByRole("heading", { level: 1, name: result.paid, exact: true })).toBeVisible({ timeout: withinMs });
}

test("behind nginx with its defaults: the stream flows at once", async ({ page, context, deployment, mall }) => {
  const nginx = await Nginx.before(deployment.desk);
  try {
    const order = await mall.order("61.00");
    const stop = new AbortController();
    const stream = await fetch(`${through(nginx.url, order.pay_url)}/events`, { signal: stop.signal });
    const reader = stream.body?.getReader();
    const first = await Promise.race([
      reader?.read(),
      new Promise<undefined>((late) => AbortSignal.timeout(5_000).addEventListener("abort", () => late(undefined))),
    ]);
    stop.abort();
    expect(new TextDecoder().decode(first?.value), "a first word within seconds").toContain("event: place");

    // Polling is blocked, so that only the event stream can update the page.
    await page.route("**/now", (route) => route.abort());
    await page.goto(through(nginx.url, order.pay_url));
    await paysByQr(page, context, deployment);
    await turns(page, 4_000);
  } finally {
    await nginx.close();
  }
});

for (const missing of ["wasm", "js"]) {
  test(`without the ${missing} file: a QR that is paid turns the page`, async ({ page, context, deployment, mall }) => {
    await page.route(`**/assets/*.${missing}`, (route) => route.abort());
    await page.goto((await mall.order("62.00")).pay_url);
    await paysByQr(page, context, deployment);
    await turns(page, 12_000);
  });
}

test("without WebAssembly: the page that waits for a bank turns, in its language", async ({ page, deployment, mall }) => {
  await page.route("**/*.wasm", (route) => route.abort());
  const order = await mall.order("63.00");
  const payer = new Payer(deployment, order.pay_url);
  const bank = await payer.goToBank();
  await page.goto(`${order.pay_url}/waiting?lang=en`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(words.en.result.waiting);
  await payer.atBank(bank, "pay");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(words.en.result.paid, { timeout: 12_000 });
  await expect(page).toHaveURL(/\/paid\?lang=en$/);
});

test("a stream that is answered 502 once: the page asks again", async ({ page, context, deployment, mall }) => {
  let refused = 0;
  await page.route("**/events", async (route) => {
    refused += 1;
    if (refused === 1) await route.fulfill({ status: 502, body: "bad gateway" });
    else await route.abort();
  });
  await page.goto((await mall.order("64.00")).pay_url);
  await expect.poll(() => refused).toBeGreaterThan(0);
  await paysByQr(page, context, deployment);
  await turns(page, 12_000);
});

test("a stream that is refused is opened anew", async ({ page, deployment, mall }) => {
  await page.clock.install();
  let asked = 0;
  await page.route("**/events", async (route) => {
    asked += 1;
    if (asked === 1) await route.fulfill({ status: 503, body: "" });
    else await route.continue();
  });
  const order = await mall.order("65.00");
  await page.goto(order.pay_url);
  await expect.poll(() => asked).toBe(1);
  await expect(page.locator("#main")).not.toHaveAttribute("data-heard");
  await expect(async () => {
    await page.clock.runFor(5_000);
    await expect(page.locator("#main")).toHaveAttribute("data-heard", /\d+/, { timeout: 500 });
  }).toPass({ timeout: 15_000 });
  expect(asked).toBe(2);
  expect(deployment.logged).not.toContain("panicked");
});

test("a stream that is open and mute: the page asks within half a minute", async ({ page, context, deployment, mall }) => {
  const proxy = await MuteProxy.before(deployment.desk);
  try {
    await page.clock.install();
    await page.goto(through(proxy.url, (await mall.order("66.00")).pay_url));
    const shopper = new Shopper(page, deployment);
    await shopper.asksForQr();
    await expect(page.locator("#main")).toHaveAttribute("data-heard", /\d+/);
    await scansAndPays(await context.newPage(), deployment, merchant);
    await page.bringToFront();
    await page.clock.runFor(30_000);
    await turns(page, 5_000);
  } finally {
    await proxy.close();
  }
});

test("while nothing can be heard the page says so, and stops saying it", async ({ page, context, deployment, mall }) => {
  await page.clock.install();
  let away = false;
  await page.route(/\/(events|now)$/, (route) => (away ? route.abort() : route.continue()));
  await page.route("**/*.wasm", (route) => route.abort());
  const order = await mall.order("67.00");
  await page.goto(order.pay_url);
  const said = page.getByRole("status").filter({ hasText: frame.reconnecting });
  await page.clock.runFor(6_000);
  await expect(said).toHaveCount(0);
  away = true;
  await page.clock.runFor(6_000);
  await expect(said).toBeVisible();
  away = false;
  await page.clock.runFor(6_000);
  await expect(said).toHaveCount(0);
  await paysByQr(page, context, deployment);
  await page.bringToFront();
  await page.clock.runFor(6_000);
  await turns(page, 5_000);
});

test("a form on its way is not thrown away by what the page hears", async ({ page, deployment, mall }) => {
  await page.route("**/*.wasm", (route) => route.abort());
  const order = await mall.order("68.00");
  await page.goto(order.pay_url);
  const left: string[] = [];
  let heard = 0;
  page.on("request", (asked) => {
    if (asked.isNavigationRequest() && asked.method() === "GET") left.push(new URL(asked.url()).pathname);
  });
  page.on("response", (answer) => {
    if (answer.url().endsWith("/now")) heard += 1;
  });
  // The answer to the form is held back after Paydesk has created the QR code.
  let go = (): void => undefined;
  const held = new Promise<void>((letGo) => (go = letGo));
  await page.route("**/*do=confirm_payment*", async (route) => {
    const answer = await route.fetch({ maxRedirects: 0 });
    await held;
    await route.fulfill({ response: answer });
  });
  const shopper = new Shopper(page, deployment);
  await shopper.unfold(words["zh-CN"].choose.scan);
  // `click` resolves only after the navigation that it starts.
  const clicked = shopper.button(words["zh-CN"].choose.showQr).click();
  await expect.poll(async () => (await new Payer(deployment, order.pay_url).look()).place).toBe("scan");
  heard = 0;
  await expect.poll(() => heard, { timeout: 15_000 }).toBe(2);
  expect(left, "it was told twice that the order is elsewhere, and stays").toEqual([]);
  go();
  await clicked;
  await shopper.sees(scan.title);
});

test.describe("scripts off", () => {
  test.use({ javaScriptEnabled: false });

  test("the page that waits for a bank reads itself again", async ({ page, deployment, mall }) => {
    const order = await mall.order("69.00");
    const payer = new Payer(deployment, order.pay_url);
    const bank = await payer.goToBank();
    await page.goto(`${order.pay_url}/waiting`);
    await new Shopper(page, deployment).sees(result.waiting);
    await payer.atBank(bank, "pay");
    await turns(page, 15_000);
  });
});
