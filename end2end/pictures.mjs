// Takes the README's screenshots of the pay page, on PC and phone, from a running demo:
//   node pictures.mjs [demo.json]
import { mkdirSync, readFileSync, statSync } from "node:fs";
import { chromium, devices } from "@playwright/test";

const [demo = "../data/demo.json"] = process.argv.slice(2);
const folder = new URL("pictures/", import.meta.url).pathname;
const views = {
  "choose-pc": { viewport: { width: 1280, height: 800 } },
  "choose-phone": { ...devices["Pixel 7"], deviceScaleFactor: 1.5 },
};
const { mall_url: mall } = JSON.parse(readFileSync(demo, "utf8"));

mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
});

const shop = await browser.newPage({ locale: "zh-CN" });
for (const sku of [0, 2]) {
  await shop.goto(mall);
  await shop.getByRole("button", { name: "加入购物篮" }).nth(sku).click();
}
await shop.goto(`${mall}/basket`);
await shop.getByRole("button", { name: /^去收银台付款/ }).click();
await shop.waitForURL(/\/pay\//);

for (const [name, view] of Object.entries(views)) {
  const page = await browser.newPage({ ...view, locale: "zh-CN", reducedMotion: "reduce" });
  await page.goto(shop.url(), { waitUntil: "load" });
  await page.evaluate(() => document.fonts.ready);
  const path = `${folder}${name}.png`;
  await page.screenshot({ path });
  console.log(`${name}.png`, `${statSync(path).size} bytes`);
}
await browser.close();
