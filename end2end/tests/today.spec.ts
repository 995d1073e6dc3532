// The day of a merchant: a payment shows in its figures, which lead to the order, and
// the orders leave as a file. On a PC in Chinese, on a phone in English.
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { expectAccessible } from "../harness/accessible.js";
import { cards } from "../harness/cards.js";
import { expect, test } from "../harness/fixtures.js";
import { Payer } from "../harness/payer.js";
import { firstLink, joins } from "../harness/people.js";

const texts = {
  "zh-CN": { today: "今日", goOn: "我已保存，继续", takings: "收款", table: /^查看数据表/, ask: /^导出/, download: /^下载/, column: "商城订单号" },
  en: { today: "Today", goOn: "I saved them, continue", takings: "Takings", table: /^Show the figures/, ask: /^Export/, download: /^Download/, column: "Mall’s order number" },
};

test("a payment shows in the day’s figures, and its order in an exported file", async ({ browser, deployment, mall, isMobile }) => {
  test.setTimeout(120_000);
  const language = isMobile ? "en" : "zh-CN";
  const text = texts[language];
  const order = await mall.order("64.00");
  await new Payer(deployment, order.pay_url).payByCard(cards.debit);
  const { mall_order_no: number, merchant_id } = await mall.find(order.id);
  const context = await browser.newContext({ locale: language, javaScriptEnabled: isMobile, reducedMotion: "reduce", acceptDownloads: true });
  const page = await context.newPage();
  await page.goto(await firstLink(deployment, String(merchant_id)));
  await joins(page, `owner-${randomUUID().slice(0, 8)}`);
  await page.getByRole("link", { name: text.goOn }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(text.today);

  // The payment is summed soon after it.
  const takings = page.locator(".figures a").first();
  await expect(async () => {
    await page.reload();
    await expect(takings).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
  if (isMobile) await expectAccessible(page, isMobile);
  await expect(page.getByRole("img", { name: new RegExp(isMobile ? "^Takings by hour" : "^每小时收款") })).toBeVisible();
  await page.locator("summary").filter({ hasText: text.table }).first().click();
  await expect(page.locator("details[open] tbody tr")).toHaveCount(24);
  if (isMobile) await expectAccessible(page, isMobile);
  await takings.click();
  // Payments of other tests are summed before this one.
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole("link", { name: String(number) })).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
  await expect(page.locator(".chip")).toHaveCount(1);

  await page.getByRole("button", { name: text.ask }).click();
  const file = page.getByRole("link", { name: text.download }).first();
  await expect(async () => {
    await page.reload();
    await expect(file).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
  if (isMobile) await expectAccessible(page, isMobile);
  const [download] = await Promise.all([page.waitForEvent("download"), file.click()]);
  const csv = await readFile(await download.path(), "utf8");
  expect(csv.startsWith(`\uFEFF"${text.column}",`)).toBe(true);
  const rows = csv.trimEnd().split("\r\n").map((line) => line.slice(1, -1).split('","'));
  const row = rows.find((cells) => cells[0] === `\`${String(number)}`);
  expect(row).toHaveLength(11);
  expect(row?.slice(5, 7)).toEqual(["64.00", "0.00"]);
  await context.close();
});
