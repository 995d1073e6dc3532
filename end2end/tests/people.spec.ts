// People in a console: the first owner joins by a link of the command line, invites
// a designer, and sees what was done; sessions end when they should.
import { randomUUID } from "node:crypto";
import { expectAccessible } from "../harness/accessible.js";
import { cards } from "../harness/cards.js";
import type { Deployment } from "../harness/deployment.js";
import { expect, test } from "../harness/fixtures.js";
import { Payer } from "../harness/payer.js";
import { firstLink, joins, signIn } from "../harness/people.js";
import { words, type Language } from "../harness/words.js";

const texts = {
  "zh-CN": {
    codes: "恢复码", goOn: "我已保存，继续", team: "团队", invite: "邀请成员", designer: "设计", makeLink: "生成邀请链接", audit: "操作日志",
    forbidden: "你的角色没有这个权限", signOut: "退出登录", signIn: "登录", remove: "移除…", remove_: /^移除/, manage: /^管理/,
    last: "团队至少要有一位负责人", account: "我的账号", orders: "订单",
  },
  en: {
    codes: "recovery codes", goOn: "I saved them, continue", team: "Team", invite: "Invite a member", designer: "Designer",
    makeLink: "Make an invitation link", audit: "Audit log", forbidden: "Your role does not allow this", signOut: "Sign out", signIn: "Sign in",
    remove: "Remove…", remove_: /^Remove /, manage: /^Manage/, last: "The team needs", account: "Your account", orders: "Orders",
  },
};

/** The merchant of the demo that has no people yet. */
async function merchant(deployment: Deployment): Promise<string> {
  return (await deployment.demo()).merchants[1]?.id ?? "";
}

const fresh = (name: string) => `${name}-${randomUUID().slice(0, 8)}`;

for (const language of ["zh-CN", "en"] as Language[]) {
  const text = texts[language as keyof typeof texts];
  for (const scripts of [true, false]) {
    test.describe(`${language}, scripts ${scripts ? "on" : "off"}`, () => {
      test.use({ locale: words[language].browser, javaScriptEnabled: scripts, contextOptions: { reducedMotion: "reduce" } });

      test("an owner joins, invites a designer, and removes them", async ({ page, browser, deployment, isMobile }) => {
        test.setTimeout(120_000);
        const scope = await merchant(deployment);
        const looked = async () => {
          if (scripts) await expectAccessible(page, isMobile);
        };
        await page.goto(await firstLink(deployment, scope));
        await looked();
        const owner = fresh("owner");
        await joins(page, owner);
        await expect(page.getByRole("heading", { level: 1 })).toContainText(text.codes);
        await expect(page.getByRole("main").getByRole("listitem")).toHaveCount(10);
        await looked();
        await page.getByRole("link", { name: text.goOn }).click();
        await expect(page).toHaveURL(new RegExp(`/console/${scope}`));
        await looked();

        await page.goto(`${deployment.console}/console/${scope}/team`);
        await looked();
        await page.getByRole("link", { name: text.invite }).click();
        await page.getByRole("radio", { name: new RegExp(`^${text.designer}`) }).check();
        await page.getByRole("button", { name: text.makeLink }).click();
        const link = /https?:\S+\/console\/invite\/\w{26}/.exec(await page.getByRole("main").innerText())?.[0] ?? "";
        expect(link).toContain(deployment.console);
        await looked();

        const other = await browser.newContext({ locale: words[language].browser, javaScriptEnabled: scripts });
        const designer = await other.newPage();
        await designer.goto(link);
        const account = fresh("designer");
        await joins(designer, account);
        await designer.getByRole("link", { name: text.goOn }).click();
        const refused = await designer.goto(`${deployment.console}/console/${scope}/team`);
        expect(refused?.status()).toBe(403);
        await expect(designer.getByRole("heading", { level: 1 })).toHaveText(text.forbidden);
        const elsewhere = await designer.goto(`${deployment.console}/console/provider/team`);
        expect(elsewhere?.status()).toBe(404);
        const again = await designer.goto(link);
        expect(again?.status()).toBe(404);

        await page.goto(`${deployment.console}/console/${scope}/audit`);
        const entries = page.getByRole("row").filter({ hasText: account });
        expect(await entries.count()).toBeGreaterThanOrEqual(2);
        await looked();

        await page.goto(`${deployment.console}/console/${scope}/team`);
        await page.getByRole("row").filter({ hasText: account }).getByRole("link", { name: text.manage }).click();
        await page.getByRole("link", { name: text.remove }).click();
        await looked();
        await page.getByRole("button", { name: text.remove_ }).click();
        await expect(page.getByRole("row").filter({ hasText: account })).toHaveCount(0);
        await designer.goto(`${deployment.console}/console/account`);
        await expect(designer.getByRole("heading", { level: 1 })).toHaveText(text.signIn);
        await other.close();
      });

      test("signing in needs both factors, and signing out ends it", async ({ page, deployment }) => {
        const scope = await merchant(deployment);
        await page.goto(await firstLink(deployment, scope));
        const owner = fresh("owner");
        const secret = await joins(page, owner);
        await page.getByRole("link", { name: text.goOn }).click();
        await page.getByRole("button", { name: text.signOut }).click();
        await page.goto(`${deployment.console}/console/${scope}/team`);
        await expect(page.getByRole("heading", { level: 1 })).toHaveText(text.signIn);
        await signIn(page, owner, secret);
        await expect(page, "where they wanted to go").toHaveURL(new RegExp(`/console/${scope}/team`));
        await expect(page.getByRole("cell", { name: owner }).first()).toBeVisible();
        const cookies = (await page.context().cookies()).filter(({ name }) => name === "console");
        expect(cookies).toMatchObject([{ httpOnly: true, sameSite: "Strict", expires: -1 }]);
        await page.getByRole("button", { name: text.signOut }).click();
        await expect(page).toHaveURL(/\/console\/sign-in/);
        await page.goBack();
        await page.reload();
        await expect(page.getByRole("heading", { level: 1 })).toHaveText(text.signIn);
      });
    });
  }
}

