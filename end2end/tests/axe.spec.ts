// Every page checked by axe (WCAG 2.2 AA and its best practices), in both
// languages, light and dark, on a PC and a phone. At 320 px and with text twice
// as large, nothing may scroll sideways (WCAG 1.4.10, 1.4.4).
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { test, expect } from "../harness/fixtures.js";
import { STATES } from "../harness/states.js";
import { words, type Language } from "../harness/words.js";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];

/** The violations, each with the element and the reason. */
async function violations(axe: AxeBuilder): Promise<string[]> {
  const { violations: found } = await axe.analyze();
  return found.flatMap((v) => v.nodes.map((node) => `${v.id}: ${node.target.join(" ")} ${node.failureSummary}`));
}

async function sideways(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** Inputs and buttons below the minimum target size (WCAG 2.5.8), except links in text. */
async function tooSmall(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>("button, summary, input:not([type=hidden]):not([type=radio]), label.choice__label, a.button")]
      .filter((element) => element.checkVisibility({ visibilityProperty: true }))
      .map((element) => ({ element, box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 1 && (box.width < 24 || box.height < 24))
      .map(({ element, box }) => `${element.outerHTML.slice(0, 80)} ${box.width}x${box.height}`),
  );
}

/** Choices that are so narrow that words break in the middle. */
async function squeezed(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>(".choice__label > :last-child")]
      .filter((words) => words.checkVisibility())
      .map((words) => ({ text: words.innerText, width: words.getBoundingClientRect().width }))
      .filter(({ text, width }) => width < 90 && text.length > 8)
      .map(({ text, width }) => `${text}: ${width}px`),
  );
}

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
        expect(await violations(new AxeBuilder({ page }).withTags(RULES))).toEqual([]);
        expect(await tooSmall(page)).toEqual([]);
        expect(await sideways(page), "scrolls sideways").toBe(0);
        // The checks below give the same result on every device.
        if (isMobile) return;
        await page.emulateMedia({ colorScheme: "dark" });
        // Dark mode changes only colours.
        expect(await violations(new AxeBuilder({ page }).withRules(["color-contrast", "link-in-text-block"]))).toEqual([]);
        const full = page.viewportSize() ?? { width: 1280, height: 800 };
        await page.setViewportSize({ width: 320, height: 640 });
        expect(await sideways(page), "scrolls sideways at 320 px").toBe(0);
        expect(await squeezed(page), "has no room for words at 320 px").toEqual([]);
        await page.setViewportSize(full);
        await page.evaluate(() => (document.documentElement.style.fontSize = "200%"));
        expect(await sideways(page), "scrolls sideways with text at 200%").toBe(0);
      });
    }
  });
}
