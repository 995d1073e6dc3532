// The steps between the choice and the receipt, as the shopper sees them: the code
// to scan, leaving for a slow bank, "I have paid" while nothing came, the SMS code,
// and what is offered after a decline.
import { randomUUID } from "node:crypto";
import { devices } from "@playwright/test";
import { cards } from "../harness/cards.js";
import { expect, test } from "../harness/fixtures.js";
import { Payer } from "../harness/payer.js";
import { Shopper } from "../harness/shopper.js";
import { words } from "../harness/words.js";

const { bank, card, choose, code, frame, result, scan } = words["zh-CN"];
const { defaultBrowserType: _, ...phone } = devices["Pixel 7"];

for (const scripts of [true, false]) {
  test.describe(`scripts ${scripts ? "on" : "off"}`, () => {
    test.use({ locale: "zh-CN", javaScriptEnabled: scripts });

    test("\"I have paid\" while nothing came says when the network was asked", async ({ page, deployment, mall }) => {
      const shopper = new Shopper(page, deployment);
      const asked = page.getByRole("status").filter({ hasText: result.asked });
      await page.goto((await mall.order("81.00")).pay_url);
      await shopper.asksForQr();
      await page.getByRole("link", { name: scan.done }).click();
      await shopper.sees(scan.title);
      await expect(asked).toBeVisible();
      const order = await mall.order("82.00");
      await new Payer(deployment, order.pay_url).goToBank();
      await page.goto(`${order.pay_url}/waiting`);
      await shopper.sees(result.waiting);
      await expect(asked).toBeVisible();
    });

    test("after a decline another way is one press away", async ({ page, deployment, mall }) => {
      const shopper = new Shopper(page, deployment);
      const order = await mall.order("83.00");
      await new Payer(deployment, order.pay_url).payByCard(cards.empty);
      await page.goto(`${order.pay_url}/declined`);
      await shopper.sees(result.declined);
      await page.getByRole("region", { name: result.otherWays }).getByRole("button", { name: choose.scan }).click();
      await shopper.sees(scan.title);
      await page.goto(order.pay_url);
      await shopper.button(frame.anotherWay).click();
      await shopper.sees(choose.title);
    });

    test("a declined card is corrected, also after the language was switched", async ({ page, deployment, mall }) => {
      const shopper = new Shopper(page, deployment);
      await page.goto((await mall.order("83.10")).pay_url);
      await shopper.pays(await shopper.asksForCode(cards.empty));
      await shopper.sees(result.declined);
      await shopper.button(frame.other).click();
      await shopper.sees(words.en.result.declined);
      await shopper.button(words.en.result.changeCard).click();
      await shopper.sees(words.en.card.title);
      await expect(shopper.field(words.en.card.phone)).toHaveValue(cards.empty.phone);
    });

    test("a mistyped card is corrected while its code is awaited", async ({ page, deployment, mall }) => {
      const shopper = new Shopper(page, deployment);
      await page.goto((await mall.order("83.20")).pay_url);
      await shopper.asksForCode(cards.credit);
      await shopper.button(code.changeCard).click();
      await shopper.sees(card.title);
      await expect(shopper.field(card.phone)).toHaveValue(cards.credit.phone);
      await expect(shopper.field(card.securityCode)).toHaveValue("");
      await shopper.receives(cards.third.phone, () => shopper.sendsCard(cards.third));
      await shopper.sees(code.title);
    });

    test("back, forward and a reload show pages of ours, with what was typed", async ({ page, deployment, mall }) => {
      const order = await mall.order("83.30");
      const shopper = new Shopper(page, deployment);
      await page.goto(order.pay_url);
      await shopper.picksNewCard();
      await shopper.sendsCard({ ...cards.other, phone: "138" });
      await shopper.sees(card.title);
      await expect(page.getByRole("alert")).toBeVisible();
      await shopper.receives(cards.other.phone, () => shopper.sendsCard(cards.other));
      await shopper.sees(code.title);
      await page.reload();
      await shopper.sees(code.title);
      await page.goBack();
      await shopper.sees(card.title);
      await expect(shopper.field(card.name)).toHaveValue(cards.other.name);
      await page.goForward();
      await shopper.sees(code.title);
      await shopper.pays("000000");
      await expect(page.getByRole("alert")).toBeVisible();
      await shopper.pays(await shopper.latest(cards.other.phone));
      await shopper.sees(result.paid);
      await page.goBack();
      await shopper.sees(result.paid);
      const kept = (await page.context().cookies()).filter(({ name, path }) => name === "form" && path.endsWith("/code"));
      expect(kept).toMatchObject([{ httpOnly: true, expires: -1, sameSite: "Lax" }]);
    });

    test("a bank after a decline: its list is open", async ({ page, deployment, mall }) => {
      const shopper = new Shopper(page, deployment);
      const order = await mall.order("84.00");
      await new Payer(deployment, order.pay_url).payByCard(cards.empty);
      await page.goto(`${order.pay_url}/declined`);
      await page.getByRole("region", { name: result.otherWays }).getByRole("link", { name: choose.gateway }).click();
      await shopper.sees(choose.title);
      await expect(page.getByRole("radio", { name: choose.icbc })).toBeVisible();
    });
  });
}

