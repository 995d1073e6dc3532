// A merchant brands its pay page: the preview follows each key without asking the server, a suggested colour is one tap away,
// and the next shopper sees what was published.
import { randomUUID } from "node:crypto";
import { expectAccessible } from "../harness/accessible.js";
import { expect, test } from "../harness/fixtures.js";
import { firstLink, joins } from "../harness/people.js";
import { words, type Language } from "../harness/words.js";

const texts = {
  "zh-CN": { goOn: "我已保存，继续", save: "保存草稿", publish: "发布", place: "页面", screen: "设备", scheme: "颜色", in: "语言", open: "打开已保存草稿的预览页", restore: "恢复签约时登记的外观" },
  en: { goOn: "I saved them, continue", save: "Save draft", publish: "Publish", place: "Page", screen: "Device", scheme: "Colours", in: "Language", open: "Open the preview page of the saved draft", restore: "Restore the brand that you were registered with" },
};

/** A logo of 40 by 40 pixels: a green circle. */
const logo = Buffer.from(
  "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 40 40'><circle cx='20' cy='20' r='18' fill='#0b6e3f'/></svg>",
);

for (const [language, scripts] of [["zh-CN", true], ["en", false]] as [Language, boolean][]) {
  const text = texts[language as keyof typeof texts];
  test.describe(`${language}, scripts ${scripts ? "on" : "off"}`, () => {
    test.use({ locale: words[language].browser, javaScriptEnabled: scripts, contextOptions: { reducedMotion: "reduce" } });

    test("brand, preview, publish", async ({ page, browser, deployment, isMobile, mall }) => {
      test.setTimeout(120_000);
      // A merchant that no other test pays: the last of the demo.
      const merchants = (await deployment.demo()).merchants;
      const merchant = merchants.at(-1)?.id ?? "";
      await page.goto(await firstLink(deployment, merchant));
      await joins(page, `brand-${randomUUID().slice(0, 8)}`);
      await page.getByRole("link", { name: text.goOn }).click();
      const answer = await page.goto(`${deployment.console}/console/${merchant}/brand`);
      expect(answer?.headers()["content-security-policy"]).toContain("trusted-types paydesk-preview");
      const errors: string[] = [];
      page.on("pageerror", (error) => errors.push(String(error)));

      const preview = page.locator("#preview");
      await expect(preview.locator(".bar__name")).toBeAttached();
      const name = `栗木 ${randomUUID().slice(0, 4)}`;
      if (scripts) {
        await expect(page.locator("#colour-picker")).toBeVisible();
        await expectAccessible(page, isMobile);
        // The checks before put styles into the page, which the policy blocks.
        page.on("console", (line) => line.type() === "error" && errors.push(line.text()));
        const asked: string[] = [];
        page.on("request", (request) => asked.push(request.url()));
        await page.locator("#display_name").fill(name);
        await expect(preview.locator(".bar__name")).toHaveText(name);
        await page.locator("#colour").fill("#07c160");
        await expect.poll(() => preview.evaluate((host: HTMLElement) => host.style.getPropertyValue("--brand"))).toBe("#07c160");
        await page.locator("#message").fill("<b>谢谢</b>惠顾");
        await page.getByLabel(text.place, { exact: true }).selectOption("paid");
        await expect(preview.locator(".merchant-message")).toContainText("<b>谢谢</b>惠顾");
        await page.getByLabel(text.scheme, { exact: true }).selectOption("dark");
        const ground = () => preview.evaluate((host) => getComputedStyle(host.shadowRoot!.querySelector(".page")!).backgroundColor);
        await expect.poll(ground).toBe("rgb(14, 17, 21)");
        await page.getByLabel(text.in, { exact: true }).selectOption("en");
        await expect(preview.locator(".page")).toHaveAttribute("lang", "en");
        for (const place of ["", "card", "code", "scan", "bank", "waiting", "declined", "expired", "closed", "already-paid"]) {
          await page.getByLabel(text.place, { exact: true }).selectOption(place);
          await expect(preview.locator("h1")).not.toHaveText("");
        }
        expect(asked, "nothing is asked while one types").toEqual([]);
        await expect(page.locator("#contrast-link-light-fail")).toBeVisible();
        const suggested = (await page.locator("#contrast-link-light-use").getAttribute("value")) ?? "";
        await page.locator("#contrast-link-light-use").click();
        await expect(page.locator("#contrast-link-light-pass")).toBeVisible();
        await expect(page.locator("#colour")).toHaveValue(suggested);
      } else {
        await page.locator("#display_name").fill(name);
        await page.locator("#colour").fill("#008942");
        await page.locator("#message").fill("<b>谢谢</b>惠顾");
      }
      await page.getByRole("button", { name: text.save, exact: true }).click();
      await expect(page.locator(".notice")).toBeVisible();
      await page.locator("#logo-square").setInputFiles({ name: "logo.svg", mimeType: "image/svg+xml", buffer: logo });
      await page.locator("form:has(#logo-square) button[value=put]").click();
      await expect(page.locator(".logos__picture").first()).toBeVisible();

      // The server's preview page is what the preview in this page shows.
      await page.getByLabel(text.place, { exact: true }).selectOption("paid");
      const opened = page.waitForEvent("popup");
      await page.getByRole("button", { name: text.open }).click();
      const whole = await opened;
      await expect(whole.locator(".bar__name")).toHaveText(name);
      if (scripts) {
        const timeless = (html: string) => html.replace(/\d\d:\d\d(:\d\d)?/g, "");
        const drawn = await preview.evaluate((host) => host.shadowRoot!.querySelector(".page")!.innerHTML);
        const rendered = await whole.locator(".page[inert]").innerHTML();
        expect(timeless(drawn)).toBe(timeless(rendered));
        await expect(preview.locator("img.qr")).toHaveJSProperty("complete", true);
        expect(await preview.locator("img.qr").evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
      }
      await whole.close();

      const shopper = await browser.newContext({ locale: "zh-CN" });
      const order = await mall.order("5.00", { merchant_id: merchant });
      const pay = await shopper.newPage();
      await pay.goto(order.pay_url);
      await expect(pay.locator(".bar__name")).not.toHaveText(name);
      await page.getByRole("button", { name: text.publish, exact: true }).click();
      await expect(page.locator(".notice")).toBeVisible();
      await pay.reload();
      await expect(pay.locator(".bar__name")).toHaveText(name);
      const loaded = () => pay.locator(".bar__logo").evaluate((image: HTMLImageElement) => image.naturalWidth > 0);
      await expect.poll(loaded).toBe(true);
      await page.getByRole("button", { name: text.restore }).click();
      await expect(page.locator(".notice")).toBeVisible();
      await pay.reload();
      await expect(pay.locator(".bar__name")).not.toHaveText(name);
      await shopper.close();
      expect(errors).toEqual([]);
    });
  });
}
