// Simulated network faults: the order still reaches the right state, checked by the
// API, the page, the mall's events and the network's transactions. Quick pay sets
// the fault by the amount (see the sandbox's front page), bank and QR by `/control`.
import { cards } from "../house/cards.js";
import { test, expect } from "../house/fixtures.js";
import type { House } from "../house/house.js";
import { until } from "../house/house.js";
import type { MallClient, OrderAnswer } from "../house/mall.js";
import { Payer } from "../house/payer.js";
import { TROUBLE_FEN, type Trouble } from "../house/sandbox.js";
import { Shopper } from "../house/shopper.js";
import { words } from "../house/words.js";

interface Attempt {
  product: string;
  state: string;
  network_id: string | null;
  declined: { reason: string; network_code: string } | null;
}

const attempts = (order: OrderAnswer) => order["attempts"] as Attempt[];

/** Waits until the order is in a state, and returns it. */
async function becomes(mall: MallClient, id: string, state: string): Promise<OrderAnswer> {
  let order = await mall.find(id);
  await until(async () => (order = await mall.find(id)).state === state, `${id} to be ${state}`, 45_000);
  return order;
}

/** The types of the order's own events; events of refunds are tested in refunds.spec.ts. */
async function told(mall: MallClient, id: string): Promise<string[]> {
  const ours = (await mall.events(id)).filter((event) => event.type.startsWith("order."));
  return ours.map((event) => event.type);
}

/** Expects one paid attempt, one event, and the page that shows the payment. */
async function paidOnce(house: House, mall: MallClient, order: OrderAnswer): Promise<void> {
  const paid = await becomes(mall, order.id, "paid");
  expect(attempts(paid).map((a) => a.state)).toEqual(["paid"]);
  expect(attempts(paid)[0]?.network_id).toMatch(/^\d{21}$/);
  expect(await told(mall, order.id)).toEqual(["order.paid"]);
  expect((await new Payer(house, order.pay_url).look()).place).toBe("paid");
}

/** Expects a declined attempt, and an open order that can be paid again. */
async function declined(house: House, mall: MallClient, order: OrderAnswer): Promise<void> {
  const open = await becomes(mall, order.id, "open");
  expect(attempts(open).map((a) => a.state)).toEqual(["declined"]);
  expect(attempts(open)[0]?.declined).toEqual({ reason: "insufficient_funds", network_code: "64" });
  expect(await told(mall, order.id)).toEqual([]);
  expect((await new Payer(house, order.pay_url).look("declined")).place).toBe("declined");
}

const PAID: Trouble[] = [
  "timeout", "cut", "paid_twice", "notice_lost", "notice_late", "wrong_signature", "wrong_amount", "bad_gateway_paid",
];

for (const trouble of PAID) {
  test(`quick pay, ${trouble} by amount: paid once`, async ({ house, mall }) => {
    const order = await mall.order(`3.${TROUBLE_FEN[trouble]}`);
    const payer = new Payer(house, order.pay_url);
    const pressed = payer.payByCard(cards.debit);
    // If the shopper's request hangs, the order is paid before it ends.
    const first = await Promise.race([pressed, becomes(mall, order.id, "paid")]);
    // The page never shows a failure, whatever the network answered.
    if ("place" in first) expect(["paid", "waiting"]).toContain(first.place);
    else pressed.catch(() => "cut off when the house closes");
    await paidOnce(house, mall, order);
  });

  test(`online bank, ${trouble} by control: paid once`, async ({ house, mall }) => {
    const order = await mall.order("40.00");
    const payer = new Payer(house, order.pay_url);
    const bank = await payer.goToBank();
    await payer.sandbox.next(trouble);
    await payer.atBank(bank, "pay");
    expect(["paid", "waiting"]).toContain((await payer.comeBack()).place);
    await paidOnce(house, mall, order);
  });

  test(`scan, ${trouble} by control: paid once`, async ({ house, mall }) => {
    const order = await mall.order("50.00");
    const payer = new Payer(house, order.pay_url);
    const qr = await payer.showQr();
    await payer.sandbox.next(trouble);
    await payer.sandbox.scan(qr);
    await paidOnce(house, mall, order);
  });
}

test("quick pay, declined: not charged, and the next card pays", async ({ house, mall }) => {
  const order = await mall.order(`3.${TROUBLE_FEN.decline}`);
  const payer = new Payer(house, order.pay_url);
  expect((await payer.payByCard(cards.debit)).place).toBe("declined");
  await declined(house, mall, order);

  const again = await mall.order("8.00");
  const second = new Payer(house, again.pay_url);
  expect((await second.payByCard(cards.empty)).place).toBe("declined");
  expect((await second.payByCard(cards.third)).place).toBe("paid");
  const paid = await becomes(mall, again.id, "paid");
  expect(attempts(paid).map((a) => a.state)).toEqual(["declined", "paid"]);
  expect(await told(mall, again.id)).toEqual(["order.paid"]);
});

test("online bank, declined there: another try on the same order pays", async ({ house, mall }) => {
  const order = await mall.order("41.00");
  const payer = new Payer(house, order.pay_url);
  const bank = await payer.goToBank();
  expect(await payer.atBank(bank, "fail")).toBe(200);
  await payer.comeBack();
  expect((await mall.find(order.id)).state).not.toBe("paid");
  // The bank's page allows a second try.
  await payer.atBank(bank, "pay");
  await payer.comeBack();
  await paidOnce(house, mall, order);
});

