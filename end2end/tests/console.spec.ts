// The provider's console: in both languages, with and without scripts.
import { expectAccessible } from "../harness/accessible.js";
import { expect, test } from "../harness/fixtures.js";
import { words, type Language } from "../harness/words.js";

const texts = {
  "zh-CN": { title: "支付机构控制台", opened: "这是打开本页时的时间。", fast: "这台电脑的时钟快了约 5 分钟。请以上面的北京时间为准。" },
  en: {
    title: "Provider console",
    opened: "This was the time when the page was opened.",
    fast: "The clock of this computer is about 5 min fast. Go by the Beijing time above.",
  },
};

/** A time in China as the console writes it, in milliseconds. */
function read(time: string | null): number {
  expect(time).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
  return Date.parse(`${time?.replace(" ", "T")}+08:00`);
}

for (const language of ["zh-CN", "en"] as Language[]) {
  const [text, other] = language === "en" ? [texts.en, texts["zh-CN"]] : [texts["zh-CN"], texts.en];
  for (const scripts of [true, false]) {
    test.describe(`${language}, scripts ${scripts ? "on" : "off"}`, () => {
      test.use({ locale: words[language].browser, javaScriptEnabled: scripts, contextOptions: { reducedMotion: "reduce" } });

      test("the page, and the same in the other language", async ({ page, deployment, isMobile }) => {
        const said: string[] = [];
        page.on("console", (message) => said.push(message.text()));
        await page.goto(`${deployment.desk}/console`);
        await expect(page.locator("html")).toHaveAttribute("lang", language);
        await expect(page).toHaveTitle(`${text.title} · Paydesk`);
        const time = page.getByRole("time");
        const shown = await time.textContent();
        expect(Math.abs(read(shown) - Date.now())).toBeLessThan(30_000);
        await expect(page.getByText(text.opened)).toBeVisible({ visible: !scripts });
        if (scripts) {
          await expect(time).not.toHaveText(shown ?? "");
          await expectAccessible(page, isMobile);
        }
        await page.getByRole("link", { name: words[language].frame.other }).click();
        await expect(page.getByRole("heading", { level: 1 })).toHaveText(other.title);
        await expect(page.getByText(other.opened)).toBeVisible({ visible: !scripts });
        expect(said).toEqual([]);
      });
    });
  }

  test(`${language}: a computer whose clock is fast`, async ({ page, deployment }) => {
    await page.clock.install({ time: Date.now() + 5 * 60_000 + 5_000 });
    await page.goto(`${deployment.desk}/console?lang=${language}`);
    await expect(page.getByRole("status")).toHaveText(text.fast);
    const time = page.getByRole("time");
    expect(Math.abs(read(await time.textContent()) - Date.now())).toBeLessThan(30_000);
  });
}