test.use({ locale: "zh-CN" });

test("the page that waits shows by itself when the network was asked", async ({ page, deployment, mall }) => {
  await page.goto((await mall.order("85.00")).pay_url);
  await new Shopper(page, deployment).asksForQr();
  // The first query of a code comes after five seconds.
  await expect(page.getByRole("status").filter({ hasText: result.asked })).toBeVisible();
});

test("a slow bank: the form goes once the words and the ways out are on the screen", async ({ page, deployment, mall }) => {
  const shopper = new Shopper(page, deployment);
  const order = await mall.order("86.00");
  await new Payer(deployment, order.pay_url).act("", "confirm_payment", { way: "bank", bank: "ICBC" });
  // In place of leaving for a bank that does not answer: what the shopper has then.
  await page.addInitScript(() => {
    HTMLFormElement.prototype.submit = () => {
      const shown = document.getElementById("going")?.checkVisibility() === true;
      document.body.setAttribute("data-left", `${document.readyState} ${shown ? "shown" : "hidden"}`);
    };
  });
  await page.goto(`${order.pay_url}/bank`);
  await expect(page.locator("body")).toHaveAttribute("data-left", /^(interactive|complete) shown$/);
  await shopper.sees(bank.title);
  await expect(page.getByRole("status").filter({ hasText: bank.going })).toBeVisible();
  await expect(page.getByRole("link", { name: bank.done })).toBeVisible();
  await page.reload();
  await expect(page.locator("body"), "once only").not.toHaveAttribute("data-left");
  await shopper.button(frame.anotherWay).click();
  await shopper.sees(choose.title);
});

test("back from the bank: the page of the order's state, with the time of the query", async ({ page, deployment, mall }) => {
  const shopper = new Shopper(page, deployment);
  await page.goto((await mall.order("87.00")).pay_url);
  await shopper.goesToBank(choose.icbc);
  await shopper.sees("中国工商银行 沙箱网银");
  await page.goBack();
  await shopper.sees(result.waiting);
  await expect(page).toHaveTitle(new RegExp(`^${result.waiting}`));
});

test.describe("on a phone", () => {
  test.use({ ...phone, locale: "zh-CN" });

  test("the code can be kept as a picture, and another way stands above it", async ({ page, deployment, mall }) => {
    const shopper = new Shopper(page, deployment);
    await page.goto((await mall.order("88.00")).pay_url);
    await shopper.asksForQr();
    const picture = page.getByRole("img", { name: scan.picture });
    expect(await picture.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(200);
    const kept = page.waitForEvent("download");
    await page.getByRole("link", { name: scan.save }).click();
    expect((await kept).suggestedFilename()).toBe("payment-code.png");
    const above = await shopper.button(frame.anotherWay).boundingBox();
    const below = await picture.boundingBox();
    expect(above && below && above.y + above.height).toBeLessThan(below?.y ?? 0);
  });
});

test("the code: focus, and a wait for another one that a set-back clock does not lengthen", async ({ page, deployment, mall }) => {
  const shopper = new Shopper(page, deployment);
  await page.clock.install();
  await page.goto((await mall.order("89.00")).pay_url);
  await shopper.picksNewCard();
  await shopper.receives(cards.other.phone, () => shopper.sendsCard(cards.other));
  await shopper.sees(code.title);
  await expect(shopper.field(code.label)).toBeFocused();
  const wait = page.locator("#resend-wait");
  await expect(wait).toHaveText(code.resendIn);
  const seconds = async () => Number(/\d+/.exec((await wait.textContent()) ?? "")?.[0]);
  await page.clock.setSystemTime(Date.now() - 3_600_000);
  await page.clock.runFor(10_000);
  expect(await seconds()).toBeLessThanOrEqual(60);
  expect(await seconds()).toBeGreaterThan(40);
  await page.clock.runFor(60_000);
  await expect(shopper.button(code.resend)).toBeEnabled();
});

test("five digits cost no try; the fifth wrong code says that no tries are left", async ({ page, deployment, mall }) => {
  const shopper = new Shopper(page, deployment);
  const buyer_ref = `buyer-${randomUUID()}`;
  const first = await mall.order("90.00", { buyer_ref });
  await new Payer(deployment, first.pay_url).payByCard(cards.credit);
  await page.goto((await mall.order("91.00", { buyer_ref })).pay_url);
  await shopper.button(choose.payWithCard).click();
  await shopper.sees(code.title);
  await shopper.pays("12345");
  await expect(page.getByRole("alert")).toBeVisible();
  await expect(page.getByText(code.triesLeft(4))).toHaveCount(0);
  for (const left of [4, 3, 2, 1]) {
    await shopper.pays("000000");
    await expect(page.getByText(code.triesLeft(left))).toBeVisible();
  }
  await shopper.pays("000000");
  await shopper.sees(result.declined);
  await expect(page.getByRole("alert")).toHaveText(result.noTries);
  const again = page.getByRole("region", { name: result.otherWays }).getByRole("button").first();
  await expect(again).toContainText(code.resend);
  await again.click();
  await shopper.sees(code.title);
});
