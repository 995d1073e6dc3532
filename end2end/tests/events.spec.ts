// Events to the mall: verified with Node's own crypto and the keys that Paydesk
// publishes, and delivered again after an error. Also the signed return link.
import { createPublicKey, verify, type KeyObject } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import { cards } from "../harness/cards.js";
import { test, expect } from "../harness/fixtures.js";
import { Deployment, until } from "../harness/deployment.js";
import { MallClient } from "../harness/mall.js";
import { Payer } from "../harness/payer.js";

interface Delivery {
  headers: IncomingHttpHeaders;
  body: string;
  at: number;
}

async function publishedKeys(desk: string): Promise<KeyObject[]> {
  const answer = await fetch(`${desk}/.well-known/jwks.json`);
  const { keys } = (await answer.json()) as { keys: { kty: string; crv: string; x: string }[] };
  return keys.map((key) => createPublicKey({ key, format: "jwk" }));
}

/** Verifies a delivery by Standard Webhooks `v1a`: Ed25519 over `id.timestamp.body`. */
function genuine(delivery: Delivery, keys: KeyObject[]): boolean {
  const { headers, body } = delivery;
  const signed = Buffer.from(`${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`);
  const signatures = String(headers["webhook-signature"]).split(" ").map((text) => text.split(","));
  return signatures.some(
    ([version, text = ""]) =>
      version === "v1a" && keys.some((key) => verify(null, signed, key, Buffer.from(text, "base64"))),
  );
}

/** A mall's endpoint that answers with these statuses in turn, then with 204. */
async function endpoint(port: number, statuses: number[]): Promise<{ server: Server; got: Delivery[] }> {
  const got: Delivery[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      got.push({ headers: request.headers, body: Buffer.concat(parts).toString(), at: Date.now() });
      response.writeHead(statuses.shift() ?? 204).end();
    });
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return { server, got };
}

test("an event is signed, repeated until it is taken, and the same every time", async () => {
  const deployment = await Deployment.open();
  const deskKnows = new URL(deployment.mall);
  const mall = await MallClient.of(deployment);
  await deployment.moveMall();
  const { server, got } = await endpoint(Number(deskKnows.port), [500]);
  try {
    const order = await mall.order("12.00");
    expect((await new Payer(deployment, order.pay_url).payByCard(cards.debit)).place).toBe("paid");
    await until(async () => got.length >= 2, "the event to come a second time");
    const keys = await publishedKeys(deployment.desk);
    const [first, second] = got as [Delivery, Delivery];
    for (const delivery of [first, second]) expect(genuine(delivery, keys)).toBe(true);
    expect(second.headers["webhook-id"]).toBe(first.headers["webhook-id"]);
    expect(second.body).toBe(first.body);
    expect(second.at - first.at, "five seconds between the first two tries").toBeGreaterThanOrEqual(4_900);
    expect(genuine({ ...first, body: first.body.replace("12.00", "12.01") }, keys)).toBe(false);
    expect(genuine({ ...first, headers: { ...first.headers, "webhook-timestamp": "1" } }, keys)).toBe(false);

    const event = JSON.parse(first.body) as { type: string; data: Record<string, unknown> };
    expect(event.type).toBe("order.paid");
    expect(event.data).toMatchObject({ id: order.id, state: "paid", sequence: 1, amount: { value: "12.00" } });
    expect(first.body, "nothing of the payer").not.toMatch(/5670|林晓雨|13800138001/);

    const listed = await mall.send("GET", "/v1/events?limit=100");
    const { data } = (await listed.json()) as { data: { id: string; type: string; data: unknown }[] };
    const same = data.find((e) => e.id === first.headers["webhook-id"]);
    expect(same?.data).toEqual(event.data);
    const after = await mall.send("GET", `/v1/events?after=${same?.id}`);
    expect(((await after.json()) as { data: unknown[] }).data).toEqual([]);
  } finally {
    server.close();
    await deployment.close();
  }
});

test("a closed order is told as well, once", async ({ mall }) => {
  const order = await mall.order("1.00");
  for (const status of [200, 200]) {
    expect((await mall.send("POST", `/v1/orders/${order.id}/close`, "")).status).toBe(status);
  }
  const about = await mall.events<{ state: string }>(order.id);
  expect(about.map((event) => [event.type, event.data.state])).toEqual([["order.closed", "closed"]]);
});

test("the way home is signed with the same key", async ({ deployment, mall }) => {
  const order = await mall.order("7.00");
  const paid = await new Payer(deployment, order.pay_url).payByCard(cards.debit);
  const home = new URL((/id="home" href="([^"]+)"/.exec(paid.html)?.[1] ?? "").replaceAll("&amp;", "&"));
  const value = (name: string) => home.searchParams.get(name) ?? "";
  expect(value("order")).toBe(order.id);
  expect(value("state")).toBe("paid");
  expect(Math.abs(Number(value("ts")) - Date.now() / 1000)).toBeLessThan(60);
  const [key] = (await publishedKeys(deployment.desk)) as [KeyObject];
  const text = (state: string) =>
    ["paydesk-return.v1", mall.returnUrl, order.id, value("mall_order_no"), state, value("ts")].join("\n");
  const sig = Buffer.from(value("sig"), "base64url");
  expect(verify(null, Buffer.from(text("paid")), key, sig)).toBe(true);
  expect(verify(null, Buffer.from(text("open")), key, sig)).toBe(false);
});
