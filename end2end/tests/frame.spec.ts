// What is around every page: the bar with the order on a phone, the timer, and
// the browser's history.
import type { Page } from "@playwright/test";
import { cards } from "../harness/cards.js";
import { expect, test } from "../harness/fixtures.js";
import { Shopper } from "../harness/shopper.js";
import { words } from "../harness/words.js";

const text = words["zh-CN"];

test.use({ locale: "zh-CN" });

/** The countdown, as minutes and seconds. */
const count = (page: Page) => page.locator("#time-left");

/** The text that screen readers are told. */
const said = (page: Page) => page.locator("#time-said");

test("the timer is quiet until five minutes are left, then seen and heard once", async ({ page, deployment, mall }) => {
  const order = await mall.order("59.00", { expires_in_s: 600 });
  // The browser's clock is a year behind.
  await page.clock.install({ time: Date.now() - 31_536_000_000 });
  const shopper = new Shopper(page, deployment);
  await page.goto(order.pay_url);
  await expect(count(page)).toHaveText(/^09:5\d$/);
  await expect(page.locator(".deadline--soon")).toHaveCount(0);
  await expect(said(page)).toBeEmpty();
  await page.clock.fastForward("05:30");
  await expect(count(page)).toHaveText(/^04:[12]\d$/);
  await expect(page.locator(".deadline--soon")).toBeVisible();
  await expect(said(page)).toHaveText(text.order.lastMinutes);
  // It is announced once: later seconds leave the text alone.
  await said(page).evaluate((status) => (status.textContent = ""));
  await page.clock.runFor(3_000);
  await expect(said(page)).toBeEmpty();
  await shopper.button(text.order.moreTime).click();
  await expect(count(page)).toHaveText(/^19:[45]\d$/);
  await expect(said(page)).toHaveText(text.order.moreTimeGiven);
  await expect(page.locator("#time-until"), "no old end beside the new count").toHaveText(text.order.moreTimeGiven);
  await expect(page.locator(".deadline--soon")).toHaveCount(0);
});

test("the device's clock is set an hour ahead, then back: the count goes on", async ({ page, mall }) => {
  const order = await mall.order("59.10", { expires_in_s: 600 });
  const start = Date.now();
  await page.clock.install({ time: start });
  await page.goto(order.pay_url);
  await expect(count(page)).toHaveText(/^09:5\d$/);
  for (const time of [start + 3_600_000, start - 3_600_000]) {
    await page.clock.setSystemTime(time);
    await page.clock.runFor(2_000);
    await expect(count(page)).toHaveText(/^09:[345]\d$/);
  }
});

test("after sleep the server says how much time is left", async ({ page, mall }) => {
  const order = await mall.order("59.20", { expires_in_s: 600 });
  const start = Date.now();
  await page.clock.install({ time: start });
  await page.goto(order.pay_url);
  await expect(count(page)).toHaveText(/^09:5\d$/);
  await page.route(/\/deadline\?/, (route) => route.fulfill({ contentType: "text/plain", body: "120 1 16:28" }));
  // In sleep the clock that nobody can set stands still.
  await page.clock.setSystemTime(start + 470_000);
  await page.clock.runFor(1_000);
  await expect(count(page)).toHaveText(/^0(2:00|1:5\d)$/);
  await expect(said(page)).toHaveText(text.order.lastMinutes);
});

test("at the limit of more time a half-filled form stays, and the page says so", async ({ page, deployment, mall }) => {
  const order = await mall.order("59.30", { expires_in_s: 600 });
  const shopper = new Shopper(page, deployment);
  await page.goto(order.pay_url);
  await shopper.picksNewCard();
  await shopper.field(text.card.name).fill("张三");
  // The rest was used in another tab.
  const more = () => fetch(`${order.pay_url}?do=more_time`, { method: "POST", body: "at=", redirect: "manual" });
  for (let used = 0; used < 12; used++) await more();
  await shopper.unfoldsOrder();
  // The count shows that the island has started.
  await expect(page.locator("#time-left")).not.toBeEmpty();
  await shopper.button(text.order.moreTime).click();
  await expect(page.locator("#time-most")).toBeVisible();
  await expect(said(page)).toHaveText(await page.locator("#time-most").innerText());
  await expect(shopper.button(text.order.moreTime)).toBeHidden();
  await expect(shopper.field(text.card.name)).toHaveValue("张三");
});

test("without cookies, forward after back on the code page shows a page of ours", async ({ page, deployment, mall }) => {
  const order = await mall.order("59.40");
  const shopper = new Shopper(page, deployment);
  await page.goto(order.pay_url);
  await shopper.picksNewCard();
  await page.context().clearCookies();
  await shopper.receives(cards.third.phone, () => shopper.sendsCard(cards.third));
  await shopper.sees(text.code.title);
  await page.goBack();
  await shopper.sees(text.card.title);
  await page.goForward();
  await shopper.sees(text.code.cardAgain);
});

