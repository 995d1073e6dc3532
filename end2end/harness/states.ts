// Every page that Paydesk shows, reached by real requests. The accessibility tests
// and the size tests run on each of them.
import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { cards } from "./cards.js";
import { until, type Deployment } from "./deployment.js";
import type { MallClient, OrderBody } from "./mall.js";
import { Payer } from "./payer.js";
import { FAILURE_FEN } from "./sandbox.js";
import { Shopper } from "./shopper.js";
import { words, type Language, type Words } from "./words.js";

export interface Stage {
  page: Page;
  deployment: Deployment;
  mall: MallClient;
  language: Language;
  /** Returns the pay page's address of an expired order. */
  expired: () => Promise<string>;
}

/** Opens a page in one state. Amounts and item names are long, to test the layout. */
type Bring = (stage: Stage) => Promise<void>;

export interface State {
  bring: Bring;
  /** The main heading, which shows that the right page was reached. */
  heading: (words: Words) => string | RegExp;
}

const LONG = "【限时优惠】明前特级西湖龙井茶叶礼盒装，含手工青瓷茶具一套，Extraordinarily-long-unbreakable-product-name-2026";
const AMOUNT = "128456.05";

async function order(stage: Stage, more: Partial<OrderBody> = {}): Promise<Payer> {
  const items = [{ name: LONG, quantity: 1, unit_price: AMOUNT }];
  const made = await stage.mall.order(AMOUNT, { subject: LONG, items, locale: stage.language, ...more });
  return new Payer(stage.deployment, made.pay_url);
}

const small = (stage: Stage) =>
  order(stage, { amount: { value: "88.00", currency: "CNY" }, items: [{ name: LONG, quantity: 1, unit_price: "88.00" }] });

/** An order of a buyer whose card was remembered from an earlier order. */
async function remembered(stage: Stage): Promise<Payer> {
  const buyer_ref = `buyer-${randomUUID()}`;
  const first = await order(stage, { buyer_ref });
  await first.payByCard(cards.credit);
  return order(stage, { buyer_ref });
}

/** The pay page's address of an order that was paid and refunded. */
async function refundedInFull({ mall, deployment, language }: Stage): Promise<string> {
  const items = [{ name: LONG, quantity: 1, unit_price: AMOUNT }];
  const made = await mall.order(AMOUNT, { subject: LONG, items, locale: language });
  await new Payer(deployment, made.pay_url).payByCard(cards.debit);
  await mall.send("POST", `/v1/orders/${made.id}/refunds`, JSON.stringify({ mall_refund_no: randomUUID() }));
  await until(async () => (await mall.find(made.id)).state === "refunded", "the whole payment to be refunded");
  return made.pay_url;
}

/** Creates an order, opens its page at `go` and runs `then` on that page. */
function at(go: string, then?: (shopper: Shopper, payer: Payer) => Promise<void>): Bring {
  return async (stage) => {
    const payer = await order(stage);
    await stage.page.goto(`${payer.payUrl}${go}`);
    await then?.(new Shopper(stage.page, stage.deployment, stage.language), payer);
  };
}

