// Complete purchases: from the demo mall to the pay page, paid, and back to the
// mall, which has got a verified event. Each way to pay, in both languages, with
// and without scripts, on a PC and on a phone.
import type { Page } from "@playwright/test";
import { cards, type TestCard } from "../harness/cards.js";
import { expect, test } from "../harness/fixtures.js";
import type { Deployment } from "../harness/deployment.js";
import { Shopper, scansAndPays } from "../harness/shopper.js";
import { Watch } from "../harness/watch.js";
import { words, type Language } from "../harness/words.js";

/** Fills a basket at the mall and checks out; ends at the pay page. */
async function shops(shopper: Shopper, deployment: Deployment): Promise<void> {
  const { page, words } = shopper;
  await page.goto(deployment.mall);
  await page.getByRole("button", { name: words.mall.add }).first().click();
  await page.getByRole("button", { name: words.mall.add }).nth(3).click();
  await page.getByRole("link", { name: words.mall.seeBasket }).click();
  await page.getByRole("button", { name: words.mall.pay }).click();
  await shopper.sees(words.choose.title);
  expect(page.url()).toMatch(new RegExp(`^${deployment.desk}/pay/[0-9a-z]{36}(\\?|$)`));
  await expect(page.getByText("¥184.50").first()).toBeVisible();
}

/** From the receipt back to the mall, which shows the signed event. */
async function goesHome(shopper: Shopper, deployment: Deployment): Promise<void> {
  const { page, words } = shopper;
  await shopper.sees(words.result.paid);
  await expect(page).toHaveURL(/\/paid(\?|$)/);
  await page.getByRole("main").getByRole("link", { name: words.frame.home }).click();
  await expect(page).toHaveURL(new RegExp(`^${deployment.mall}/orders/[^?]+$`));
  await shopper.sees(words.mall.paid);
  await seesEvent(page, words.mall.journey, words.mall.event("order.paid"));
}

/** Reloads the mall's page until it shows the event, which may arrive after the shopper. */
async function seesEvent(page: Page, journey: string, event: string): Promise<void> {
  await expect(async () => {
    await page.reload();
    const fold = page.getByRole("group").filter({ hasText: journey });
    if (!(await fold.evaluate((details) => details.hasAttribute("open")))) await fold.getByText(journey).click();
    await expect(fold.getByRole("listitem").filter({ hasText: event })).toHaveCount(1, { timeout: 1_000 });
  }).toPass({ timeout: 15_000 });
}

/** The payee on the phone, which WeChat Pay knows by its number only. */
const PAYEES = { scan: "云栖茶业", wechat: "微信支付商户 1900000101" };
/** The networks' numbers of payments. */
const NUMBERS = { scan: /^\d{21}$/, wechat: /^4200\d{24}$/ };

const combinations: { language: Language; scripts: boolean }[] = [
  { language: "zh-CN", scripts: true },
  { language: "zh-CN", scripts: false },
  { language: "en", scripts: true },
  { language: "en", scripts: false },
];

