// Payment with the keyboard only. Each focused element shows its focus and is
// visible on the screen (WCAG 2.1.1, 2.4.7, 2.4.11).
import type { Locator, Page } from "@playwright/test";
import { cards } from "../harness/cards.js";
import { expect, test } from "../harness/fixtures.js";
import { Shopper } from "../harness/shopper.js";

/** More tab stops than any page has, so that the search for an element ends. */
const STOPS_MAX = 60;

/** Presses Tab until this element has the focus. */
async function tabTo(page: Page, wanted: Locator): Promise<void> {
  for (let stop = 0; stop < STOPS_MAX; stop++) {
    await page.keyboard.press("Tab");
    await expectSeenFocus(page);
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`Tab does not lead to ${String(wanted)}`);
}

/** Expects a focus mark on the focused element, its label or its row, and that nothing covers it. */
async function expectSeenFocus(page: Page): Promise<void> {
  const trouble = await page.evaluate(() => {
    const focused = document.activeElement;
    if (!focused || focused === document.body) return "";
    const what = focused.outerHTML.slice(0, 120);
    const labels = (focused as HTMLInputElement).labels;
    const shown = [focused, ...(labels ?? [])];
    const marked = [...shown, focused.parentElement ?? focused].some((element) => {
      const style = getComputedStyle(element);
      return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none";
    });
    if (!marked) return `no mark on ${what}`;
    const onScreen = shown.some((element) => {
      const box = element.getBoundingClientRect();
      const x = box.left + Math.min(box.width / 2, 8);
      const hit = document.elementFromPoint(x, box.top + box.height / 2);
      return hit !== null && (element.contains(hit) || hit.contains(element));
    });
    return onScreen ? "" : `covered or off the screen: ${what}`;
  });
  expect(trouble).toBe("");
}

test.use({ locale: "zh-CN" });

test("a whole quick payment", async ({ page, deployment, mall }) => {
  const order = await mall.order("25.00");
  const shopper = new Shopper(page, deployment);
  const { card: label, code: words, result, frame } = shopper.words;
  const card = cards.credit;
  await page.goto(order.pay_url);

  // The first tab stop is the link that skips the order and leads to the ways to pay.
  await page.keyboard.press("Tab");
  const skip = page.getByRole("link", { name: "跳到主要内容" });
  await expect(skip).toBeFocused();
  await expectSeenFocus(page);
  await page.keyboard.press("Enter");
  await tabTo(page, shopper.field(label.number));
  await page.keyboard.type(card.number);
  await expect(shopper.field(label.name)).toBeVisible();
  const fields: [string, string][] = [
    [label.name, card.name],
    [label.idNumber, card.idNumber],
    [label.phone, card.phone],
    [label.expiry, card.expiry],
    [label.securityCode, card.securityCode],
  ];
  for (const [name, value] of fields) {
    await tabTo(page, shopper.field(name));
    await page.keyboard.type(value);
  }
  await expect(shopper.field(label.number)).toHaveValue("6225 7531 0012 3454");
  // Enter in a field submits that field's form, not the first button of the page.
  const code = await shopper.receives(card.phone, () => page.keyboard.press("Enter"));

  await shopper.sees(words.title);
  // The code is all that is asked for, so the focus is there.
  await expect(shopper.field(words.label)).toBeFocused();
  await page.keyboard.type(code);
  await page.keyboard.press("Enter");
  await shopper.sees(result.paid);
  expect((await mall.find(order.id)).state).toBe("paid");

  await tabTo(page, page.getByRole("main").getByRole("link", { name: frame.home }));
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`^${deployment.mall}/`));
});

test("a bank is searched, picked and left for", async ({ page, deployment, mall }) => {
  const order = await mall.order("26.00");
  const shopper = new Shopper(page, deployment);
  const { choose } = shopper.words;
  await page.goto(order.pay_url);
  // The ways are one group of radio buttons: arrows lead from one to the next.
  await tabTo(page, shopper.way(choose.quick));
  await page.keyboard.press("ArrowUp");
  await expect(shopper.way(choose.gateway)).toBeChecked();
  await tabTo(page, page.getByRole("searchbox", { name: choose.findBank }));
  await page.keyboard.type("ICBC");
  await expect(page.getByText(choose.found(1), { exact: true })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("searchbox", { name: choose.findBank })).toHaveValue("ICBC");
  await tabTo(page, page.getByRole("radio", { name: choose.icbc }));
  await page.keyboard.press("Space");
  await expect(page.getByRole("radio", { name: choose.icbc })).toBeChecked();
  await tabTo(page, shopper.button(choose.goToBank));
  await page.keyboard.press("Enter");
  await shopper.sees("中国工商银行 沙箱网银");
});
