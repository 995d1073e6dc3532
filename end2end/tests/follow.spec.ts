// Every page that waits learns the result behind nginx with its defaults, with a
// refused, mute, cut or slow event stream, without WebAssembly, and without scripts.
// It says so while it gets no answer.
import { randomUUID } from "node:crypto";
import type { Locator, Page } from "@playwright/test";
import { cards } from "../harness/cards.js";
import { expect, test } from "../harness/fixtures.js";
import { until, type Deployment } from "../harness/deployment.js";
import type { MallClient, OrderAnswer } from "../harness/mall.js";
import { Payer } from "../harness/payer.js";
import { Nginx, StreamProxy, type StreamFault } from "../harness/proxy.js";
import { FAILURE_FEN } from "../harness/sandbox.js";
import { looksAway, Shopper, scansAndPays } from "../harness/shopper.js";
import { words } from "../harness/words.js";

test.use({ locale: "zh-CN" });

const { bank, code, frame, result, scan } = words["zh-CN"];
const merchant = "云栖茶业";

/** The same page at another address, such as a proxy's. */
function through(url: string, payUrl: string): string {
  return `${url}${new URL(payUrl).pathname}`;
}

/** Waits until the page shows by itself that the order is paid. */
async function turns(page: Page, withinMs: number): Promise<void> {
  await expect(paidHeading(page)).toBeVisible({ timeout: withinMs });
}

const paidHeading = (page: Page) => page.getByRole("heading", { level: 1, name: result.paid, exact: true });

async function becomes(mall: MallClient, id: string, state: string): Promise<void> {
  await until(async () => (await mall.find(id)).state === state, `${id} to be ${state}`);
}

interface Stage {
  page: Page;
  mall: MallClient;
  payer: Payer;
  order: OrderAnswer;
  /** The order's address as the browser sees it. */
  url: string;
  shopper: Shopper;
}

interface WaitingPage {
  amount: string;
  /** Opens the page. */
  open: (stage: Stage) => Promise<void>;
  /** Brings the result, of which the page was told nothing yet. */
  happens: (stage: Stage) => Promise<void>;
  /** What then stands on the page. */
  shows: (page: Page) => Locator;
}

/** Where the bank's page would be, which these tests do not need. */
let atBank = "";

async function paysAtBank({ mall, payer, order }: Stage): Promise<void> {
  await payer.atBank(atBank, "pay");
  await becomes(mall, order.id, "paid");
}

const PAGES: Record<string, WaitingPage> = {
  scan: {
    amount: "61.00",
    open: async ({ page, payer, url, shopper }) => {
      await payer.showQr();
      await page.goto(`${url}/scan`);
      await shopper.sees(scan.title);
    },
    happens: async ({ mall, payer, order }) => {
      await payer.sandbox.scan(await payer.sandbox.newestQr());
      await becomes(mall, order.id, "paid");
    },
    shows: paidHeading,
  },
  bank: {
    amount: "62.00",
    open: async ({ page, payer, url, shopper }) => {
      atBank = await payer.goToBank();
      // The bank's page does not come; the shopper looks at ours.
      await page.route("**/frontTransReq.do", (route) => route.fulfill({ status: 204 }));
      await page.goto(`${url}/bank`);
      await shopper.sees(bank.title);
    },
    happens: paysAtBank,
    shows: paidHeading,
  },
  waiting: {
    amount: "63.00",
    open: async ({ page, payer, url, shopper }) => {
      atBank = await payer.goToBank();
      await page.goto(`${url}/waiting`);
      await shopper.sees(result.waiting);
    },
    happens: paysAtBank,
    shows: paidHeading,
  },
  "code, while the payment is not answered": {
    amount: `3.${FAILURE_FEN.timeout}`,
    open: async ({ page, url, shopper }) => {
      await page.goto(`${url}/card`);
      const sent = await shopper.receives(cards.debit.phone, () => shopper.sendsCard(cards.debit));
      await shopper.sees(code.title);
      await shopper.field(code.label).fill(sent);
    },
    happens: async ({ mall, order, shopper }) => {
      // The answer to the form takes half a minute.
      await shopper.button(code.pay).click({ noWaitAfter: true });
      await becomes(mall, order.id, "paid");
    },
    shows: paidHeading,
  },
  "receipt, with a refund under way": {
    amount: "64.00",
    open: async ({ page, mall, payer, order, url }) => {
      await payer.showQr();
      await payer.sandbox.scan(await payer.sandbox.newestQr());
      await becomes(mall, order.id, "paid");
      // Held twice: a notice would end the refund as well.
      await payer.sandbox.hold("refund");
      await payer.sandbox.hold("notice");
      const body = JSON.stringify({ mall_refund_no: randomUUID(), amount: { value: "1.00", currency: "CNY" } });
      await mall.send("POST", `/v1/orders/${order.id}/refunds`, body);
      await page.goto(`${url}/paid`);
      await expect(page.getByText(result.onItsWay)).toBeVisible();
    },
    happens: async ({ mall, payer, order }) => {
      await payer.sandbox.hold(null);
      await becomes(mall, order.id, "partially_refunded");
    },
    shows: (page) => page.getByRole("definition").filter({ hasText: result.returned }),
  },
};

