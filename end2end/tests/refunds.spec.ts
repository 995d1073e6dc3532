// Refunds: requested by the API or on the demo mall's page, in full and in part,
// never more than was paid, under every simulated fault. The second payment of an
// order paid twice is refunded automatically.
import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { promisify } from "node:util";
import { devices, type Page } from "@playwright/test";
import { test, expect } from "../harness/fixtures.js";
import { until, type Deployment } from "../harness/deployment.js";
import type { MallClient, OrderAnswer } from "../harness/mall.js";
import { Payer } from "../harness/payer.js";
import { Sandbox, FAILURE_FEN, type InjectedFailure } from "../harness/sandbox.js";
import { looksAway, Shopper } from "../harness/shopper.js";
import { Watch } from "../harness/watch.js";
import { words } from "../harness/words.js";

interface Refund {
  id: string;
  cause: string;
  state: string;
  amount: { value: string; currency: string };
  mall_refund_no: string | null;
  payment_network_id: string;
  network_id: string | null;
  declined_code: string | null;
}

interface Told {
  state: string;
  sequence: number;
  refunded: { value: string };
  refund?: Refund;
}

const cny = (value: string) => ({ value, currency: "CNY" });

/** An order that was paid by QR code. */
async function paid(deployment: Deployment, mall: MallClient, value: string, failure?: InjectedFailure): Promise<OrderAnswer> {
  const order = await mall.order(value);
  const payer = new Payer(deployment, order.pay_url);
  const qr = await payer.showQr();
  if (failure) await payer.sandbox.next(failure);
  await payer.sandbox.scan(qr);
  return becomes(mall, order.id, "paid");
}

async function becomes(mall: MallClient, id: string, state: string): Promise<OrderAnswer> {
  let order = await mall.find(id);
  await until(async () => (order = await mall.find(id)).state === state, `${id} to be ${state}`, 90_000);
  return order;
}

/** Requests a refund; without a value, of all that is left. */
async function ask(mall: MallClient, order: OrderAnswer, value?: string, no = randomUUID()): Promise<Response> {
  const body = { mall_refund_no: no, ...(value === undefined ? {} : { amount: cny(value) }) };
  return mall.send("POST", `/v1/orders/${order.id}/refunds`, JSON.stringify(body));
}

async function refund(mall: MallClient, order: OrderAnswer, value?: string): Promise<Refund> {
  const answer = await ask(mall, order, value);
  expect(answer.status).toBe(201);
  return (await answer.json()) as Refund;
}

async function ends(mall: MallClient, id: string): Promise<Refund> {
  let found: Refund | undefined;
  await until(async () => {
    found = (await (await mall.send("GET", `/v1/refunds/${id}`)).json()) as Refund;
    return ["succeeded", "failed"].includes(found.state);
  }, `${id} to end`, 90_000);
  if (!found) throw new Error("until() returned without a refund");
  return found;
}

async function code(answer: Response): Promise<string> {
  return `${answer.status} ${((await answer.json()) as { code: string }).code}`;
}

/** How the network returned this amount of a payment: one `undo` or `refund` for each time. */
async function back(deployment: Deployment, payment: string, amount: string): Promise<string[]> {
  const lines = await new Sandbox(deployment).lines(amount);
  const ours = lines.filter((line) => line.includes(payment) && line.includes("已退回原账户"));
  return ours.map((line) => (line.includes("撤销") ? "undo" : "refund"));
}

test("in parts and the rest, each told once and in order", async ({ deployment, mall }) => {
  const order = await paid(deployment, mall, "10.00");
  const first = await refund(mall, order, "2.50");
  expect(first).toMatchObject({ cause: "merchant", amount: cny("2.50"), order_id: order.id });
  expect(await ends(mall, first.id)).toMatchObject({ state: "succeeded", network_id: expect.stringMatching(/^\d{21}$/) });
  expect(await becomes(mall, order.id, "partially_refunded")).toMatchObject({ refunded: cny("2.50") });
  expect(await code(await ask(mall, order, "7.51"))).toBe("422 refund_exceeds_paid");

  const rest = await refund(mall, order);
  expect(rest.amount).toEqual(cny("7.50"));
  await ends(mall, rest.id);
  const whole = await becomes(mall, order.id, "refunded");
  expect((whole["refunds"] as Refund[]).map((r) => r.amount.value)).toEqual(["2.50", "7.50"]);
  expect(whole["surplus"]).toEqual([]);
  expect(await code(await ask(mall, order, "0.01"))).toBe("422 refund_exceeds_paid");

  const events = await mall.events<Told>(order.id);
  expect(events.map((e) => `${e.data.sequence} ${e.type} ${e.data.state} ${e.data.refunded.value}`)).toEqual([
    "1 order.paid paid 0.00",
    "2 refund.succeeded partially_refunded 2.50",
    "3 refund.succeeded refunded 10.00",
  ]);
  expect(events[1]?.data.refund?.id).toBe(first.id);
  expect(await back(deployment, first.payment_network_id, "7.50")).toEqual(["refund"]);
  expect((await new Payer(deployment, order.pay_url).look()).status).toBe(200);
});