const BRING = {
  choose: async (stage) => {
    await stage.page.goto((await small(stage)).payUrl);
  },
  "choose, with a remembered card": async (stage) => {
    await stage.page.goto((await remembered(stage)).payUrl);
  },
  "choose, over a limit": at(""),
  "choose, a bank searched in vain": at("?bank=zzz"),
  "choose, no bank picked": at("", async (shopper) => {
    await shopper.unfold(shopper.words.choose.gateway);
    await shopper.button(shopper.words.choose.goToBank).click();
    await shopper.page.getByRole("alert").waitFor();
  }),
  card: at("/card"),
  "card, with mistakes": at("/card", async (shopper) => {
    await shopper.sendsCard({ ...cards.credit, number: "6225753100123455", phone: "1380013" });
    await shopper.page.getByRole("alert").waitFor();
  }),
  code: at("/card", async (shopper) => {
    await shopper.sendsCard(cards.debit);
    await shopper.sees(shopper.words.code.title);
  }),
  "code, a wrong one": at("/card", async (shopper, { sandbox }) => {
    const before = await sandbox.received(cards.third.phone);
    await shopper.sendsCard(cards.third);
    await shopper.sees(shopper.words.code.title);
    const right = await sandbox.code(cards.third.phone, before);
    await shopper.pays(right === "000000" ? "000001" : "000000");
    await shopper.page.getByRole("alert").waitFor();
  }),
  "code, without its card": async (stage) => {
    const payer = await order(stage);
    await payer.sendCode(cards.debit);
    await stage.page.goto(`${payer.payUrl}/code`);
  },
  scan: async (stage) => {
    const payer = await small(stage);
    await payer.showQr();
    await stage.page.goto(`${payer.payUrl}/scan`);
  },
  "scan, with WeChat": async (stage) => {
    const payer = await small(stage);
    await payer.showQr("wechat");
    await stage.page.goto(`${payer.payUrl}/scan`);
  },
  bank: async (stage) => {
    const payer = await order(stage);
    await payer.act("", "confirm_payment", { way: "bank", bank: "PSBC" });
    // The page submits itself to the bank. The answer 204 keeps the browser on the page.
    await stage.page.route(`${stage.deployment.sandbox}/**`, (route) => route.fulfill({ status: 204 }));
    await stage.page.goto(`${payer.payUrl}/bank`, { waitUntil: "commit" });
    await new Shopper(stage.page, stage.deployment, stage.language).sees(words[stage.language].bank.title);
  },
  waiting: async (stage) => {
    const payer = await order(stage);
    await payer.goToBank();
    await stage.page.goto(`${payer.payUrl}/waiting`);
  },
  paid: async (stage) => {
    const payer = await order(stage);
    await payer.payByCard(cards.debit);
    await stage.page.goto(payer.payUrl);
  },
  "paid, money back of every kind": async (stage) => {
    const { mall, deployment } = stage;
    const items = [{ name: LONG, quantity: 1, unit_price: AMOUNT }];
    const made = await mall.order(AMOUNT, { subject: LONG, items, locale: stage.language });
    const payer = new Payer(deployment, made.pay_url);
    // The order is paid twice. The second payment is refunded automatically.
    await payer.sandbox.next("paid_twice");
    await payer.payByCard(cards.debit);
    // One refund succeeds, one is declined, and one stays unknown for a minute.
    for (const value of ["120000.00", `2.${FAILURE_FEN.decline}`, `2.${FAILURE_FEN.bad_gateway_unpaid}`]) {
      const body = JSON.stringify({ mall_refund_no: randomUUID(), amount: { value, currency: "CNY" } });
      await mall.send("POST", `/v1/orders/${made.id}/refunds`, body);
    }
    await until(async () => {
      const { refunds, surplus } = (await mall.find(made.id)) as unknown as Record<"refunds" | "surplus", { state: string }[]>;
      return [...refunds, ...surplus].map((back) => back.state).join(" ") === "succeeded failed unknown succeeded";
    }, "every kind of money back");
    await stage.page.goto(made.pay_url);
    const { result } = words[stage.language];
    const back = stage.page.getByRole("region", { name: result.refunds, exact: true });
    for (const text of [result.returned, result.notReturned, result.onItsWay, result.surplus]) {
      await back.getByText(text).first().waitFor();
    }
  },
  refunded: async (stage) => {
    await stage.page.goto(await refundedInFull(stage));
  },
  "receipt proved": async (stage) => {
    await stage.page.goto(await refundedInFull(stage));
    await stage.page.goto(`${await stage.page.locator("#verify").getAttribute("href")}?lang=${stage.language}`);
  },
  "receipt forged": async ({ page, deployment, language }) => {
    await page.goto(`${deployment.desk}/receipt/${"0".repeat(26)}.${"0".repeat(32)}?lang=${language}`);
  },
  "already paid": async (stage) => {
    const payer = await order(stage);
    await payer.payByCard(cards.debit);
    await stage.page.goto(`${payer.payUrl}/already-paid`);
  },
  declined: async (stage) => {
    const payer = await order(stage);
    await payer.payByCard(cards.empty);
    await stage.page.goto(`${payer.payUrl}/declined`);
  },
  closed: async (stage) => {
    const made = await stage.mall.order(AMOUNT, { locale: stage.language });
    await stage.mall.send("POST", `/v1/orders/${made.id}/close`, "");
    await stage.page.goto(made.pay_url);
  },
  "closed, and paid after that": async (stage) => {
    const { mall, deployment, page, language } = stage;
    const made = await mall.order(AMOUNT, { locale: language });
    const payer = new Payer(deployment, made.pay_url);
    const bank = await payer.goToBank();
    await payer.act("waiting", "cancel", {});
    await mall.send("POST", `/v1/orders/${made.id}/close`, "");
    await page.goto(made.pay_url);
    // The bank's page is still open. A payment there is refunded, and the page of the closed order shows it.
    await payer.atBank(bank, "pay");
    const back = page.getByRole("region", { name: words[language].result.refunds, exact: true });
    await back.getByText(words[language].result.returned).waitFor();
  },
  "unknown order": async ({ page, deployment, language }) => {
    await page.goto(`${deployment.desk}/pay/00000000000000000000000000?lang=${language}`);
  },
  "no such page": async ({ page, deployment, language }) => {
    await page.goto(`${deployment.desk}/nowhere?lang=${language}`);
  },
  "link refused": async ({ page, deployment, language }) => {
    await page.goto(`${deployment.desk}/pay?order=a.b.c&lang=${language}`);
  },
  embedded: async (stage) => {
    const payer = await order(stage);
    const inside = await fetch(payer.payUrl, {
      headers: { "sec-fetch-dest": "iframe", "accept-language": words[stage.language].browser },
    });
    const [body, headers] = [await inside.text(), Object.fromEntries(inside.headers)];
    delete headers["content-encoding"];
    delete headers["content-length"];
    await stage.page.route(payer.payUrl, (route) => route.fulfill({ status: inside.status, headers, body }));
    await stage.page.goto(payer.payUrl);
  },
  // Last, because the order takes a minute to expire.
  expired: async (stage) => {
    await stage.page.goto(`${await stage.expired()}?lang=${stage.language}`);
  },
} satisfies Record<string, Bring>;