/**
 * Opens a waiting page at `url`, brings its result, and lets half a minute pass for
 * the page, or for two where a form's answer is another page that waits.
 */
async function learns(waiting: WaitingPage, page: Page, deployment: Deployment, mall: MallClient, url: string): Promise<void> {
  const order = await mall.order(waiting.amount);
  const payer = new Payer(deployment, order.pay_url);
  const stage = { page, mall, payer, order, url: through(url, order.pay_url), shopper: new Shopper(page, deployment) };
  await page.clock.install();
  try {
    await waiting.open(stage);
    await waiting.happens(stage);
    let ticks = 0;
    await expect(async () => {
      if (ticks < 13) await page.clock.runFor(5_000);
      ticks += 1;
      await expect(waiting.shows(page)).toBeVisible({ timeout: 700 });
    }).toPass({ timeout: 30_000 });
  } finally {
    await payer.sandbox.hold(null);
  }
}

for (const [name, waiting] of Object.entries(PAGES)) {
  test.describe(name, () => {
    for (const fault of ["refused", "mute", "cut", "slow"] satisfies StreamFault[]) {
      test(`the stream is ${fault}`, async ({ page, deployment, mall }) => {
        const proxy = await StreamProxy.before(deployment.desk, fault);
        try {
          await learns(waiting, page, deployment, mall, proxy.url);
        } finally {
          await proxy.close();
        }
      });
    }

    test("WebAssembly is blocked, and polling too", async ({ page, deployment, mall }) => {
      await page.route("**/*.wasm", (route) => route.abort());
      await page.route("**/now", (route) => route.abort());
      await learns(waiting, page, deployment, mall, deployment.desk);
    });

    test("behind nginx, whose stream flows", async ({ page, deployment, mall }) => {
      const nginx = await Nginx.before(deployment.desk);
      try {
        await page.route("**/now", (route) => route.abort());
        await learns(waiting, page, deployment, mall, nginx.url);
      } finally {
        await nginx.close();
      }
    });
  });
}

test("behind nginx with its defaults: the first event comes at once", async ({ deployment, mall }) => {
  const nginx = await Nginx.before(deployment.desk);
  try {
    const order = await mall.order("65.00");
    const stop = new AbortController();
    const stream = await fetch(`${through(nginx.url, order.pay_url)}/events`, { signal: stop.signal });
    const reader = stream.body?.getReader();
    const first = await Promise.race([
      reader?.read(),
      new Promise<undefined>((late) => AbortSignal.timeout(5_000).addEventListener("abort", () => late(undefined))),
    ]);
    stop.abort();
    expect(new TextDecoder().decode(first?.value), "a first word within seconds").toContain("event: place");
  } finally {
    await nginx.close();
  }
});