test("the same number is one refund; other words under it are refused", async ({ deployment, mall }) => {
  const order = await paid(deployment, mall, "12.00");
  const no = randomUUID();
  const first = await ask(mall, order, "3.00", no);
  expect(first.status).toBe(201);
  const again = await ask(mall, order, "3.00", no);
  expect(again.status).toBe(200);
  expect(((await again.json()) as Refund).id).toBe(((await first.json()) as Refund).id);
  expect(await code(await ask(mall, order, "3.01", no))).toBe("409 refund_conflict");
  const unpaid = await mall.order("5.00");
  expect(await code(await ask(mall, unpaid, "1.00"))).toBe("409 order_not_paid");
  for (const value of ["0.00", "-1.00", "1.005", "1e3"]) {
    expect((await ask(mall, order, value)).status, value).toBe(422);
  }
  expect((await mall.send("GET", `/v1/refunds/rfd_${"0".repeat(26)}`)).status).toBe(404);
});

test("many at once never give back more than was paid", async ({ deployment, mall }) => {
  const order = await paid(deployment, mall, "10.00");
  const answers = await Promise.all(Array.from({ length: 12 }, () => ask(mall, order, "3.00")));
  expect(answers.map((answer) => answer.status).sort()).toEqual([...Array(3).fill(201), ...Array(9).fill(422)]);
  const after = await mall.find(order.id);
  await Promise.all((after["refunds"] as Refund[]).map(async (r) => expect((await ends(mall, r.id)).state).toBe("succeeded")));
  expect(await mall.find(order.id)).toMatchObject({ state: "partially_refunded", refunded: cny("9.00") });
});

test("a whole payment on its clearing day is undone", async ({ deployment, mall }) => {
  // The clearing day ends at 23:00 in China. Within a minute of that, Paydesk sends a refund instead of an undo.
  const minutes = (Date.now() / 60_000 + 8 * 60) % 1440;
  const cut = Math.abs(minutes - 23 * 60) < 3;
  const order = await paid(deployment, mall, "14.00");
  const { id, payment_network_id } = await refund(mall, order);
  expect((await ends(mall, id)).state).toBe("succeeded");
  const ways = await back(deployment, payment_network_id, "14.00");
  expect(ways).toHaveLength(1);
  if (!cut) expect(ways).toEqual(["undo"]);
  await becomes(mall, order.id, "refunded");
});

test("whatever the network does to a refund, it ends right and once", async ({ deployment, mall }) => {
  test.setTimeout(150_000);
  const order = await paid(deployment, mall, "100.00");
  const failures = Object.entries(FAILURE_FEN) as [InjectedFailure, string][];
  const asked = await Promise.all(
    failures.map(async ([failure, fen]) => ({ failure, refund: await refund(mall, order, `2.${fen}`) })),
  );
  for (const { failure, refund } of asked) {
    const ended = await ends(mall, refund.id);
    const declined = failure === "decline";
    expect(`${failure} ${ended.state}`).toBe(`${failure} ${declined ? "failed" : "succeeded"}`);
    expect(ended.declined_code, failure).toBe(declined ? "64" : null);
    expect(await back(deployment, ended.payment_network_id, ended.amount.value), failure).toEqual(declined ? [] : ["refund"]);
  }
  // The sum of all refunds except the declined one.
  const given = [89, 92, 93, 94, 95, 96, 97, 98, 99].reduce((sum, fen) => sum + 200 + fen, 0);
  expect(await mall.find(order.id)).toMatchObject({ refunded: cny((given / 100).toFixed(2)) });
  const events = (await mall.events(order.id)).map((event) => event.type);
  expect(events.filter((type) => type === "refund.succeeded")).toHaveLength(9);
  expect(events.filter((type) => type === "refund.failed")).toHaveLength(1);
});