test("on a phone the order is one bar that stays, unfolds without scripts, and covers no field", async ({ browser, deployment, mall }) => {
  const order = await mall.order("59.50", { expires_in_s: 900 });
  const phone = await browser.newContext({ locale: "zh-CN", javaScriptEnabled: false, viewport: { width: 320, height: 568 } });
  const page = await phone.newPage();
  const shopper = new Shopper(page, deployment);
  await page.goto(order.pay_url);
  const bar = page.getByRole("region", { name: "订单信息" });
  const height = async () => (await bar.boundingBox())?.height ?? 0;
  expect(await height()).toBeLessThan(80);
  await expect(bar.getByText("59.50").first()).toBeVisible();
  await expect(bar.getByText(/\d\d:\d\d/).first()).toBeVisible();
  await shopper.picksNewCard();
  for (const label of [text.card.number, text.card.phone, text.card.securityCode, text.card.number]) {
    await shopper.field(label).focus();
    const covered = await shopper.field(label).evaluate((field) => {
      const box = field.getBoundingClientRect();
      const order = document.querySelector(".order")?.getBoundingClientRect();
      return { top: box.top - (order?.bottom ?? 0), bottom: innerHeight - box.bottom };
    });
    expect(covered.top, label).toBeGreaterThanOrEqual(0);
    expect(covered.bottom, label).toBeGreaterThanOrEqual(0);
  }
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  expect((await bar.boundingBox())?.y, "stays in view").toBe(0);
  await bar.locator("summary").first().click();
  await expect(bar.getByText("云栖茶业有限公司").or(bar.getByText(/有限公司/)).first()).toBeVisible();
  await expect(shopper.button(text.order.moreTime)).toBeVisible();
  await phone.close();
});

test("the logo is in the middle of its bar, whoever the bar is of", async ({ page, deployment, mall }) => {
  const order = await mall.order("59.60");
  await page.setViewportSize({ width: 1280, height: 800 });
  for (const address of [order.pay_url, `${deployment.desk}/pay/nobody`]) {
    await page.goto(address);
    const bar = await page.locator(".bar").boundingBox();
    const logo = await page.locator(".bar__logo, .bar__letter").boundingBox();
    if (!bar || !logo) throw new Error("no bar");
    const above = logo.y - bar.y;
    const below = bar.y + bar.height - (logo.y + logo.height);
    expect(Math.abs(above - below), `${address}: ${above} above, ${below} below`).toBeLessThanOrEqual(2);
  }
});

test("no line of the foot has one entry alone, and its lines are close on a PC", async ({ page, deployment, mall }) => {
  const order = await mall.order("59.65");
  await page.setViewportSize({ width: 1280, height: 800 });
  for (const address of [`${order.pay_url}?lang=en`, `${deployment.desk}/pay/nobody?lang=en`]) {
    await page.goto(address);
    const tops = await page.locator(".foot__provider li").evaluateAll((entries) =>
      entries.map((entry) => entry.getBoundingClientRect()).map((box) => Math.round((box.top + box.bottom) / 2)),
    );
    const lines = [...new Set(tops)];
    for (const line of lines) expect(tops.filter((top) => top === line).length, `${tops}`).toBeGreaterThan(1);
    expect(Math.max(...lines) - Math.min(...lines)).toBeLessThan(40);
  }
});

test("on a phone of 320 px a card number of 19 digits is whole, and so is each word of a bank's name", async ({ page, mall }) => {
  const order = await mall.order("59.70");
  await page.setViewportSize({ width: 320, height: 568 });
  await page.goto(`${order.pay_url}/card?lang=en`);
  const number = page.locator("#number");
  await number.fill("6217 0000 1000 5678 901");
  expect(await number.evaluate((field) => field.scrollWidth - field.clientWidth)).toBeLessThanOrEqual(0);
  await page.goto(`${order.pay_url}?bank=&lang=en`);
  const broken = await page.locator(".choice__name").evaluateAll((names) =>
    (names as HTMLElement[]).filter((name) => {
      name.style.overflowWrap = "normal";
      return name.scrollWidth > name.clientWidth;
    }).map((name) => name.textContent),
  );
  expect(broken).toEqual([]);
});

test("without WebAssembly, or with it blocked, the console has a line and no error", async ({ page, mall }) => {
  const order = await mall.order("59.80");
  const errors: string[] = [];
  const said: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => message.type() === "info" && said.push(message.text()));
  await page.route("**/*.wasm", (route) => route.abort());
  await page.goto(order.pay_url);
  await expect.poll(() => said.length).toBe(1);
  await page.addInitScript(() => Reflect.deleteProperty(window, "WebAssembly"));
  await page.reload();
  await expect.poll(() => said.length).toBe(2);
  expect(errors).toEqual([]);
});