test("the page turns in its language", async ({ page, deployment, mall }) => {
  const order = await mall.order("66.00");
  const payer = new Payer(deployment, order.pay_url);
  const at = await payer.goToBank();
  await page.goto(`${order.pay_url}/waiting?lang=en`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(words.en.result.waiting);
  await payer.atBank(at, "pay");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(words.en.result.paid);
  await expect(page).toHaveURL(/\/paid\?lang=en$/);
});

test("a stream that is refused for good is opened anew", async ({ page, mall }) => {
  await page.clock.install();
  let asked = 0;
  await page.route("**/events", async (route) => {
    asked += 1;
    if (asked === 1) await route.fulfill({ status: 503, body: "" });
    else await route.continue();
  });
  await page.goto((await mall.order("67.00")).pay_url);
  await expect.poll(() => asked).toBe(1);
  const opened = page.waitForResponse((answer) => answer.url().endsWith("/events") && answer.status() === 200);
  await page.clock.runFor(10_000);
  await opened;
  expect(asked).toBe(2);
});

test("while nothing can be heard the page says so, and stops saying it", async ({ page, context, deployment, mall }) => {
  await page.clock.install();
  let away = false;
  await page.route("**/events", (route) => route.abort());
  await page.route("**/now", (route) => (away ? route.abort() : route.continue()));
  await page.goto((await mall.order("68.00")).pay_url);
  const said = page.getByRole("status").filter({ hasText: frame.reconnecting });
  await page.clock.runFor(6_000);
  await expect(said).toHaveCount(0);
  away = true;
  await page.clock.runFor(6_000);
  await expect(said).toBeVisible();
  away = false;
  await page.clock.runFor(6_000);
  await expect(said).toHaveCount(0);
  await new Shopper(page, deployment).asksForQr();
  await scansAndPays(await context.newPage(), deployment, merchant);
  await page.clock.runFor(6_000);
  await turns(page, 5_000);
});

test("a browser that goes offline says so at once", async ({ page, context, mall }) => {
  await page.goto((await mall.order("69.00")).pay_url);
  const said = page.getByRole("status").filter({ hasText: frame.reconnecting });
  await context.setOffline(true);
  await expect(said).toBeVisible({ timeout: 2_000 });
  await context.setOffline(false);
  await expect(said).toHaveCount(0);
});

test("eight tabs over HTTP/1.1: each loads, and one that was hidden reads what it missed", async ({ context, deployment, mall }) => {
  const pages: Page[] = [];
  for (let n = 0; n < 8; n += 1) {
    const last = pages.at(-1);
    if (last) await looksAway(last, true);
    const page = await context.newPage();
    // A browser opens six connections to a host, for all tabs together.
    const stream = page.waitForResponse((answer) => answer.url().endsWith("/events"));
    const order = await mall.order(`70.0${n}`);
    await page.goto(order.pay_url, { timeout: 15_000 });
    await stream;
    pages.push(page);
  }
  const [first] = pages;
  if (!first) throw new Error("no page was opened");
  const payer = new Payer(deployment, first.url());
  await payer.showQr();
  await payer.sandbox.scan(await payer.sandbox.newestQr());
  await until(async () => (await payer.look()).place === "paid", "the first order to be paid");
  await expect(first.getByRole("heading", { level: 1 })).not.toHaveText(result.paid);
  await looksAway(first, false);
  await turns(first, 5_000);
});

test("a form on its way is not thrown away by what the page hears", async ({ page, deployment, mall }) => {
  await page.route("**/events", (route) => route.abort());
  const order = await mall.order("71.00");
  await page.goto(order.pay_url);
  const left: string[] = [];
  let heard = 0;
  page.on("request", (asked) => {
    if (asked.isNavigationRequest() && asked.method() === "GET") left.push(new URL(asked.url()).pathname);
  });
  page.on("response", (answer) => {
    if (answer.url().endsWith("/now")) heard += 1;
  });
  // The answer to the form is held back after Paydesk has created the QR code.
  let go = (): void => undefined;
  const held = new Promise<void>((letGo) => (go = letGo));
  await page.route("**/*do=confirm_payment*", async (route) => {
    const answer = await route.fetch({ maxRedirects: 0 });
    await held;
    await route.fulfill({ response: answer });
  });
  const shopper = new Shopper(page, deployment);
  await shopper.unfold(words["zh-CN"].choose.scan);
  // `click` resolves only after the navigation that it starts.
  const clicked = shopper.button(words["zh-CN"].choose.showQr).click();
  await expect.poll(async () => (await new Payer(deployment, order.pay_url).look()).place).toBe("scan");
  heard = 0;
  await expect.poll(() => heard, { timeout: 15_000 }).toBe(2);
  expect(left, "it was told twice that the order is elsewhere, and stays").toEqual([]);
  go();
  await clicked;
  await shopper.sees(scan.title);
});

test.describe("scripts off", () => {
  test.use({ javaScriptEnabled: false });

  for (const name of ["scan", "waiting"] as const) {
    test(`the ${name} page reads itself again`, async ({ page, deployment, mall }) => {
      const order = await mall.order("72.00");
      const payer = new Payer(deployment, order.pay_url);
      const stage = { page, mall, payer, order, url: order.pay_url, shopper: new Shopper(page, deployment) };
      await PAGES[name]?.open(stage);
      await PAGES[name]?.happens(stage);
      await turns(page, 15_000);
    });
  }
});
