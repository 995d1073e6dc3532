// Checks that an order was paid exactly once, according to the order in Paydesk,
// the network's transactions and the events sent to the mall.
import { expect } from "@playwright/test";
import { until, type Deployment } from "./deployment.js";
import type { MallClient, OrderAnswer } from "./mall.js";

interface Attempt {
  id: string;
  state: string;
  product: string;
}

/** The attempts of an order, oldest first, as `product state`. */
export async function attempts(mall: MallClient, order: OrderAnswer): Promise<string[]> {
  return (await list(mall, order)).map(({ product, state }) => `${product} ${state}`);
}

async function list(mall: MallClient, order: OrderAnswer): Promise<Attempt[]> {
  return (await mall.find(order.id)).attempts as Attempt[];
}

/** Expects one paid attempt, one paid transaction at the network and one `order.paid` event. */
export async function expectPaidOnce(deployment: Deployment, mall: MallClient, order: OrderAnswer): Promise<void> {
  await until(async () => (await mall.find(order.id)).state === "paid", "the order to be paid");
  const paid = (await list(mall, order)).filter((attempt) => ["paid", "surplus"].includes(attempt.state));
  expect(paid.map((attempt) => attempt.state)).toEqual(["paid"]);
  expect(await paidAtNetwork(deployment, mall, order)).toBe(1);
  const events = (await mall.events(order.id)).filter((event) => event.type === "order.paid");
  expect(events).toHaveLength(1);
}

/** The number of transactions of an order that the sandbox's control page shows as paid. */
async function paidAtNetwork(deployment: Deployment, mall: MallClient, order: OrderAnswer): Promise<number> {
  const html = await (await fetch(`${deployment.sandbox}/control`)).text();
  const rows = html.split("<tr>").filter((row) => row.includes(">00 "));
  // A transaction's number is the attempt's id without its prefix, then two digits.
  const numbers = (await list(mall, order)).map((attempt) => attempt.id.replace("att_", ""));
  return rows.filter((row) => numbers.some((number) => row.includes(number))).length;
}
