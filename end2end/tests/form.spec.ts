// Input errors and time limits. The same page says what is wrong and where, and
// keeps what was typed except secrets. The shopper gets more time on request.
import { attempts, expectPaidOnce } from "../harness/books.js";
import { cards } from "../harness/cards.js";
import { expect, test } from "../harness/fixtures.js";
import { until } from "../harness/deployment.js";
import { Shopper, scansAndPays } from "../harness/shopper.js";
import { words, type Language } from "../harness/words.js";

const card = cards.credit;

/** Expects an error title, a focused summary, and one link for each error. */
async function expectMistakes(shopper: Shopper, mistakes: [field: string, message: string][]): Promise<void> {
  const { page } = shopper;
  const { frame } = shopper.words;
  await expect(page).toHaveTitle(new RegExp(`^${frame.error}`));
  const summary = page.getByRole("alert");
  await expect(summary).toBeFocused();
  await expect(summary.getByRole("heading", { name: frame.errors })).toBeVisible();
  await expect(summary.getByRole("link")).toHaveText(mistakes.map(([, message]) => message));
  for (const [label, message] of mistakes) {
    const field = shopper.field(label);
    await expect(field).toHaveAttribute("aria-invalid", "true");
    await expect(field).toHaveAccessibleDescription(new RegExp(escaped(message)));
    await summary.getByRole("link", { name: message }).click();
    await expect(field).toBeFocused();
  }
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

const combinations: { language: Language; scripts: boolean }[] = [
  { language: "zh-CN", scripts: true },
  { language: "zh-CN", scripts: false },
  { language: "en", scripts: true },
];

for (const { language, scripts } of combinations) {
  test.describe(`${language}, scripts ${scripts ? "on" : "off"}`, () => {
    const text = words[language];
    test.use({ locale: text.browser, javaScriptEnabled: scripts });

    test("an empty card form, then one wrong in every field", async ({ page, deployment, mall }) => {
      const order = await mall.order("51.00");
      const shopper = new Shopper(page, deployment, language);
      const { card: label, mend } = text;
      await page.goto(order.pay_url);
      await shopper.picksNewCard();
      await shopper.field(label.number).clear();
      await shopper.button(label.submit).click();
      await expectMistakes(shopper, [
        [label.number, mend.numberEmpty],
        [label.name, mend.nameEmpty],
        [label.idNumber, mend.idEmpty],
        [label.phone, mend.phoneEmpty],
      ]);

      const typed = { ...card, number: "6225 7531 0012 3453", idNumber: "110105199003070026", phone: "2380013800" };
      await shopper.sendsCard(typed);
      await expectMistakes(shopper, [
        [label.number, mend.numberCheck],
        [label.idNumber, mend.idCheck],
        [label.phone, mend.phoneFormat],
      ]);
      await expect(shopper.field(label.number)).toHaveValue(typed.number);
      await expect(shopper.field(label.name)).toHaveValue(typed.name);
      await expect(shopper.field(label.idNumber)).toHaveValue(typed.idNumber);
      await expect(shopper.field(label.phone)).toHaveValue(typed.phone);
      await expect(shopper.field(label.expiry)).toHaveValue(card.expiry);
      // The security code is a secret, so the page does not keep it.
      await expect(shopper.field(label.securityCode)).toHaveValue("");
      expect(await attempts(mall, order)).toEqual([]);

      const code = await shopper.receives(card.phone, () => shopper.sendsCard(card));
      await shopper.sees(text.code.title);
      await expect(page).not.toHaveTitle(new RegExp(`^${text.frame.error}`));
      await shopper.pays(code);
      await shopper.sees(text.result.paid);
    });

    test("what only the bank knows to be wrong", async ({ page, deployment, mall }) => {
      const order = await mall.order("52.00");
      const shopper = new Shopper(page, deployment, language);
      const { card: label, mend } = text;
      await page.goto(order.pay_url);
      await shopper.picksNewCard();
      // The check digit is right, but no such card exists.
      await shopper.sendsCard({ ...cards.debit, number: "6222020200099999995" });
      await expectMistakes(shopper, [[label.number, mend.numberUnknown]]);
      await expect(shopper.field(label.phone)).toHaveValue(cards.debit.phone);
    });

    test("no bank is picked", async ({ page, deployment, mall }) => {
      const order = await mall.order("53.00");
      const shopper = new Shopper(page, deployment, language);
      await page.goto(order.pay_url);
      await shopper.unfold(text.choose.gateway);
      await shopper.button(text.choose.goToBank).click();
      await expect(page).toHaveTitle(new RegExp(`^${text.frame.error}`));
      const summary = page.getByRole("alert");
      await expect(summary).toBeFocused();
      await summary.getByRole("link", { name: text.mend.bankEmpty }).click();
      await expect(page.getByRole("group", { name: words[language].choose.pickBank })).toBeFocused();
    });

    test("five wrong codes end the attempt, not the order", async ({ page, context, deployment, mall }) => {
      const order = await mall.order("54.00");
      const shopper = new Shopper(page, deployment, language);
      const { code: label, result, mend } = text;
      await page.goto(order.pay_url);
      const right = await shopper.asksForCode(card);
      const wrong = right === "000000" ? "000001" : "000000";
      await shopper.button(label.pay).click();
      await expectMistakes(shopper, [[label.label, mend.codeEmpty]]);
      for (const left of [4, 3, 2, 1]) {
        await shopper.pays(wrong);
        await expect(page.getByText(label.triesLeft(left), { exact: true })).toBeVisible();
        await expectMistakes(shopper, [[label.label, mend.codeWrong]]);
        await expect(shopper.field(label.label)).toHaveValue("");
      }
      await shopper.pays(wrong);
      await shopper.sees(result.declined);
      await expect(page.getByText(result.notCharged)).toBeVisible();
      expect(await attempts(mall, order)).toEqual(["quick_agreement declined"]);
      expect((await mall.find(order.id)).state).toBe("open");

      await page.getByRole("link", { name: text.result.allWays }).click();
      await shopper.asksForQr();
      await scansAndPays(await context.newPage(), deployment, "云栖茶业");
      if (!scripts) await page.getByRole("link", { name: text.scan.done }).click();
      await shopper.sees(result.paid);
      await expectPaidOnce(deployment, mall, order);
    });

    test("more time and another language keep what was typed", async ({ page, deployment, mall }) => {
      const order = await mall.order("55.00", { expires_in_s: 900 });
      const shopper = new Shopper(page, deployment, language);
      const before = Date.parse(String(order.expires_at));
      await page.goto(order.pay_url);
      await shopper.picksNewCard();
      await shopper.typesCard(card);
      await shopper.unfoldsOrder();
      await shopper.button(text.order.moreTime).click();
      await expect(page.getByText(text.order.moreTimeGiven).first()).toBeVisible();
      expect(Date.parse(String((await mall.find(order.id)).expires_at))).toBe(before + 600_000);
      await expect(shopper.field(text.card.name)).toHaveValue(card.name);
      const other = words[language === "en" ? "zh-CN" : "en"];
      await shopper.button(text.frame.other).click();
      const read = new Shopper(page, deployment, language === "en" ? "zh-CN" : "en");
      await read.sees(other.card.title);
      await expect(read.field(other.card.number)).toHaveValue(/^6225 ?7531 ?0012 ?3454$/);
      await expect(read.field(other.card.phone)).toHaveValue(card.phone);
      await expect(read.field(other.card.securityCode)).toHaveValue("");
    });
  });
}

test.describe("in Chinese", () => {
  test.use({ locale: "zh-CN" });
  const text = words["zh-CN"];

  test("a name, an id number and a security code that are not the bank's", async ({ page, deployment, mall }) => {
    const shopper = new Shopper(page, deployment);
    const { card: label, mend } = text;
    const wrongIdentity = await mall.order("56.00");
    await page.goto(wrongIdentity.pay_url);
    await shopper.picksNewCard();
    await shopper.sendsCard({ ...card, idNumber: cards.third.idNumber });
    await shopper.pays(await latestCode(shopper, card.phone));
    await expectMistakes(shopper, [
      [label.name, mend.identity.name],
      [label.idNumber, mend.identity.idNumber],
      [label.phone, mend.identity.phone],
    ]);
    await expect(shopper.field(label.number)).toHaveValue(/^6225/);

    const wrongCode = await mall.order("57.00");
    await page.goto(wrongCode.pay_url);
    await shopper.picksNewCard();
    await shopper.sendsCard({ ...card, securityCode: "999" });
    await shopper.pays(await latestCode(shopper, card.phone));
    await expectMistakes(shopper, [[label.securityCode, mend.securityCodeWrong]]);
    expect((await mall.find(wrongCode.id)).state).toBe("open");
  });

  test("help while typing: bank, kind, and what a debit card has not", async ({ page, deployment, mall }) => {
    const order = await mall.order("58.00");
    const shopper = new Shopper(page, deployment);
    const { card: label } = text;
    await page.goto(order.pay_url);
    await shopper.picksNewCard();
    await expect(shopper.field(label.securityCode)).toBeVisible();
    await shopper.field(label.number).clear();
    await shopper.field(label.number).pressSequentially(cards.debit.number);
    await expect(shopper.field(label.number)).toHaveValue("6222 0202 0001 2345 670");
    await expect(page.getByText("工商银行 · 储蓄卡")).toBeVisible();
    await expect(shopper.field(label.securityCode)).toBeHidden();
    await shopper.field(label.number).fill(cards.credit.number);
    await expect(page.getByText("招商银行 · 信用卡")).toBeVisible();
    await expect(shopper.field(label.securityCode)).toBeVisible();
    await shopper.field(label.idNumber).pressSequentially("11010519900307002");
    await expect(page.getByText(label.looksRight)).toBeHidden();
    await shopper.field(label.idNumber).pressSequentially("5");
    await expect(page.getByText(label.looksRight)).toBeVisible();
  });

  test("what takes a minute: another code, and the end of an order", async ({ page, context, deployment, mall }) => {
    test.setTimeout(150_000);
    const ending = await mall.order("60.00", { expires_in_s: 60 });
    const watching = new Shopper(await context.newPage(), deployment);
    await watching.page.goto(ending.pay_url);
    await watching.sees(text.choose.title);

    const order = await mall.order("61.00");
    const shopper = new Shopper(page, deployment);
    await page.goto(order.pay_url);
    const first = await shopper.asksForCode(cards.third);
    await expect(shopper.button(text.code.resend)).toBeDisabled();
    await expect(page.getByText(text.code.resendIn)).toBeVisible();
    await expect(shopper.button(text.code.resend)).toBeEnabled({ timeout: 75_000 });
    const second = await shopper.receives(cards.third.phone, () => shopper.button(text.code.resend).click());
    await expect(page.getByText(text.code.sentAgain)).toBeVisible();
    expect(second).not.toBe(first);
    await shopper.pays(first);
    await expectMistakes(shopper, [[text.code.label, text.mend.codeWrong]]);
    await shopper.pays(second);
    await shopper.sees(text.result.paid);

    await watching.sees(text.result.expired);
    await expect(watching.page).toHaveURL(/\/expired$/);
    await until(async () => (await mall.find(ending.id)).state === "expired", "the order to expire");
  });
});

test.describe("in Chinese, scripts off", () => {
  test.use({ locale: "zh-CN", javaScriptEnabled: false });
  const text = words["zh-CN"];

  test("another code is refused within the minute", async ({ page, deployment, mall }) => {
    const order = await mall.order("62.00");
    const shopper = new Shopper(page, deployment);
    await page.goto(order.pay_url);
    const code = await shopper.asksForCode(cards.debit);
    const before = await shopper.received(cards.debit.phone);
    await shopper.button(text.code.resend).click();
    const told = await page.getByRole("alert").getByRole("link").innerText();
    const seconds = Number(/\d+/.exec(told)?.[0]);
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
    await expectMistakes(shopper, [[text.code.label, text.mend.tooSoon(seconds)]]);
    expect(await shopper.received(cards.debit.phone)).toBe(before);
    await shopper.pays(code);
    await shopper.sees(text.result.paid);
  });

  test("an address without the sealed card asks for the card again", async ({ page, deployment, mall }) => {
    const order = await mall.order("63.00");
    const shopper = new Shopper(page, deployment);
    await page.goto(order.pay_url);
    await shopper.asksForCode(cards.debit);
    // As in another browser.
    await page.context().clearCookies();
    await page.goto(`${order.pay_url}/code`);
    await shopper.sees(text.code.cardAgain);
    await page.getByRole("link", { name: text.code.cardAgain }).click();
    await shopper.sees(text.card.title);
    // The same card within a minute: the code sent before is still valid.
    const before = await shopper.received(cards.debit.phone);
    await shopper.sendsCard(cards.debit);
    await shopper.sees(text.code.title);
    expect(await shopper.received(cards.debit.phone)).toBe(before);
  });
});

/** Waits for the page that asks for a code; returns the newest code. */
async function latestCode(shopper: Shopper, phone: string): Promise<string> {
  await shopper.sees(shopper.words.code.title);
  return shopper.latest(phone);
}