for (const { language, scripts } of combinations) {
  test.describe(`${language}, scripts ${scripts ? "on" : "off"}`, () => {
    test.use({ locale: words[language].browser, javaScriptEnabled: scripts });

    test("online bank", async ({ page, context, deployment }) => {
      const watch = new Watch(context, deployment, scripts);
      const shopper = new Shopper(page, deployment, language);
      const { choose, bank } = shopper.words;
      await shops(shopper, deployment);
      const way = await shopper.unfold(choose.gateway);
      await page.getByRole("searchbox", { name: choose.findBank }).fill("gsyh");
      if (!scripts) await shopper.button(choose.find).click();
      // Only matching banks are listed, and the page says how many.
      const shown = way.getByRole("group").getByRole("radio");
      // Without scripts the search is a new page, so both are read of one page.
      await expect(async () => {
        const found = choose.found(await shown.count());
        await expect(page.getByText(found, { exact: true })).toBeVisible({ timeout: 1_000 });
      }).toPass({ timeout: 10_000 });
      await expect(way.getByRole("radio", { name: choose.icbc })).toBeVisible();
      await way.getByRole("radio", { name: choose.icbc }).check();
      await shopper.button(choose.goToBank).click();
      if (!scripts) {
        await shopper.sees(bank.title);
        await shopper.button(bank.go).click();
      }
      await shopper.sees(shopper.words.payer.icbc);
      await expect(page.getByText("¥184.50", { exact: true })).toBeVisible();
      await page.getByRole("button", { name: shopper.words.payer.pay }).click();
      if (!scripts) await page.getByRole("button", { name: shopper.words.payer.back }).click();
      await goesHome(shopper, deployment);
      expect(watch.sent()).toEqual(["confirm_payment", "return"]);
      watch.quiet();
    });

    for (const [kind, card] of [["debit", cards.debit], ["credit", cards.credit]] satisfies [string, TestCard][]) {
      test(`quick pay with a ${kind} card, remembered, removed`, async ({ page, context, deployment }) => {
        const watch = new Watch(context, deployment, scripts);
        const shopper = new Shopper(page, deployment, language);
        const { choose, code } = shopper.words;
        const last4 = card.number.slice(-4);

        await shops(shopper, deployment);
        await shopper.pays(await (scripts ? shopper.paysOnFirstPage(card) : shopper.asksForCode(card)));
        await goesHome(shopper, deployment);
        const before = scripts ? [] : ["confirm_payment"];
        expect(watch.sent()).toEqual([...before, "send_code", "pay_with_code"]);

        await shops(shopper, deployment);
        const remembered = page.getByRole("radio", { name: last4 });
        await expect(remembered).toBeChecked();
        const sent = await shopper.receives(card.phone, () => shopper.button(choose.payWithCard).click());
        await shopper.sees(code.title);
        await shopper.pays(sent);
        await goesHome(shopper, deployment);
        expect(watch.sent()).toEqual(["confirm_payment", "pay_with_code"]);

        await shops(shopper, deployment);
        await page.getByRole("link", { name: choose.remove }).click();
        await shopper.sees(choose.removeTitle);
        await page.getByRole("link", { name: choose.keepCard }).click();
        await expect(remembered).toBeChecked();
        await page.getByRole("link", { name: choose.remove }).click();
        await shopper.button(choose.removeYes).click();
        await expect(page.getByText(choose.removed)).toBeVisible();
        await expect(remembered).toHaveCount(0);
        await expect(shopper.button(choose.nextStep)).toBeVisible();
        await page.goto(page.url());
        await expect(remembered).toHaveCount(0);
        expect(watch.sent()).toEqual(["remove_card"]);
        watch.quiet();
      });
    }

    for (const way of ["scan", "wechat"] as const) {
      test(way, async ({ page, context, deployment, isMobile }) => {
        const watch = new Watch(context, deployment, scripts);
        const shopper = new Shopper(page, deployment, language);
        const { scan, wechat, choose, result } = shopper.words;
        const screen = isMobile ? "phone" : "pc";
        await shops(shopper, deployment);
        await expect(page.getByText(wechat.hint[screen], { exact: true })).toBeVisible();
        await shopper.asksForQr(way);
        await expect(page.getByRole("img", { name: scan.picture })).toBeVisible();
        // WeChat takes no code from the phone that shows it.
        if (way === "wechat") await expect(page.getByText(wechat.lead[screen], { exact: true })).toBeVisible();
        const phone = await context.newPage();
        await scansAndPays(phone, deployment, PAYEES[way]);
        // With scripts the page updates itself; without, the shopper follows a link.
        if (!scripts) await page.getByRole("link", { name: scan.done }).click();
        await shopper.sees(result.paid);
        await expect(page.getByText(choose[way], { exact: true })).toBeVisible();
        await expect(page.getByText(result.number[way], { exact: true })).toBeVisible();
        await expect(page.getByText(NUMBERS[way])).toBeVisible();
        await goesHome(shopper, deployment);
        expect(watch.sent()).toEqual(["confirm_payment"]);
        watch.quiet();
      });
    }
  });
}

// Named like one of the combinations that are walked on a phone.
test.describe("en, scripts on", () => {
  test.use({
    locale: words.en.browser,
    userAgent:
      "Mozilla/5.0 (Linux; Android 14; Pixel 7) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/116.0 Mobile Safari/537.36 MicroMessenger/8.0.50.2701 NetType/WIFI Language/en",
  });

  test("inside WeChat, which pays no code of its own browser", async ({ page, deployment }) => {
    const shopper = new Shopper(page, deployment, "en");
    await shops(shopper, deployment);
    const { choose } = shopper.words;
    await expect(page.getByText(choose.scan, { exact: true })).toBeVisible();
    await expect(page.getByText(choose.wechat)).toHaveCount(0);
  });
});
