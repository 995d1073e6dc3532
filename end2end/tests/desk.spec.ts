// The provider's desk: a shopper calls about a payment in the demo, and the staff find
// it by the card, the amount and the day, or by the mall's number, and read what to tell.
import { expectAccessible } from "../harness/accessible.js";
import { cards } from "../harness/cards.js";
import { expect, test } from "../harness/fixtures.js";
import { Payer } from "../harness/payer.js";
import { code } from "../harness/people.js";
import { words, type Language } from "../harness/words.js";

const texts = {
  "zh-CN": { role: "operations", work: "待办", support: "客服查询", paid: "付款成功", back: "返回客服查询", merchants: "商户", orders: "查看订单", none: "没有查到订单" },
  en: { role: "auditor", work: "Work to do", support: "Shopper support", paid: "Paid at", back: "Back to shopper support", merchants: "Merchants", orders: "See the orders", none: "No order found" },
};

for (const language of ["zh-CN", "en"] as Language[]) {
  const text = texts[language as keyof typeof texts];
  test.describe(language, () => {
    test.use({ locale: words[language].browser, contextOptions: { reducedMotion: "reduce" } });

    test("a payment is found by its card or its number, with what to tell", async ({ page, deployment, mall, isMobile }) => {
      test.setTimeout(120_000);
      const amount = `${20 + Math.floor(Math.random() * 60)}.${10 + Math.floor(Math.random() * 90)}`;
      const order = await mall.order(amount);
      await new Payer(deployment, order.pay_url).payByCard(cards.debit);
      const { mall_order_no: number } = await mall.find(order.id);
      const person = (await deployment.demo()).people.find(({ role }) => role === text.role);
      if (!person) throw new Error(`the demo has no ${text.role}`);

      await page.goto(`${deployment.desk}/provider/support`);
      await page.locator("#account").fill(person.account);
      await page.locator("#password").fill(person.password);
      await page.locator("main form .button--main").click();
      await page.locator("#code").fill(code(person.authenticator));
      await page.locator("main form .button--main").click();
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(text.support);

      const day = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
      await page.locator("#number").fill(cards.debit.number.slice(-4));
      await page.locator("#amount").fill(amount);
      await page.locator("#day").fill(day);
      await page.locator("#amount").press("Enter");
      await expect(page).toHaveURL(new RegExp(`/console/provider/orders/${order.id}`));
      await expect(page.locator(".advice").first()).toContainText(text.paid);
      await expect(page.getByRole("main")).toContainText(`¥${amount}`);
      await expectAccessible(page, isMobile);

      await page.getByRole("link", { name: text.back }).click();
      await page.locator("#number").fill(`${number}-`);
      await page.locator("#number").press("Enter");
      await expect(page.getByRole("status")).toContainText(text.none);
      await expectAccessible(page, isMobile);
      await page.locator("#number").fill(String(number));
      await page.locator("#number").press("Enter");
      await expect(page.getByRole("heading", { level: 1 })).toContainText(String(number));

      const navigation = page.getByRole("navigation").first();
      await navigation.getByRole("link", { name: text.merchants }).click();
      await expectAccessible(page, isMobile);
      await page.getByRole("row").nth(1).getByRole("link").click();
      await expectAccessible(page, isMobile);
      await page.getByRole("link", { name: text.orders }).click();
      await expect(page).toHaveURL(/orders\?of=mer_/);
      await expectAccessible(page, isMobile);
      await navigation.getByRole("link", { name: text.work }).click();
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(text.work);
      await expectAccessible(page, isMobile);
      await page.locator(".card").first().click();
      await expectAccessible(page, isMobile);
    });
  });
}
