// Simulated network faults: the order still reaches the right state, checked by the
// API, the page, the mall's events and the network's transactions. Quick pay sets
// the fault by the amount (see the sandbox's front page), bank and QR by `/control`.
import { cards } from "../harness/cards.js";
import { test, expect } from "../harness/fixtures.js";
import type { Deployment } from "../harness/deployment.js";
import { until } from "../harness/deployment.js";
import type { MallClient, OrderAnswer } from "../harness/mall.js";
import { Payer } from "../harness/payer.js";
import { FAILURE_FEN, type InjectedFailure } from "../harness/sandbox.js";
import { Shopper } from "../harness/shopper.js";
import { words } from "../harness/words.js";

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
async function paidOnce(deployment: Deployment, mall: MallClient, order: OrderAnswer, number = /^\d{21}$/): Promise<void> {
  const paid = await becomes(mall, order.id, "paid");
  expect(attempts(paid).map((a) => a.state)).toEqual(["paid"]);
  expect(attempts(paid)[0]?.network_id).toMatch(number);
  expect(await told(mall, order.id)).toEqual(["order.paid"]);
  expect((await new Payer(deployment, order.pay_url).look()).place).toBe("paid");
}

/** Expects a declined attempt, and an open order that can be paid again. */
async function declined(deployment: Deployment, mall: MallClient, order: OrderAnswer): Promise<void> {
  const open = await becomes(mall, order.id, "open");
  expect(attempts(open).map((a) => a.state)).toEqual(["declined"]);
  expect(attempts(open)[0]?.declined).toEqual({ reason: "insufficient_funds", network_code: "64" });
  expect(await told(mall, order.id)).toEqual([]);
  expect((await new Payer(deployment, order.pay_url).look("declined")).place).toBe("declined");
}

const PAID: InjectedFailure[] = [
  "timeout", "cut", "paid_twice", "notice_lost", "notice_late", "wrong_signature", "wrong_amount", "bad_gateway_paid",
];

for (const failure of PAID) {
  test(`quick pay, ${failure} by amount: paid once`, async ({ deployment, mall }) => {
    const order = await mall.order(`3.${FAILURE_FEN[failure]}`);
    const payer = new Payer(deployment, order.pay_url);
    const pressed = payer.payByCard(cards.debit);
    // If the shopper's request hangs, the order is paid before it ends.
    const first = await Promise.race([pressed, becomes(mall, order.id, "paid")]);
    // The page never shows a failure, whatever the network answered.
    if ("place" in first) expect(["paid", "waiting"]).toContain(first.place);
    else pressed.catch(() => "cut off when the deployment closes");
    await paidOnce(deployment, mall, order);
  });

  test(`online bank, ${failure} by control: paid once`, async ({ deployment, mall }) => {
    const order = await mall.order("40.00");
    const payer = new Payer(deployment, order.pay_url);
    const bank = await payer.goToBank();
    await payer.sandbox.next(failure);
    await payer.atBank(bank, "pay");
    expect(["paid", "waiting"]).toContain((await payer.comeBack()).place);
    await paidOnce(deployment, mall, order);
  });

  test(`scan, ${failure} by control: paid once`, async ({ deployment, mall }) => {
    const order = await mall.order("50.00");
    const payer = new Payer(deployment, order.pay_url);
    const qr = await payer.showQr();
    await payer.sandbox.next(failure);
    await payer.sandbox.scan(qr);
    await paidOnce(deployment, mall, order);
  });
}

test("quick pay, declined: not charged, and the next card pays", async ({ deployment, mall }) => {
  const order = await mall.order(`3.${FAILURE_FEN.decline}`);
  const payer = new Payer(deployment, order.pay_url);
  expect((await payer.payByCard(cards.debit)).place).toBe("declined");
  await declined(deployment, mall, order);

  const again = await mall.order("8.00");
  const second = new Payer(deployment, again.pay_url);
  expect((await second.payByCard(cards.empty)).place).toBe("declined");
  expect((await second.payByCard(cards.third)).place).toBe("paid");
  const paid = await becomes(mall, again.id, "paid");
  expect(attempts(paid).map((a) => a.state)).toEqual(["declined", "paid"]);
  expect(await told(mall, again.id)).toEqual(["order.paid"]);
});

test("online bank, declined there: another try on the same order pays", async ({ deployment, mall }) => {
  const order = await mall.order("41.00");
  const payer = new Payer(deployment, order.pay_url);
  const bank = await payer.goToBank();
  expect(await payer.atBank(bank, "fail")).toBe(200);
  await payer.comeBack();
  expect((await mall.find(order.id)).state).not.toBe("paid");
  // The bank's page allows a second try.
  await payer.atBank(bank, "pay");
  await payer.comeBack();
  await paidOnce(deployment, mall, order);
});

