// Choosing a way to pay: what is open, the list of banks, the first field of a new card.
import type { Locator } from "@playwright/test";
import { cards } from "../harness/cards.js";
import { expect, test } from "../harness/fixtures.js";
import { Shopper } from "../harness/shopper.js";
import { words } from "../harness/words.js";

const { choose, card: label } = words["zh-CN"];

for (const scripts of [true, false]) {
  test.describe(`scripts ${scripts ? "on" : "off"}`, () => {
    test.use({ locale: "zh-CN", javaScriptEnabled: scripts });

    test("the way used last is open at the next order, with its bank first", async ({ page, deployment, mall }) => {
      const shopper = new Shopper(page, deployment);
      await page.goto((await mall.order("31.00")).pay_url);
      await expect(shopper.way(choose.quick)).toBeChecked();
      await expect(page.getByText(choose.usedLast)).toHaveCount(0);
      await shopper.asksForQr();

      await page.goto((await mall.order("32.00")).pay_url);
      await expect(shopper.way(choose.scan)).toBeChecked();
      await expect(shopper.way(choose.scan)).toHaveAccessibleName(new RegExp(choose.usedLast));
      await shopper.unfold(choose.gateway);
      await shopper.showsAllBanks();
      await page.getByRole("radio", { name: "恒丰银行" }).check();
      await shopper.button(choose.goToBank).click();
      await page.waitForURL((url) => (scripts ? !url.pathname.startsWith("/pay") : url.pathname.endsWith("/bank")));

      await page.goto((await mall.order("33.00")).pay_url);
      await expect(shopper.way(choose.gateway)).toBeChecked();
      const bank = page.getByRole("group", { name: choose.pickBank }).getByRole("radio").first();
      await expect(bank).toBeChecked();
      await expect(bank).toHaveAccessibleName("恒丰银行");
      await expect(shopper.button("去恒丰银行支付 ¥33.00")).toBeVisible();
    });

    test("six banks, then all of them without an inner scroll; the chosen one stays in sight", async ({ page, deployment, mall }) => {
      const shopper = new Shopper(page, deployment);
      await page.goto((await mall.order("34.00")).pay_url);
      await shopper.unfold(choose.gateway);
      const list = page.getByRole("group", { name: choose.pickBank });
      const banks = list.getByRole("radio");
      await expect(banks).toHaveCount(6);
      await page.getByText(choose.allOfBanks, { exact: true }).click();
      await expect(banks).toHaveCount(24);
      await expect(list.getByRole("heading", { name: "Z" })).toBeVisible();
      expect(await list.evaluate(scrolls)).toBe(false);
      await list.getByRole("radio", { name: "渤海银行" }).check();
      await page.getByText(choose.allOfBanks, { exact: true }).click();
      await expect(banks).toHaveCount(7);
      await expect(list.getByRole("radio", { name: "渤海银行" })).toBeVisible();
    });

    test("the number typed first is kept on the card form, and in no address", async ({ page, deployment, mall }) => {
      const shopper = new Shopper(page, deployment);
      const addresses: string[] = [];
      page.on("request", (request) => addresses.push(request.url()));
      await page.goto((await mall.order("35.00")).pay_url);
      await shopper.field(label.number).fill("6225 7531 0012 3453");
      await shopper.field(label.number).press("Enter");
      await expect(page.getByRole("alert")).toContainText(words["zh-CN"].mend.numberCheck);
      await expect(shopper.field(label.number)).toHaveValue("6225 7531 0012 3453");
      await shopper.field(label.number).fill(cards.debit.number);
      if (!scripts) await shopper.button(shopper.words.choose.nextStep).click();
      await expect(shopper.field(label.name)).toBeVisible();
      await expect(shopper.field(label.number)).toHaveValue(/^6222 ?0202 ?0001 ?2345 ?670$/);
      await expect(page.getByText("工商银行 · 储蓄卡")).toBeVisible();
      await expect(shopper.field(label.securityCode)).toBeHidden();
      expect(addresses.filter((address) => /6222|6225/.test(address))).toEqual([]);
    });

    test("a card that is not to be remembered is not offered again", async ({ page, deployment, mall }) => {
      const buyer_ref = `buyer-${crypto.randomUUID()}`;
      const shopper = new Shopper(page, deployment);
      await page.goto((await mall.order("36.00", { buyer_ref })).pay_url);
      await shopper.picksNewCard();
      await shopper.field(label.number).fill(cards.other.number);
      const remember = page.getByRole("checkbox", { name: label.remember });
      await expect(remember).toBeChecked();
      await remember.uncheck();
      const code = await shopper.receives(cards.other.phone, () => shopper.sendsCard(cards.other));
      await shopper.pays(code);
      await shopper.sees(words["zh-CN"].result.paid);
      await page.goto((await mall.order("37.00", { buyer_ref })).pay_url);
      await expect(shopper.field(label.number)).toBeVisible();
    });
  });
}

