// The checks of accessibility that every page passes: axe (WCAG 2.2 AA and its best
// practices), light and dark, the size of targets, and nothing that scrolls sideways.
import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

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

/** Checks the page that is shown. At 320 px and with text twice as large, nothing may
 * scroll sideways (WCAG 1.4.10, 1.4.4). */
export async function expectAccessible(page: Page, isMobile: boolean): Promise<void> {
  // A colour on its way to another is none of the page's.
  await page.emulateMedia({ reducedMotion: "reduce" });
  expect(await violations(new AxeBuilder({ page }).withTags(RULES))).toEqual([]);
  expect(await tooSmall(page)).toEqual([]);
  expect(await sideways(page), "scrolls sideways").toBe(0);
  // The checks below give the same result on every device.
  if (isMobile) return;
  await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
  // Dark mode changes only colours.
  expect(await violations(new AxeBuilder({ page }).withRules(["color-contrast", "link-in-text-block"]))).toEqual([]);
  const full = page.viewportSize() ?? { width: 1280, height: 800 };
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await sideways(page), "scrolls sideways at 320 px").toBe(0);
  expect(await squeezed(page), "has no room for words at 320 px").toEqual([]);
  await page.setViewportSize(full);
  await page.evaluate(() => (document.documentElement.style.fontSize = "200%"));
  expect(await sideways(page), "scrolls sideways with text at 200%").toBe(0);
}
