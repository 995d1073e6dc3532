// The console before anybody is signed in: in both languages, with and without scripts.
import { expectAccessible } from "../harness/accessible.js";
import { expect, test } from "../harness/fixtures.js";
import { words, type Language } from "../harness/words.js";

const texts = {
  "zh-CN": { title: "登录", account: "账号", password: "密码", next: "下一步", wrong: "账号、密码或验证码不正确。", empty: "请输入账号", ended: "链接不能用了" },
  en: {
    title: "Sign in",
    account: "Account name",
    password: "Password",
    next: "Continue",
    wrong: "The account name, password or code is not right.",
    empty: "Enter the account name",
    ended: "This link no longer works",
  },
};

for (const language of ["zh-CN", "en"] as Language[]) {
  const [text, other] = language === "en" ? [texts.en, texts["zh-CN"]] : [texts["zh-CN"], texts.en];
  for (const scripts of [true, false]) {
    test.describe(`${language}, scripts ${scripts ? "on" : "off"}`, () => {
      test.use({ locale: words[language].browser, javaScriptEnabled: scripts, contextOptions: { reducedMotion: "reduce" } });

      test("every page of a console asks to sign in first", async ({ page, deployment, isMobile }) => {
        await page.goto(`${deployment.console}/console/provider/audit`);
        await expect(page).toHaveURL(/\/console\/sign-in\?to=%2Fconsole%2Fprovider%2Faudit$/);
        await expect(page.locator("html")).toHaveAttribute("lang", language);
        await expect(page.getByRole("heading", { level: 1 })).toHaveText(text.title);
        await expect(page.getByLabel(text.account)).toBeFocused();
        if (scripts) {
          await expectAccessible(page, isMobile);
        }
        await page.getByRole("link", { name: words[language].frame.other }).click();
        await expect(page.getByRole("heading", { level: 1 })).toHaveText(other.title);
        await expect(page).toHaveURL(/to=%2Fconsole%2Fprovider%2Faudit&lang=/);
      });

      test("a sign-in that fails does not say what was wrong", async ({ page, deployment, isMobile }) => {
        await page.goto(`${deployment.console}/provider`);
        await page.getByRole("button", { name: text.next }).click();
        const summary = page.locator("#error-summary");
        await expect(summary).toBeFocused();
        await summary.getByRole("link", { name: text.empty }).click();
        await expect(page.getByLabel(text.account)).toBeFocused();
        await page.getByLabel(text.account).fill("stranger");
        await page.getByLabel(text.password).fill("a pot of oolong tea");
        await page.getByLabel(text.password).press("Enter");
        await expect(summary).toContainText(text.wrong);
        await expect(page.getByLabel(text.account)).toHaveValue("stranger");
        await expect(page.getByLabel(text.password)).toHaveValue("");
        if (scripts) {
          await expectAccessible(page, isMobile);
        }
      });
    });
  }

  test(`${language}: a link of no invitation`, async ({ page, deployment, isMobile }) => {
    const answer = await page.goto(`${deployment.console}/console/invite/${"0".repeat(26)}?lang=${language}`);
    expect(answer?.status()).toBe(404);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(text.ended);
    await expectAccessible(page, isMobile);
  });
}
