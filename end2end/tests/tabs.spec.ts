// Back, refresh, two tabs, a second browser and double clicks: an order is paid
// once, and in the end every page shows that.
import type { Page } from "@playwright/test";
import { attempts, expectPaidOnce } from "../harness/books.js";
import { cards } from "../harness/cards.js";
import { expect, test } from "../harness/fixtures.js";
import { Shopper, scansAndPays } from "../harness/shopper.js";
import { words } from "../harness/words.js";

const { bank, card, choose, code, frame, result, scan } = words["zh-CN"];
const merchant = "云栖茶业";

/** Confirms the payment on the bank's page. */
async function paysAtBank(page: Page): Promise<void> {
  await page.getByRole("button", { name: "确认支付" }).click();
}

for (const scripts of [true, false]) {
  test.describe(`scripts ${scripts ? "on" : "off"}`, () => {
    test.use({ locale: "zh-CN", javaScriptEnabled: scripts });

    test("two clicks on pay are one payment", async ({ page, deployment, mall }) => {
      const order = await mall.order("31.00");
      const shopper = new Shopper(page, deployment);
      await page.goto(order.pay_url);
      const sent = await shopper.asksForCode(cards.debit);
      await shopper.field(code.label).fill(sent);
      await shopper.button(code.pay).dblclick();
      // Without scripts the second click is a second request, which is answered
      // that the order is paid.
      await shopper.sees(scripts ? result.paid : new RegExp(`^(${result.paid}|${result.already})$`));
      await expectPaidOnce(deployment, mall, order);
    });

    test("two clicks on the card form are one message", async ({ page, deployment, mall }) => {
      const order = await mall.order("32.00");
      const shopper = new Shopper(page, deployment);
      await page.goto(order.pay_url);
      await shopper.picksNewCard();
      await shopper.typesCard(cards.third);
      const before = await shopper.received(cards.third.phone);
      const sent = await shopper.receives(cards.third.phone, () => shopper.button(card.submit).dblclick());
      await shopper.sees(code.title);
      expect(await shopper.received(cards.third.phone)).toBe(before + 1);
      await shopper.pays(sent);
      await shopper.sees(result.paid);
      await expectPaidOnce(deployment, mall, order);
    });

    test("the code page is read again, and still pays", async ({ page, deployment, mall }) => {
      const order = await mall.order("33.00");
      const shopper = new Shopper(page, deployment);
      await page.goto(order.pay_url);
      const sent = await shopper.asksForCode(cards.debit);
      const before = await shopper.received(cards.debit.phone);
      await page.reload();
      await shopper.sees(code.title);
      expect(await shopper.received(cards.debit.phone)).toBe(before);
      await shopper.pays(sent);
      await shopper.sees(result.paid);
      await page.reload();
      await shopper.sees(result.paid);
      await expectPaidOnce(deployment, mall, order);
    });

    test("back after paying pays nothing and says so", async ({ page, deployment, mall }) => {
      const order = await mall.order("34.00");
      const shopper = new Shopper(page, deployment);
      await page.goto(order.pay_url);
      await shopper.asksForQr();
      const phone = await page.context().newPage();
      await scansAndPays(phone, deployment, merchant);
      if (!scripts) await page.getByRole("link", { name: scan.done }).click();
      await shopper.sees(result.paid);
      await page.goBack();
      await shopper.sees(result.paid);
      await page.goto(order.pay_url);
      await shopper.sees(result.paid);
      await expectPaidOnce(deployment, mall, order);
    });

    test("back from the bank is no trap, and goes on with the same payment", async ({ page, deployment, mall }) => {
      const order = await mall.order("35.00");
      const shopper = new Shopper(page, deployment);
      await page.goto(order.pay_url);
      await shopper.goesToBank(choose.icbc);
      if (!scripts) await shopper.button(bank.go).click();
      await shopper.sees("中国工商银行 沙箱网银");
      await page.goBack();
      if (scripts) {
        // A page that submits itself has no entry in the browser's history.
        await shopper.sees(result.waiting);
        await page.getByRole("link", { name: bank.go }).click();
      } else {
        await shopper.sees(bank.title);
        await shopper.button(bank.go).click();
      }
      await shopper.sees("中国工商银行 沙箱网银");
      await paysAtBank(page);
      if (!scripts) await page.getByRole("button", { name: "返回商户" }).click();
      await shopper.sees(result.paid);
      expect(await attempts(mall, order)).toEqual(["gateway_personal paid"]);
      await expectPaidOnce(deployment, mall, order);
    });

    test("given up at the bank: waiting leads on to another way", async ({ page, deployment, mall }) => {
      const order = await mall.order("36.00");
      const shopper = new Shopper(page, deployment);
      await page.goto(order.pay_url);
      await shopper.goesToBank(choose.icbc);
      if (!scripts) await shopper.button(bank.go).click();
      await page.getByRole("link", { name: "取消支付，返回商户" }).click();
      await shopper.sees(result.waiting);
      await shopper.button(frame.anotherWay).click();
      await shopper.sees(choose.title);
      await shopper.pays(await shopper.asksForCode(cards.debit));
      await shopper.sees(result.paid);
      expect(await attempts(mall, order)).toEqual(["gateway_personal abandoned", "quick_agreement paid"]);
      await expectPaidOnce(deployment, mall, order);
    });

    test("a code not used, another way instead", async ({ page, deployment, mall }) => {
      const order = await mall.order("37.00");
      const shopper = new Shopper(page, deployment);
      await page.goto(order.pay_url);
      await shopper.asksForCode(cards.debit);
      await shopper.button(code.otherCard).click();
      await shopper.sees(choose.title);
      await shopper.asksForQr();
      await shopper.button(frame.anotherWay).click();
      await shopper.sees(choose.title);
      await shopper.asksForQr();
      const phone = await page.context().newPage();
      await scansAndPays(phone, deployment, merchant);
      if (!scripts) await page.getByRole("link", { name: scan.done }).click();
      await shopper.sees(result.paid);
      expect(await attempts(mall, order)).toEqual(["quick_agreement abandoned", "scan abandoned", "scan paid"]);
      await expectPaidOnce(deployment, mall, order);
    });

    test("a form left open in another tab is told that the order is paid", async ({ page, context, deployment, mall }) => {
      const order = await mall.order("38.00");
      const [first, second] = [new Shopper(page, deployment), new Shopper(await context.newPage(), deployment)];
      await first.page.goto(order.pay_url);
      await second.page.goto(order.pay_url);
      await first.pays(await first.asksForCode(cards.debit));
      await first.sees(result.paid);
      if (scripts) {
        await second.sees(result.paid);
      } else {
        await second.unfold(choose.scan);
        await second.button(choose.showQr).click();
        await second.sees(result.already);
      }
      await expectPaidOnce(deployment, mall, order);
    });

    test("a second tab takes another way: the first one's code pays nothing", async ({ page, context, deployment, mall }) => {
      const order = await mall.order("39.00");
      const [first, second] = [new Shopper(page, deployment), new Shopper(await context.newPage(), deployment)];
      await first.page.goto(order.pay_url);
      const sent = await first.asksForCode(cards.debit);
      await second.page.goto(`${order.pay_url}/choose`);
      await second.sees(code.title);
      await second.button(code.otherCard).click();
      await second.sees(choose.title);
      await second.asksForQr();
      // With scripts the first tab has updated itself.
      if (!scripts) await first.pays(sent);
      await first.sees(scan.title);
      const phone = await context.newPage();
      await scansAndPays(phone, deployment, merchant);
      for (const shopper of [first, second]) {
        if (!scripts) await shopper.page.getByRole("link", { name: scan.done }).click();
        await shopper.sees(result.paid);
      }
      expect(await attempts(mall, order)).toEqual(["quick_agreement abandoned", "scan paid"]);
      await expectPaidOnce(deployment, mall, order);
    });

    test("a second browser finishes what the first began", async ({ page, browser, deployment, mall }) => {
      const order = await mall.order("40.00");
      const first = new Shopper(page, deployment);
      await first.page.goto(order.pay_url);
      await first.goesToBank(choose.icbc);
      if (!scripts) await first.button(bank.go).click();
      await first.sees("中国工商银行 沙箱网银");

      // The bank's app returns the shopper in another browser, which shares nothing
      // with the first one.
      const other = await browser.newContext({ locale: "zh-CN", javaScriptEnabled: scripts });
      const second = new Shopper(await other.newPage(), deployment);
      await second.page.goto(page.url());
      await paysAtBank(second.page);
      if (!scripts) await second.page.getByRole("button", { name: "返回商户" }).click();
      await second.sees(result.paid);
      await page.goto(order.pay_url);
      await first.sees(result.paid);
      await other.close();
      await expectPaidOnce(deployment, mall, order);
    });
  });
}

test.describe("by itself", () => {
  test.use({ locale: "zh-CN" });

  test("a page kept for 'back' is read again when it comes back", async ({ page, deployment, mall }) => {
    const order = await mall.order("41.00");
    const shopper = new Shopper(page, deployment);
    await page.goto(order.pay_url);
    await shopper.picksNewCard();
    await page.goBack();
    await shopper.sees(choose.title);
    // The buttons are enabled again, although one was pressed before.
    await shopper.pays(await shopper.asksForCode(cards.debit));
    await shopper.sees(result.paid);
    await page.goBack();
    await shopper.sees(result.paid);
    await expectPaidOnce(deployment, mall, order);
  });

  test("the page before the bank turns to paid when the notice comes", async ({ page, context, deployment, mall }) => {
    const order = await mall.order("42.00");
    const shopper = new Shopper(page, deployment);
    await page.goto(order.pay_url);
    await shopper.goesToBank(choose.icbc);
    await shopper.sees("中国工商银行 沙箱网银");
    const watching = new Shopper(await context.newPage(), deployment);
    await watching.page.goto(order.pay_url);
    await watching.sees(result.waiting);
    await paysAtBank(page);
    await watching.sees(result.paid);
    await expectPaidOnce(deployment, mall, order);
  });
});