const UNKNOWN = /^(未找到订单|We cannot find this order)$/;

const HEADINGS: Record<keyof typeof BRING, State["heading"]> = {
  choose: (w) => w.choose.title,
  "choose, with a remembered card": (w) => w.choose.title,
  "choose, over a limit": (w) => w.choose.title,
  "choose, a bank searched in vain": (w) => w.choose.title,
  "choose, no bank picked": (w) => w.choose.title,
  card: (w) => w.card.title,
  "card, with mistakes": (w) => w.card.title,
  code: (w) => w.code.title,
  "code, a wrong one": (w) => w.code.title,
  "code, without its card": (w) => w.code.cardAgain,
  scan: (w) => w.scan.title,
  "scan, with WeChat": (w) => w.wechat.title,
  bank: (w) => w.bank.title,
  waiting: (w) => w.result.waiting,
  paid: (w) => w.result.paid,
  "paid, money back of every kind": (w) => w.result.partlyRefunded,
  refunded: (w) => w.result.refunded,
  "receipt proved": (w) => w.result.genuineRefunded,
  "receipt forged": (w) => w.result.notGenuine,
  "already paid": (w) => w.result.already,
  declined: (w) => w.result.declined,
  expired: (w) => w.result.expired,
  closed: (w) => w.result.closed,
  "closed, and paid after that": (w) => w.result.closed,
  "unknown order": () => UNKNOWN,
  "no such page": () => UNKNOWN,
  "link refused": () => /^付款链接无法使用$|^This payment link cannot be used$/,
  embedded: () => /^请在新页面中付款$|^Open this page on its own to pay$/,
};

export const STATES: [string, State][] = Object.entries(BRING).map(([name, bring]) => [
  name,
  { bring, heading: HEADINGS[name as keyof typeof BRING] },
]);