test("what was paid twice comes back by itself", async ({ deployment, mall }) => {
  const order = await paid(deployment, mall, "16.00", "paid_twice");
  let surplus: Refund[] = [];
  await until(async () => {
    surplus = (await mall.find(order.id))["surplus"] as Refund[];
    return surplus[0]?.state === "succeeded";
  }, "the second payment to come back");
  expect(surplus).toHaveLength(1);
  const [second] = surplus;
  expect(second).toMatchObject({ cause: "surplus", amount: cny("16.00"), mall_refund_no: null });
  const after = await mall.find(order.id);
  expect(after).toMatchObject({ state: "paid", refunded: cny("0.00"), refunds: [] });
  const first = (after["attempts"] as { network_id: string }[])[0]?.network_id;
  expect(second?.payment_network_id).not.toBe(first);
  expect(await back(deployment, second?.payment_network_id ?? "", "16.00")).toHaveLength(1);
  const events = await mall.events<Told>(order.id);
  expect(events.map((e) => `${e.type} ${e.data.refund?.cause ?? ""}`)).toEqual(["order.paid ", "refund.succeeded surplus"]);

  // The payment of the order itself can still be refunded in full.
  expect((await ends(mall, (await refund(mall, order)).id)).state).toBe("succeeded");
  await becomes(mall, order.id, "refunded");
});

for (const language of ["zh-CN", "en"] as const) {
  test.describe(language, () => {
    test.use({ locale: words[language].browser });

    test("from the mall's order page: a part, too much, and the rest", async ({ page, context, deployment }) => {
      const watch = new Watch(context, deployment);
      const shopper = new Shopper(page, deployment, language);
      const { mall } = shopper.words;
      await page.goto(deployment.mall);
      await page.getByRole("button", { name: mall.add }).first().click();
      await page.getByRole("link", { name: mall.seeBasket }).click();
      await page.getByRole("button", { name: mall.pay }).click();
      await shopper.sees(shopper.words.choose.title);
      const payer = new Payer(deployment, page.url());
      // Leaves the pay page, which would otherwise update itself.
      await page.goto(`${deployment.mall}/orders`);
      await payer.sandbox.scan(await payer.showQr());
      await page.locator("ul.orders a").first().click();
      await shopper.sees(mall.paid);
      const seen = page.getByRole("group").filter({ hasText: mall.journey });
      await seen.getByText(mall.journey).click();

      const amount = page.getByRole("textbox", { name: mall.refundAmount });
      const asks = async (value: string) => {
        await amount.fill(value);
        await page.getByRole("button", { name: mall.refund, exact: true }).click();
      };
      const lines = page.getByRole("region", { name: mall.refunds }).getByRole("listitem");
      await asks("20.5");
      await expect(lines.filter({ hasText: mall.refunded })).toHaveCount(1);
      await shopper.sees(mall.partlyRefunded);
      const left = await amount.getAttribute("placeholder");
      await asks("9999");
      await expect(page.getByRole("alert")).toContainText(`¥${left}`);
      watch.refused(page.url());
      await expect(lines).toHaveCount(1);
      await asks("");
      await expect(lines.filter({ hasText: mall.refunded })).toHaveCount(2);
      await shopper.sees(mall.allRefunded);
      await expect(amount).toHaveCount(0);
      // The section was opened once. It stays open when the page reloads, and new events appear by themselves.
      await expect(seen).toHaveAttribute("open", "");
      await expect(seen.getByText(mall.event("order.paid"))).toBeVisible();
      await expect(seen.getByText(mall.event("refund.succeeded"))).toHaveCount(2);
      watch.quiet();
    });
  });
}

test("the README's script gives money back", async ({ deployment, mall }) => {
  const order = await paid(deployment, mall, "30.00");
  const asks = (value: string) =>
    promisify(execFile)("node", ["refund.mjs", join(deployment.data, "demo.json"), order.id, value]);
  const { stdout } = await asks("28.00");
  expect(stdout).toContain("201");
  const done = JSON.parse(stdout.slice(stdout.indexOf("{"))) as Refund;
  expect(done).toMatchObject({ state: "succeeded", amount: cny("28.00") });
  expect(await mall.find(order.id)).toMatchObject({ state: "partially_refunded", refunded: cny("28.00") });
  const tooMuch = await asks("2.01").then(() => "", (refused: { code: number; stdout: string }) => `${refused.code} ${refused.stdout}`);
  expect(tooMuch).toMatch(/^1 422 [^]*refund_exceeds_paid/);
});

/** The refunds on the receipt, and the text that is announced to screen readers. */
function receipt(page: Page, name: string) {
  return { lines: page.getByRole("region", { name, exact: true }).getByRole("definition"), said: page.locator("#refunds-said") };
}