test.describe("in the browser", () => {
  test.use({ locale: "zh-CN" });

  test("the other fields unfold once the bank is known, and keep what is typed", async ({ page, deployment, mall }) => {
    const shopper = new Shopper(page, deployment);
    const { card: english } = words.en;
    await page.goto((await mall.order("39.00", { buyer_ref: `buyer-${crypto.randomUUID()}` })).pay_url);
    await shopper.field(label.number).fill("6200 0000");
    await expect(shopper.field(label.name)).toBeHidden();
    await shopper.field(label.number).fill(cards.debit.number);
    await expect(shopper.field(label.name)).toBeVisible();
    await expect(shopper.field(label.number)).toBeFocused();
    await expect(shopper.field(label.expiry)).toBeHidden();
    await shopper.field(label.number).fill(cards.credit.number);
    await expect(shopper.field(label.expiry)).toBeVisible();
    await shopper.field(label.name).fill(cards.credit.name);
    await shopper.field(label.expiry).fill("1229");
    await page.getByRole("checkbox", { name: label.remember }).uncheck();
    await page.getByRole("button", { name: "English" }).click();
    await expect(shopper.field(english.name)).toHaveValue(cards.credit.name);
    await expect(shopper.field(english.expiry)).toHaveValue("1229");
    await expect(page.getByRole("checkbox", { name: english.remember })).not.toBeChecked();
    await shopper.field(english.number).clear();
    await expect(shopper.field(english.name), "nothing typed goes away").toHaveValue(cards.credit.name);
    await expect(shopper.field(english.name)).toBeVisible();
  });

  test("a number that an input method composes is written once", async ({ page, context, deployment, mall }) => {
    const shopper = new Shopper(page, deployment);
    await page.goto((await mall.order("38.00")).pay_url);
    const field = shopper.field(label.number);
    // The island groups digits once it runs.
    await expect(async () => {
      await field.clear();
      await field.pressSequentially("62220");
      await expect(field).toHaveValue("6222 0", { timeout: 500 });
    }).toPass({ timeout: 20_000 });
    await field.clear();
    const method = await context.newCDPSession(page);
    const number = "622202020001";
    for (let length = 1; length <= number.length; length++) {
      const text = number.slice(0, length);
      await method.send("Input.imeSetComposition", { text, selectionStart: length, selectionEnd: length });
    }
    await expect(field).toHaveValue(number);
    await method.send("Input.insertText", { text: number });
    await expect(field).toHaveValue("6222 0202 0001");
  });

  test("the button names the bank and the card that are chosen", async ({ page, deployment, mall }) => {
    const shopper = new Shopper(page, deployment);
    await page.goto((await mall.order("39.00")).pay_url);
    await shopper.unfold(choose.gateway);
    await page.getByRole("radio", { name: choose.icbc }).check();
    await expect(shopper.button("去工商银行支付 ¥39.00")).toBeVisible();
    await page.getByRole("radio", { name: "招商银行" }).check();
    await expect(shopper.button("去招商银行支付 ¥39.00")).toBeVisible();
  });

  for (const colorScheme of ["light", "dark"] as const) {
    test(`edges of ways and choices have a contrast of 3 to 1, ${colorScheme}`, async ({ page, deployment, mall }) => {
      await page.emulateMedia({ colorScheme });
      const shopper = new Shopper(page, deployment);
      await page.goto((await mall.order("40.00")).pay_url);
      await shopper.unfold(choose.gateway);
      for (const part of [".way", ".banks .choice--common", "#bank-query"]) {
        for (const edge of await page.locator(part).all()) expect(await contrast(edge), part).toBeGreaterThanOrEqual(3);
      }
    });
  }
});

const scrolls = (element: Element): boolean => element.scrollHeight > element.clientHeight + 1;

/** The least contrast of an element's edge to the grounds on both of its sides (WCAG 2.2, 1.4.11). */
async function contrast(element: Locator): Promise<number> {
  const colours = await element.evaluate((edge) => {
    const ground = (at: Element | null): string => {
      for (let e = at; e; e = e.parentElement) {
        const colour = getComputedStyle(e).backgroundColor;
        if (colour !== "rgba(0, 0, 0, 0)") return colour;
      }
      return "rgb(255, 255, 255)";
    };
    return [getComputedStyle(edge).borderTopColor, ground(edge), ground(edge.parentElement)];
  });
  const [line, ...grounds] = colours.map(luminance);
  return Math.min(...grounds.map((ground) => ratio(line ?? 0, ground)));
}

function luminance(colour: string): number {
  const [r, g, b] = (colour.match(/\d+/g) ?? []).slice(0, 3).map((n) => {
    const part = Number(n) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0);
}

const ratio = (a: number, b: number): number => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