for (const language of ["zh-CN", "en"] as Language[]) {
  test.describe(`${language}, orders`, () => {
    test.use({ locale: words[language].browser, contextOptions: { reducedMotion: "reduce" } });

    test("an order is found by its number, with all that happened to it", async ({ page, deployment, mall, isMobile }) => {
      test.setTimeout(120_000);
      const text = texts[language as keyof typeof texts];
      const order = await mall.order("64.00");
      await new Payer(deployment, order.pay_url).payByCard(cards.debit);
      const { mall_order_no: number, merchant_id } = await mall.find(order.id);
      await page.goto(await firstLink(deployment, String(merchant_id)));
      await joins(page, fresh("owner"));
      await page.getByRole("link", { name: text.goOn }).click();
      await page.getByRole("navigation").getByRole("link", { name: text.orders }).click();
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(text.orders);
      await expect(page.getByRole("link", { name: String(number) })).toBeVisible();
      await expectAccessible(page, isMobile);
      await page.locator("#number").fill(String(number).slice(-6));
      await page.locator("#number").press("Enter");
      await expect(page.getByRole("heading", { level: 1 })).toContainText(String(number));
      await expect(page.getByRole("main")).toContainText("¥64.00");
      await expect(page.getByRole("main")).toContainText("union_pay");
      await expectAccessible(page, isMobile);
      await page.goto(`${deployment.console}/console/${merchant_id}/orders?number=0000000000&state=paid`);
      await expect(page.getByRole("row")).toHaveCount(0);
      await expectAccessible(page, isMobile);
    });
  });
}

test("the demo has one person of each role, and their codes", async ({ page, deployment }) => {
  const { people } = await deployment.demo();
  expect(people.map(({ role }) => role)).toEqual([
    "owner", "finance", "support", "designer", "developer", "store",
    "administrator", "operations", "risk", "provider_finance", "auditor",
  ]);
  await page.goto(`${deployment.desk}/demo/codes`);
  for (const { account, password } of people) {
    const row = page.getByRole("row").filter({ hasText: account }).filter({ hasText: password });
    await expect(row).toHaveText(/\d{6}$/);
  }
});
