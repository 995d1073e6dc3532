// Takes the README's pictures of the page, from a demo that runs:
//   node pictures.mjs [demo.json]
// Real screenshots of a real order, PC and phone, kept small by a palette.
import { execFileSync } from "node:child_process";
import { mkdirSync, statSync } from "node:fs";
import { chromium, devices } from "@playwright/test";

const [demo = "../data/demo.json"] = process.argv.slice(2);
const folder = new URL("pictures/", import.meta.url).pathname;
const views = {
  "choose-pc": { viewport: { width: 1280, height: 800 } },
  "choose-phone": { ...devices["Pixel 7"], deviceScaleFactor: 1.5 },
};
const made = execFileSync("node", ["order.mjs", demo, "128.00"], { encoding: "utf8", cwd: new URL(".", import.meta.url) });
const order = JSON.parse(made.slice(made.indexOf("{")));

mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
});
for (const [name, view] of Object.entries(views)) {
  const page = await browser.newPage({ ...view, locale: "zh-CN", reducedMotion: "reduce" });
  await page.goto(`${order.pay_url}?lang=zh-CN`, { waitUntil: "load" });
  await page.evaluate(() => document.fonts.ready);
  const path = `${folder}${name}.png`;
  await page.screenshot({ path });
  console.log(path, `${statSync(path).size} bytes`);
}
await browser.close();