test("quick pay, 502 and not booked: never said to have failed while it may yet be paid", async ({ deployment, mall }) => {
  const order = await mall.order(`3.${FAILURE_FEN.bad_gateway_unpaid}`);
  const payer = new Payer(deployment, order.pay_url);
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
  test(`${way}, 502 and not booked: the payer tries again and pays once`, async ({ deployment, mall }) => {
    const order = await mall.order("42.00");
    const payer = new Payer(deployment, order.pay_url);
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
    await paidOnce(deployment, mall, order);
  });
}

test("paid twice: the second payment is not kept as this order's", async ({ deployment, mall }) => {
  const order = await mall.order(`3.${FAILURE_FEN.paid_twice}`);
  await new Payer(deployment, order.pay_url).payByCard(cards.debit);
  const first = attempts(await becomes(mall, order.id, "paid"))[0]?.network_id;
  // The second notice arrives a second later and is acknowledged too.
  const { sandbox } = new Payer(deployment, order.pay_url);
  await until(
    async () => (await sandbox.lines("3.93")).at(0)?.match(/已确认/g)?.length === 2,
    "both notices to be acknowledged",
  );
  const after = await mall.find(order.id);
  expect(attempts(after).map((a) => [a.state, a.network_id])).toEqual([["paid", first]]);
  expect(await told(mall, order.id)).toEqual(["order.paid"]);
});

test("a late notice changes nothing that a query settled", async ({ deployment, mall }) => {
  const order = await mall.order("43.00");
  const payer = new Payer(deployment, order.pay_url);
  const bank = await payer.goToBank();
  await payer.sandbox.next("notice_late");
  await payer.atBank(bank, "pay");
  await payer.comeBack();
  await paidOnce(deployment, mall, order);
  expect(await payer.sandbox.release()).toBeGreaterThanOrEqual(1);
  await until(
    async () => (await payer.sandbox.lines("43.00")).at(0)?.includes("已确认") === true,
    "the late notice to be acknowledged",
  );
  await paidOnce(deployment, mall, order);
});

test("a silent network: the page turns to paid by the notice, long before the answer is given up", async ({ page, deployment, mall }) => {
  const order = await mall.order(`3.${FAILURE_FEN.timeout}`, { locale: "zh-CN" });
  const shopper = new Shopper(page, deployment);
  const { sandbox } = new Payer(deployment, order.pay_url);
  await page.goto(order.pay_url);
  await shopper.picksNewCard();
  const before = await sandbox.received(cards.debit.phone);
  await shopper.sendsCard(cards.debit);
  await shopper.sees(shopper.words.code.title);
  await shopper.field(shopper.words.code.label).fill(await sandbox.code(cards.debit.phone, before));
  // The answer to the form takes half a minute, so the test does not wait for it.
  await shopper.button(shopper.words.code.pay).click({ noWaitAfter: true });
  await expect(page.getByRole("heading", { level: 1, name: shopper.words.result.paid })).toBeVisible({ timeout: 15_000 });
  await paidOnce(deployment, mall, order);
});

/** WeChat Pay's numbers of payments. */
const WECHAT = /^4200\d{24}$/;

test("WeChat, declined on the phone: the page keeps its code, and the second try pays", async ({ page, deployment, mall }) => {
  const order = await mall.order("44.00", { locale: "zh-CN" });
  const shopper = new Shopper(page, deployment);
  const { sandbox } = new Payer(deployment, order.pay_url);
  await page.goto(order.pay_url);
  await shopper.asksForQr("wechat");
  const qr = await sandbox.newestQr();
  await sandbox.next("decline");
  expect(await (await sandbox.scan(qr, "balance")).text()).toContain("未扣款");
  // The payer may try again in WeChat, so the page says nothing of it.
  expect((await new Payer(deployment, order.pay_url).look()).place).toBe("scan");
  await expect(page.getByRole("img", { name: shopper.words.scan.picture })).toBeVisible();
  await until(async () => (await (await sandbox.scan(qr, "balance")).text()).includes("付款成功"), "WeChat to take a second try");
  await shopper.sees(shopper.words.result.paid);
  await paidOnce(deployment, mall, order, WECHAT);
});

test("WeChat gives no code for a while: another order is paid meanwhile, and the code comes", async ({ page, deployment, mall }) => {
  const order = await mall.order("45.00", { locale: "zh-CN" });
  const shopper = new Shopper(page, deployment);
  const { sandbox } = new Payer(deployment, order.pay_url);
  await page.goto(order.pay_url);
  await sandbox.hold("native_order");
  try {
    const way = await shopper.unfold(shopper.words.choose.wechat);
    await way.getByRole("button", { name: shopper.words.choose.showQr }).click({ noWaitAfter: true });
    await sandbox.holdsOne();
    const other = await mall.order("46.00");
    const payer = new Payer(deployment, other.pay_url);
    await payer.atBank(await payer.goToBank(), "pay");
    expect((await payer.comeBack()).place).toBe("paid");
    await paidOnce(deployment, mall, other);
  } finally {
    await sandbox.hold(null);
  }
  await shopper.sees(shopper.words.wechat.title);
  await sandbox.scan(await sandbox.newestQr(), "balance");
  await shopper.sees(shopper.words.result.paid);
  await paidOnce(deployment, mall, order, WECHAT);
});

test("the page and the mall's own order page follow by themselves", async ({ page, deployment }) => {
  await page.goto(`${deployment.mall}/?lang=zh-CN`);
  await page.getByRole("button", { name: "加入购物篮" }).first().click();
  await page.goto(`${deployment.mall}/basket`);
  await page.getByRole("button", { name: /^去收银台付款/ }).click();
  await expect(page).toHaveURL(new RegExp(`^${deployment.desk}/pay/`));
  const payer = new Payer(deployment, page.url().replace(/\?.*$/, ""));
  const bank = await payer.goToBank();
  await payer.sandbox.next("notice_lost");
  await payer.atBank(bank, "pay");
  // The shopper does not return and no notice arrives. Paydesk queries, and the page updates itself.
  await expect(page.getByRole("heading", { level: 1, name: "支付成功" })).toBeVisible({ timeout: 40_000 });
  await page.goto(`${deployment.mall}/orders`);
  await page.getByRole("main").getByRole("link").first().click();
  await expect(page.getByRole("heading", { level: 1, name: "付款成功" })).toBeVisible();
  await page.getByText(words["zh-CN"].mall.journey).click();
  await expect(page.getByText(words["zh-CN"].mall.event("order.paid"))).toBeVisible();
});