/** The receipt's event streams: how many were opened, and how many are open now. */
function streams(page: Page) {
  const count = { opened: 0, open: 0 };
  const ours = (url: string) => url.endsWith("/events");
  page.on("request", (request) => ours(request.url()) && ((count.opened += 1), (count.open += 1)));
  for (const end of ["requestfinished", "requestfailed"] as const) {
    page.on(end as "requestfinished", (request) => ours(request.url()) && (count.open -= 1));
  }
  return count;
}

const { defaultBrowserType: _, ...phone } = devices["Pixel 7"];

for (const [screen, use] of Object.entries({ "a PC": {}, "a phone": phone })) {
  for (const language of ["zh-CN", "en"] as const) {
    test.describe(`${screen}, ${language}`, () => {
      test.use({ ...use, locale: words[language].browser });

      test("an open receipt shows a refund come and end by itself", async ({ page, context, deployment, mall }) => {
        const watch = new Watch(context, deployment);
        const { result } = words[language];
        const sandbox = new Sandbox(deployment);
        const order = await paid(deployment, mall, "18.00");
        await page.goto(order.pay_url);
        await new Shopper(page, deployment, language).sees(result.paid);
        const { lines, said } = receipt(page, result.refunds);
        await expect(lines).toHaveCount(0);
        await page.evaluate(() => document.body.setAttribute("data-same", ""));
        await sandbox.hold("refund");
        try {
          await refund(mall, order, "2.50");
          await expect(lines).toHaveText([new RegExp(`^¥2\\.50 · ${result.onItsWay} `)]);
          await expect(said).toHaveText(new RegExp(`^${result.refund} ¥2\\.50 · ${result.onItsWay} [^;]+$`));
        } finally {
          await sandbox.hold(null);
        }
        await expect(lines).toHaveText([new RegExp(`^¥2\\.50 · ${result.returned} `)]);
        const { partlyRefunded } = result;
        const told = `^${partlyRefunded} [^;]+; ${result.refund} ¥2\\.50 · ${result.returned} [^;]+$`;
        await expect(said).toHaveText(new RegExp(told));
        await expect(page.getByRole("heading", { level: 1 })).toHaveText(partlyRefunded);
        await expect(page).toHaveTitle(new RegExp(`^${partlyRefunded}`));
        for (const link of ["#home", "#to-mall"]) {
          await expect(page.locator(link)).toHaveAttribute("href", /state=partially_refunded/);
        }
        // Only the new refund is announced.
        await refund(mall, order, `2.${FAILURE_FEN.decline}`);
        await expect(lines.nth(1)).toContainText(result.notReturned);
        await expect(said).toHaveText(new RegExp(`^${result.refund} ¥2\\.91 · ${result.notReturned} [^;]+$`));
        const rest = await refund(mall, order);
        expect(rest.amount).toEqual(cny("15.50"));
        await expect(page.getByRole("heading", { level: 1 })).toHaveText(result.refunded);
        await expect(page.locator("#home")).toHaveAttribute("href", /state=refunded/);
        await expect(page.locator("body"), "the page was not left").toHaveAttribute("data-same", "");
        watch.quiet();
      });
    });
  }
}

test("nobody looks: the receipt's stream is closed, and what was missed is read on coming back", async ({ page, mall, deployment }) => {
  const { result } = words.en;
  const order = await paid(deployment, mall, "19.00");
  const count = streams(page);
  await page.clock.install();
  await page.goto(order.pay_url);
  await expect.poll(() => count).toEqual({ opened: 1, open: 1 });
  await looksAway(page, true);
  await expect.poll(() => count).toEqual({ opened: 1, open: 0 });
  await ends(mall, (await refund(mall, order, "1.50")).id);
  const { lines } = receipt(page, result.refunds);
  await expect(lines).toHaveCount(0);
  await looksAway(page, false);
  await expect(lines).toHaveText([new RegExp(`^¥1\\.50 · ${result.returned} `)]);
  expect(count).toEqual({ opened: 2, open: 1 });
  // A page that stays visible is updated for ten minutes only.
  await page.clock.fastForward(600_000);
  await expect.poll(() => count).toEqual({ opened: 2, open: 0 });
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false, locale: "zh-CN" });

  test("the receipt shows a refund when it is loaded again", async ({ page, deployment, mall }) => {
    const { result } = words["zh-CN"];
    const order = await paid(deployment, mall, "21.00");
    const count = streams(page);
    await page.goto(order.pay_url);
    const { lines } = receipt(page, result.refunds);
    await ends(mall, (await refund(mall, order, "1.50")).id);
    await expect(lines).toHaveCount(0);
    await page.reload();
    await expect(lines).toHaveText([new RegExp(`^¥1\\.50 · ${result.returned} `)]);
    expect(count.opened).toBe(0);
  });
});
