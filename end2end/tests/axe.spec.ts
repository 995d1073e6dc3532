// Every page checked for accessibility, in both languages, on a PC and a phone. On the
// PC, its accessible tree is compared with the one that is kept.
import { expectAccessible } from "../harness/accessible.js";
import { expectAria } from "../harness/aria.js";
import { test, expect } from "../harness/fixtures.js";
import { STATES } from "../harness/states.js";
import { words, type Language } from "../harness/words.js";

for (const language of ["zh-CN", "en"] as Language[]) {
  test.describe(language, () => {
    // No animations, so that no colour is measured in the middle of a transition.
    test.use({ locale: words[language].browser, contextOptions: { reducedMotion: "reduce" } });
    for (const [name, { bring, heading }] of STATES) {
      test(name, async ({ page, deployment, mall, expired, isMobile }) => {
        test.setTimeout(120_000);
        await bring({ page, deployment, mall, language, expired });
        await expect(page.locator("html")).toHaveAttribute("lang", language);
        await expect(page.getByRole("heading", { level: 1 })).toHaveText(heading(words[language]));
        if (!isMobile) await expectAria(page, name, language);
        await expectAccessible(page, isMobile);
      });
    }
  });
}
