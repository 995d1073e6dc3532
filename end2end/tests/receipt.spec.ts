// The receipt as a voucher: printed whole, copied, saved as an image, and proved by
// its public address.
import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { cards } from "../harness/cards.js";
import { expect, test } from "../harness/fixtures.js";
import { until, type Deployment } from "../harness/deployment.js";
import type { MallClient, OrderAnswer } from "../harness/mall.js";
import { Payer } from "../harness/payer.js";
import { Shopper } from "../harness/shopper.js";
import { words } from "../harness/words.js";

const { result } = words["zh-CN"];
const NAMES = Array.from({ length: 12 }, (_, i) => `第 ${i + 1} 件商品，限量珍藏版手工烧制青花瓷功夫茶具十二件套`);

test.use({ locale: "zh-CN" });

/** A paid order of twelve items, of which the page folds seven. */
async function paid(deployment: Deployment, mall: MallClient): Promise<OrderAnswer> {
  const items = NAMES.map((name) => ({ name, quantity: 1, unit_price: "10000.00" }));
  const order = await mall.order("120000.00", { items });
  await new Payer(deployment, order.pay_url).payByCard(cards.debit);
  await until(async () => (await mall.find(order.id)).state === "paid", "the order to be paid");
  return order;
}

/** Everything on the page that is printed: visible, not empty, and not beyond the paper. */
async function printed(page: Page, text: string): Promise<void> {
  const found = page.getByText(text, { exact: false }).filter({ visible: true }).first();
  await expect(found, text).toBeVisible();
  const box = await found.boundingBox();
  expect(box && box.height > 0 && box.x >= 0 && box.x + box.width <= 794, `${text} is on the paper`).toBe(true);
}

test("is printed whole, also on the page of an order that was paid before", async ({ page, deployment, mall }) => {
  const order = await paid(deployment, mall);
  // The width of A4.
  await page.setViewportSize({ width: 794, height: 1123 });
  for (const place of ["paid", "already-paid"]) {
    await page.emulateMedia({ media: "screen" });
    await page.goto(`${order.pay_url}/${place}`);
    await expect(page.locator("#print")).toBeVisible();
    const [save, print] = [await page.locator("#save").boundingBox(), await page.locator("#print").boundingBox()];
    expect([print?.y, print?.height, print?.width], "beside the other quiet button").toEqual([save?.y, save?.height, save?.width]);
    await page.emulateMedia({ media: "print" });
    for (const text of [...NAMES, "120,000", order.id, "银联流水号", "北京时间"]) await printed(page, text);
    await printed(page, await page.locator("#verify").evaluate((link: HTMLAnchorElement) => link.href));
    await expect(page.locator(".receipt__qr img")).toBeVisible();
    const sum = page.locator(".order__sum");
    expect(await sum.evaluate((e) => e.scrollWidth <= e.clientWidth), "the amount is not clipped").toBe(true);
    for (const control of ["#print", "#save", "#home", ".bar__language", ".copy", ".order .facts"]) {
      await expect(page.locator(control).first()).toBeHidden();
    }
    const left = async (of: string) => (await page.locator(of).boundingBox())?.x ?? -1;
    expect(await left(".bar__logo, .bar__letter"), "the logo is in line with the text").toBeCloseTo(await left(".order__sum"), 0);
    expect((await page.pdf({ format: "A4" })).length).toBeGreaterThan(10_000);
  }
});

test.describe("the clipboard", () => {
  const cases = {
    "is absent": { clipboard: "undefined", seen: null },
    refuses: { clipboard: "{ writeText: () => Promise.reject(new Error('no')) }", seen: "无法复制，请手动选取" },
    throws: { clipboard: "{ writeText() { throw new Error('no'); } }", seen: "无法复制，请手动选取" },
    copies: { clipboard: "{ writeText: (text) => { window.copied = text; return Promise.resolve(); } }", seen: "已复制" },
  };
  for (const [name, { clipboard, seen }] of Object.entries(cases)) {
    test(name, async ({ page, deployment, mall }) => {
      const errors: string[] = [];
      page.on("pageerror", (error) => errors.push(error.message));
      await page.addInitScript(`Object.defineProperty(navigator, "clipboard", { value: ${clipboard} })`);
      const order = await mall.order("5.00");
      const payer = new Payer(deployment, order.pay_url);
      await payer.sandbox.scan(await payer.showQr());
      await page.goto(order.pay_url);
      await new Shopper(page, deployment).sees(result.paid);
      const copy = page.locator(`[data-copy="${order.id}"]`);
      await expect(page.locator("#save")).toHaveText("保存为图片");
      if (seen === null) {
        await expect(copy).toBeHidden();
      } else {
        await copy.click();
        await expect(copy).toHaveText(seen);
      }
      if (name === "copies") expect(await page.evaluate("window.copied")).toBe(order.id);
      expect(errors).toEqual([]);
    });
  }
});

for (const scripts of [true, false]) {
  test.describe(`scripts ${scripts ? "on" : "off"}`, () => {
    test.use({ javaScriptEnabled: scripts });

    test("is saved as an image", async ({ page, deployment, mall }) => {
      const order = await paid(deployment, mall);
      await page.goto(order.pay_url);
      const saved = page.waitForEvent("download");
      await page.locator("#save").click();
      const file = await saved;
      expect(file.suggestedFilename()).toBe(`receipt-${order.id}.${scripts ? "png" : "svg"}`);
      const bytes = readFileSync(await file.path());
      if (scripts) expect(bytes.subarray(1, 4).toString()).toBe("PNG");
      else expect(bytes.toString()).toContain(order.id);
      expect(bytes.length).toBeGreaterThan(5_000);
    });

    test("is proved by its public address, with what was refunded since", async ({ page, deployment, mall }) => {
      const order = await paid(deployment, mall);
      await page.goto(order.pay_url);
      const address = (await page.locator("#verify").getAttribute("href")) ?? "";
      expect(address).toMatch(new RegExp(`^${deployment.desk}/receipt/[0-9a-z]{26}\\.[0-9a-f]{32}$`));
      await mall.send("POST", `/v1/orders/${order.id}/refunds`, JSON.stringify({ mall_refund_no: order.id }));
      await until(async () => (await mall.find(order.id)).state === "refunded", "the refund");
      await page.goto(address);
      const shopper = new Shopper(page, deployment);
      await shopper.sees(result.genuineRefunded);
      for (const fact of [result.refunded, "¥120,000.00", order.id]) {
        await expect(page.getByRole("main")).toContainText(fact);
      }
      const token = new URL(order.pay_url).pathname.split("/")[2] ?? "";
      expect(await page.content()).not.toContain(token);
      const altered = address.replace(/.$/, (last) => (last === "0" ? "1" : "0"));
      expect((await page.goto(altered))?.status()).toBe(404);
      await shopper.sees(result.notGenuine);
    });
  });
}
