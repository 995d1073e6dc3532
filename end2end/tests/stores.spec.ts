// Stores: an owner adds one and invites its staff, an order for it is paid, and the
// staff sees that order and no other store's. With scripts and without.
import { randomUUID } from "node:crypto";
import { expectAccessible } from "../harness/accessible.js";
import { cards } from "../harness/cards.js";
import { expect, test } from "../harness/fixtures.js";
import { Payer } from "../harness/payer.js";
import { firstLink, joins } from "../harness/people.js";
import { words, type Language } from "../harness/words.js";

const texts = {
  "zh-CN": {
    goOn: "我已保存，继续", stores: "门店", add: "添加门店", added: "门店已添加。", invite: "邀请店员", staff: "店员", makeLink: "生成邀请链接",
    today: "今日", orders: "订单", closed: "门店已停用", close: "停用这个门店", store: "门店", find: "查询", numberError: "门店号只能用",
  },
  en: {
    goOn: "I saved them, continue", stores: "Stores", add: "Add a store", added: "The store is added.", invite: "Invite its staff", staff: "Store staff",
    makeLink: "Make an invitation link", today: "Today", orders: "Orders", closed: "The store is closed", close: "Close this store", store: "Store",
    find: "Find", numberError: "A store number has only",
  },
};

for (const language of ["zh-CN", "en"] as Language[]) {
  const text = texts[language as keyof typeof texts];
  for (const scripts of [true, false]) {
    test.describe(`${language}, scripts ${scripts ? "on" : "off"}`, () => {
      test.use({ locale: words[language].browser, javaScriptEnabled: scripts, contextOptions: { reducedMotion: "reduce" } });

      test("a store’s staff sees its own orders and takings", async ({ page, browser, deployment, mall, isMobile }) => {
        test.setTimeout(120_000);
        const scope = mall.merchants[0]?.id ?? "";
        const looked = async (at = page) => {
          if (scripts) await expectAccessible(at, isMobile);
        };
        const name = `城东 ${randomUUID().slice(0, 6)} 店`;
        const number = randomUUID().slice(0, 8);
        await page.goto(await firstLink(deployment, scope));
        await joins(page, `owner-${randomUUID().slice(0, 8)}`);
        await page.getByRole("link", { name: text.goOn }).click();

        await page.goto(`${deployment.console}/console/${scope}/stores`);
        await looked();
        await page.getByRole("link", { name: text.add }).click();
        await page.locator("#store_name").fill(name);
        await page.locator("#store_no").fill("城东");
        await page.locator("#store_no").press("Enter");
        await expect(page.locator("#error-summary")).toContainText(text.numberError);
        await expect(page.locator("#store_name")).toHaveValue(name);
        await looked();
        await page.locator("#store_no").fill(number);
        await page.locator("#store_no").press("Enter");
        await expect(page.getByRole("status")).toHaveText(text.added);
        const store = /sto_\w{26}/.exec(page.url())?.[0] ?? "";
        await looked();

        await page.getByRole("link", { name: text.invite }).click();
        await expect(page.getByRole("radio", { name: new RegExp(`^${text.staff}`) })).toBeChecked();
        await expect(page.locator("#store")).toHaveValue(store);
        await looked();
        await page.getByRole("button", { name: text.makeLink }).click();
        const link = /https?:\S+\/console\/invite\/\w{26}/.exec(await page.getByRole("main").innerText())?.[0] ?? "";

        // One order for it, one for another store.
        const other = (await deployment.demo()).merchants[0]?.stores[0]?.id ?? "";
        const [own, theirs] = await Promise.all(
          [store, other].map(async (store_id) => {
            const answer = await mall.create(mall.body("31.00", { store_id }));
            expect(answer.status).toBe(201);
            return (await answer.json()) as { id: string; store_id: string; pay_url: string; mall_order_no: string };
          }),
        );
        if (!own || !theirs) throw new Error("two orders");
        expect(own.store_id).toBe(store);
        await page.goto(own.pay_url);
        await expect(page.locator(".bar__name")).toContainText(name);
        await looked();
        // An open page would go to the receipt by itself, in the middle of the next visit.
        await page.goto("about:blank");
        await new Payer(deployment, own.pay_url).payByCard(cards.debit);
        await page.goto(own.pay_url);
        await expect(page.getByRole("main")).toContainText(name);
        await looked();

        const context = await browser.newContext({ locale: words[language].browser, javaScriptEnabled: scripts, reducedMotion: "reduce" });
        const staff = await context.newPage();
        await staff.goto(link);
        await joins(staff, `staff-${randomUUID().slice(0, 8)}`);
        await staff.getByRole("link", { name: text.goOn }).click();
        await expect(staff.getByRole("heading", { level: 1 })).toHaveText(text.today);
        await expect(staff.locator(".top__scope")).toContainText(name);
        // The payment is summed soon after it.
        await expect(async () => {
          await staff.reload();
          await expect(staff.getByRole("main")).toContainText("¥31.00", { timeout: 1_000 });
        }).toPass({ timeout: 30_000 });
        await looked(staff);
        await staff.goto(`${deployment.console}/console/${scope}/orders`);
        await expect(staff.locator("tbody tr")).toHaveCount(1);
        await expect(staff.getByRole("link", { name: own.mall_order_no })).toBeVisible();
        await looked(staff);
        const hidden = await staff.goto(`${deployment.console}/console/${scope}/orders/${theirs.id}`);
        expect(hidden?.status()).toBe(404);
        await staff.goto(`${deployment.console}/console/${scope}/orders?number=${theirs.mall_order_no}`);
        await expect(staff.locator(".empty")).toBeVisible();
        const refused = await staff.goto(`${deployment.console}/console/${scope}/stores`);
        expect(refused?.status()).toBe(403);
        await context.close();

        await page.goto(`${deployment.console}/console/${scope}`);
        const row = page.locator("table[aria-labelledby=by-store]").getByRole("row").filter({ hasText: name });
        await expect(row).toContainText("¥31.00");
        await looked();
        await row.getByRole("link").click();
        await expect(page.getByRole("link", { name: own.mall_order_no })).toBeVisible();
        await page.goto(`${deployment.console}/console/${scope}/orders`);
        await page.locator("#store").selectOption(store);
        await page.getByRole("button", { name: text.find }).click();
        await expect(page.locator("tbody tr")).toHaveCount(1);
        await expect(page.locator(".chip")).toContainText(name);
        await looked();

        await page.goto(`${deployment.console}/console/${scope}/stores/${store}`);
        await page.getByRole("button", { name: text.close }).click();
        await expect(page.getByRole("status")).toContainText(text.closed);
        await looked();
        const late = await mall.create(mall.body("31.00", { store_id: store }));
        expect(late.status).toBe(422);
        expect(await late.json()).toMatchObject({ code: "store_closed", errors: [{ pointer: "/store_id" }] });
      });
    });
  }
}

test.describe("320 px", () => {
  test.use({ viewport: { width: 320, height: 640 } });

  test("the pages of stores fit", async ({ page, deployment, mall }) => {
    const scope = mall.merchants[0]?.id ?? "";
    await page.goto(await firstLink(deployment, scope));
    await joins(page, `owner-${randomUUID().slice(0, 8)}`);
    const store = (await deployment.demo()).merchants[0]?.stores[0]?.id ?? "";
    for (const path of ["", "/stores", "/stores/new", `/stores/${store}`, `/orders?store=${store}`, "/team/invite"]) {
      await page.goto(`${deployment.console}/console/${scope}${path}`);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(width, path).toBeLessThanOrEqual(320);
    }
  });
});