test("quick pay, 502 and not booked: never said to have failed while it may yet be paid", async ({ house, mall }) => {
  const order = await mall.order(`3.${TROUBLE_FEN.bad_gateway_unpaid}`);
  const payer = new Payer(house, order.pay_url);
  expect((await payer.payByCard(cards.debit)).place).toBe("waiting");
  const waiting = await mall.find(order.id);
  expect([waiting.state, attempts(waiting)[0]?.state]).toEqual(["paying", "unsettled"]);
  // While the first payment is unknown, the order can neither be paid another way nor closed.
  expect((await payer.act("", "confirm_payment", { way: "scan" })).place).toBe("waiting");
  expect((await payer.act("", "cancel", {})).place).toBe("waiting");
  const close = await mall.send("POST", `/v1/orders/${order.id}/close`, "");
  expect(((await close.json()) as { code: string }).code).toBe("payment_in_progress");
  expect(await told(mall, order.id)).toEqual([]);
});

for (const way of ["bank", "scan"] as const) {
  test(`${way}, 502 and not booked: the payer tries again and pays once`, async ({ house, mall }) => {
    const order = await mall.order("42.00");
    const payer = new Payer(house, order.pay_url);
    if (way === "bank") {
      const bank = await payer.goToBank();
      await payer.sandbox.next("bad_gateway_unpaid");
      expect(await payer.atBank(bank, "pay")).toBe(502);
      expect((await payer.comeBack()).place).toBe("waiting");
      expect(await payer.atBank(bank, "pay")).toBe(200);
    } else {
      const qr = await payer.showQr();
      await payer.sandbox.next("bad_gateway_unpaid");
      expect((await payer.sandbox.scan(qr)).status).toBe(502);
      expect((await payer.sandbox.scan(qr)).status).toBe(200);
    }
    await paidOnce(house, mall, order);
  });
}

test("paid twice: the second payment is not kept as this order's", async ({ house, mall }) => {
  const order = await mall.order(`3.${TROUBLE_FEN.paid_twice}`);
  await new Payer(house, order.pay_url).payByCard(cards.debit);
  const first = attempts(await becomes(mall, order.id, "paid"))[0]?.network_id;
  // The second notice arrives a second later and is acknowledged too.
  const { sandbox } = new Payer(house, order.pay_url);
  await until(
    async () => (await sandbox.lines("3.93")).at(0)?.match(/已确认/g)?.length === 2,
    "both notices to be acknowledged",
  );
  const after = await mall.find(order.id);
  expect(attempts(after).map((a) => [a.state, a.network_id])).toEqual([["paid", first]]);
  expect(await told(mall, order.id)).toEqual(["order.paid"]);
});

test("a late notice changes nothing that a query settled", async ({ house, mall }) => {
  const order = await mall.order("43.00");
  const payer = new Payer(house, order.pay_url);
  const bank = await payer.goToBank();
  await payer.sandbox.next("notice_late");
  await payer.atBank(bank, "pay");
  await payer.comeBack();
  await paidOnce(house, mall, order);
  expect(await payer.sandbox.release()).toBeGreaterThanOrEqual(1);
  await until(
    async () => (await payer.sandbox.lines("43.00")).at(0)?.includes("已确认") === true,
    "the late notice to be acknowledged",
  );
  await paidOnce(house, mall, order);
});

test("a silent network: the page turns to paid by the notice, long before the answer is given up", async ({ page, house, mall }) => {
  const order = await mall.order(`3.${TROUBLE_FEN.timeout}`, { locale: "zh-CN" });
  const shopper = new Shopper(page, house);
  const { sandbox } = new Payer(house, order.pay_url);
  await page.goto(order.pay_url);
  await shopper.picksNewCard();
  const before = await sandbox.received(cards.debit.phone);
  await shopper.sendsCard(cards.debit);
  await shopper.sees(shopper.words.code.title);
  await shopper.field(shopper.words.code.label).fill(await sandbox.code(cards.debit.phone, before));
  // The answer to the form takes half a minute, so the test does not wait for it.
  await shopper.button(shopper.words.code.pay).click({ noWaitAfter: true });
  await expect(page.getByRole("heading", { level: 1, name: shopper.words.result.paid })).toBeVisible({ timeout: 15_000 });
  await paidOnce(house, mall, order);
});

test("the page and the mall's own order page follow by themselves", async ({ page, house }) => {
  await page.goto(`${house.mall}/?lang=zh-CN`);
  await page.getByRole("button", { name: "加入购物篮" }).first().click();
  await page.goto(`${house.mall}/basket`);
  await page.getByRole("button", { name: /^去收银台付款/ }).click();
  await expect(page).toHaveURL(new RegExp(`^${house.desk}/pay/`));
  const payer = new Payer(house, page.url().replace(/\?.*$/, ""));
  const bank = await payer.goToBank();
  await payer.sandbox.next("notice_lost");
  await payer.atBank(bank, "pay");
  // The shopper does not return and no notice arrives. Paydesk queries, and the page updates itself.
  await expect(page.getByRole("heading", { level: 1, name: "支付成功" })).toBeVisible({ timeout: 40_000 });
  await page.goto(`${house.mall}/orders`);
  await page.getByRole("main").getByRole("link").first().click();
  await expect(page.getByRole("heading", { level: 1, name: "付款成功" })).toBeVisible();
  await page.getByText(words["zh-CN"].mall.journey).click();
  await expect(page.getByText(words["zh-CN"].mall.event("order.paid"))).toBeVisible();
});
